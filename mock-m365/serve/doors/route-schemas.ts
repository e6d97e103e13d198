/** Lets fastify check requests with valibot schemas, and write answers. */
import type { FastifyServerOptions } from 'fastify'
import { InputError, type Schema, typed } from '#input'

/** An invalid part of a request; the server answers 400 with this text. */
class BadRequest extends Error {
  readonly statusCode = 400
}

/**
 * @param mend what to do about an error, as the end of its sentence
 * @throws BadRequest naming the place, what is expected there, what was found, and the mend
 */
export function checked(schema: Schema, value: unknown, mend: string): unknown {
  try {
    return typed(schema, value, { name: '', mend })
  } catch (error) {
    if (error instanceof InputError) throw new BadRequest(error.message)
    throw error
  }
}

type Compilers = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

/** Replaces fastify's compilers for JSON schemas, a hundred files that no route needs. */
export const VALIBOT = {
  buildValidator: () => validatorWith('see what the route takes'),
  buildSerializer: () => () => (value: unknown) => `${JSON.stringify(value)}\n`,
  // Fastify's types only allow schemas of those compilers.
} as unknown as Compilers

interface Part {
  readonly schema: unknown
  readonly httpPart?: string
}

/** A validator compiler for fastify; an absent body counts as an empty one. */
export const validatorWith =
  (mend: string) =>
  ({ schema, httpPart }: Part) =>
  (value: unknown) => {
    try {
      return { value: checked(schema as Schema, httpPart === 'body' ? (value ?? {}) : value, mend) }
    } catch (error) {
      return { error: error as Error }
    }
  }
