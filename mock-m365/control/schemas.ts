/** Schemas that several routes share. Their messages say what is expected, in errors and in the OpenAPI document. */
import * as v from 'valibot'

/** A whole number of the query. */
function wholeInQuery(min: number, max: number) {
  const words = `a whole number from ${min} to ${max}`
  return v.pipe(
    v.string(words),
    v.regex(/^\d{1,16}$/, words),
    v.transform(Number),
    v.number(words),
    v.safeInteger(words),
    v.minValue(min, words),
    v.maxValue(max, words),
    v.description(words),
  )
}

/** A whole number of a body. */
export function whole(min: number, max: number, unit = '') {
  const words = `a whole number from ${min} to ${max}${unit === '' ? '' : ` ${unit}`}`
  return v.pipe(
    v.number(words),
    v.integer(words),
    v.minValue(min, words),
    v.maxValue(max, words),
    v.description(words),
  )
}

/** How a log is read: from a position, a number of entries at once. */
export const PAGE_OF_A_LOG = v.strictObject({
  since: v.optional(wholeInQuery(0, Number.MAX_SAFE_INTEGER), '0'),
  top: v.optional(wholeInQuery(1, 1000), '100'),
})

export const TEXT = v.string('a text')
export const TEXTS = v.array(TEXT, 'a list of texts')
export const FLAG = v.boolean('true or false')
/** An object whose properties are those of the mock's own records. */
export const RECORD = v.looseObject({})
export const TIME = v.pipe(v.string(), v.isoTimestamp(), v.description('2026-11-22T00:00:00.000Z'))
