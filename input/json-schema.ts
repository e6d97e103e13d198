/** A valibot schema as JSON Schema, for documents and editors: what is checked is what is published. */
import type { JsonSchema } from '@valibot/to-json-schema'
import type { GenericSchema } from 'valibot'
import type { Schema } from './typed.ts'

/** @param side what is taken, or what it becomes once defaults and conversions are applied */
export type ToJsonSchema = (schema: Schema, side: 'input' | 'output') => JsonSchema

/**
 * Loads the converter, which no start needs. It writes draft 2020-12. Rules that only code can check are left out: what
 * the JSON Schema refuses is refused, and what it accepts may still be refused.
 */
export async function jsonSchemas(): Promise<ToJsonSchema> {
  const { toJsonSchema } = await import('@valibot/to-json-schema')
  return (schema, typeMode) =>
    toJsonSchema(schema as GenericSchema, {
      typeMode,
      target: 'draft-2020-12',
      errorMode: 'ignore',
      // A pattern of JSON Schema has no flags: without them it would refuse what is accepted.
      overrideAction: ({ valibotAction, jsonSchema }) => {
        if (valibotAction.type !== 'regex' || !hasFlags(valibotAction)) return undefined
        const { pattern: _, ...rest } = jsonSchema
        return rest
      },
    })
}

const hasFlags = (action: object): boolean => {
  const requirement: unknown = Reflect.get(action, 'requirement')
  return requirement instanceof RegExp && requirement.flags !== ''
}
