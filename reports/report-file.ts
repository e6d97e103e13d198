/** A JSON report as a file: its version, and the record in it, from which all forms are made again. */
import type * as v from 'valibot'
import { InputError, jsonIn, typed } from '#input'

/** Of the file's shape. A later shape gets the next number; all earlier ones are read. */
export const REPORT_VERSION = 1

const LIMITS = { bytesMax: 256 * 1024 * 1024, depthMax: 64, objectsMax: Number.POSITIVE_INFINITY }

/** A file that was read; what it holds is not checked yet. */
export type ReadFile = ReturnType<typeof jsonIn>

/** @param name what to call it in errors @param mend where one comes from @throws InputError for what is not JSON */
export const fileIn = (json: string | Uint8Array, name: string, mend: string): ReadFile =>
  jsonIn(json, { name, mend }, LIMITS)

/**
 * Takes a record as it is, or the `{ v, record, audit }` of a JSON report; the audit is made again.
 * @param mend where such a record comes from
 * @throws InputError naming the place that is wrong
 */
export function recordIn<Schema extends v.GenericSchema>(
  schema: Schema,
  { value, source: read }: ReadFile,
  mend: string,
): v.InferOutput<Schema> {
  const source = { ...read, mend }
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

/** Whether a file holds the record of a conformance run. */
export function isConformance({ value }: ReadFile): boolean {
  const holds = (one: unknown): boolean =>
    typeof one === 'object' &&
    one !== null &&
    (Object.hasOwn(one, 'plays') || holds(Reflect.get(one, 'record')))
  return holds(value)
}
