/** An input value with the type of a schema. Type, error and documentation come from the same schema. */
import type { BaseIssue, BaseSchema, GenericSchema, InferOutput } from 'valibot'
import { expectationOf } from './expectation.ts'
import { foundWords } from './found.ts'
import { InputError, type Source } from './input-error.ts'
import { type InputLimits, jsonIn } from './json.ts'
import type { Path } from './path.ts'

/** Any schema of valibot's that answers at once. A message in it says what is expected: `v.string('a user name')`. */
export type Schema = BaseSchema<unknown, unknown, BaseIssue<unknown>>

/**
 * @param at the place of the value in its source, if not the root
 * @throws InputError for the first place that is wrong: JSON path, line and column, what is expected, what is found
 */
export function typed<S extends Schema>(
  schema: S,
  value: unknown,
  source: Source,
  at: Path = [],
): InferOutput<S> {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) throw new TypeError('a schema that answers later reads nothing')
  const issue = result.issues?.[0] as BaseIssue<unknown> | undefined
  // To valibot a list is an object without properties, which an object may be that needs none.
  if (!issue && Array.isArray(value) && schema.type.endsWith('object'))
    throw new InputError(source, at, `expected an object, found ${foundWords(value)}`)
  if (!issue) return (result as { readonly value: InferOutput<S> }).value
  const inner: Path = issue.path?.map(({ key }) => (typeof key === 'number' ? key : String(key))) ?? []
  // To valibot a list is an object without the properties that are asked for.
  const around = issue.path?.at(-1)?.input
  if (Array.isArray(around) && typeof inner.at(-1) === 'string') {
    const place = [...at, ...inner.slice(0, -1)]
    throw new InputError(source, place, `expected an object, found ${foundWords(around)}`)
  }
  const expected = expectationOf(issue, schema as unknown as GenericSchema, inner, value)
  throw new InputError(source, [...at, ...inner], `expected ${expected}, found ${foundWords(issue.input)}`)
}

/**
 * JSON text or bytes as the type that a schema gives them.
 * @throws InputError as `jsonIn` and `typed`
 */
export function readJson<S extends Schema>(
  schema: S,
  input: string | Uint8Array,
  source: Omit<Source, 'text'>,
  limits: Partial<InputLimits> = {},
): InferOutput<S> {
  const json = jsonIn(input, source, limits)
  return typed(schema, json.value, json.source)
}
