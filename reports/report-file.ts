/** A JSON report as a file: its version, and the record in it, from which all forms are made again. */
import type * as v from 'valibot'
import { InputError, jsonIn, typed } from '#input'

/** Of the file's shape. A later shape gets the next number; all earlier ones are read. */
export const REPORT_VERSION = 1

const LIMITS = { bytesMax: 256 * 1024 * 1024, depthMax: 64, objectsMax: Number.POSITIVE_INFINITY }

/**
 * Takes a record as it is, or the `{ v, record, audit }` of a JSON report; the audit is made again.
 * @param at what to call the file in errors, and where one comes from
 * @throws InputError naming the place that is wrong
 */
export function recordIn<Schema extends v.GenericSchema>(
  schema: Schema,
  json: string | Uint8Array,
  at: { readonly name: string; readonly mend: string },
): v.InferOutput<Schema> {
  const { value, source } = jsonIn(json, at, LIMITS)
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'record'))
    return typed(schema, value, source)
  const version: unknown = Reflect.get(value, 'v') ?? REPORT_VERSION
  if (version !== REPORT_VERSION)
    throw new InputError(
      { ...source, mend: 'read it with the casproof that made it, or with a later one' },
      ['v'],
      `a report of version ${JSON.stringify(version)}, and this casproof reads version ${REPORT_VERSION}`,
    )
  return typed(schema, Reflect.get(value, 'record'), source, ['record'])
}

/** Whether a file holds the record of a conformance run. @throws InputError for what is not JSON */
export function isConformance(json: string | Uint8Array, name: string): boolean {
  const mend = 'a record is a change-audit.json or a conformance.json, or what --json prints'
  const { value } = jsonIn(json, { name, mend }, LIMITS)
  const holds = (one: unknown): boolean =>
    typeof one === 'object' &&
    one !== null &&
    (Object.hasOwn(one, 'plays') || holds(Reflect.get(one, 'record')))
  return holds(value)
}
