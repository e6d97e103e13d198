/** Schemas of our routes are valibot's: what fastify checks requests by, and what it writes answers with. */
import type { FastifyServerOptions } from 'fastify'
import { InputError, type Schema, typed } from '#input'

/** A part of a request that is not as its route expects it; the server answers 400 with these words. */
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

/** In place of the compilers that fastify brings for JSON schemas: a hundred files that no route needs. */
export const VALIBOT = {
  buildValidator: () => validatorWith('see what the route takes'),
  buildSerializer: () => () => (value: unknown) => `${JSON.stringify(value)}\n`,
  // Its types know of the schemas of those compilers only.
} as unknown as Compilers

interface Part {
  readonly schema: unknown
  readonly httpPart?: string
}

/** A validator compiler of fastify's; a body that is absent is an empty one. */
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
