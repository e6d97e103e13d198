import { secondsText } from '../times.ts'

/** How PowerShell's ConvertTo-Json spells .NET values, and how Exchange's and Graph's own wire spell the same. */

const DATE = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/
const VERSION_PARTS = ['Major', 'Minor', 'Build', 'Revision']
/** Later than any .NET DateTime, so that every smaller number is a valid date. */
const MS_MAX = 253_402_300_799_999

/**
 * An object as Exchange's admin endpoint writes it: `/Date(ms)/` becomes a time with seven digits (`Z` for
 * properties whose name ends in UTC, an offset for the others), a System.Version becomes `14.0.0.0`;
 * everything else stays.
 */
export function exchangeObject(value: unknown, property = ''): unknown {
  const ms = dateOf(value)
  if (ms !== undefined) {
    const digits = new Date(ms).toISOString().slice(0, -1)
    return `${digits}0000${property.endsWith('UTC') ? 'Z' : '+00:00'}`
  }
  return mapped(value, (inner, key) => [key, exchangeObject(inner, key)], property)
}

/** An object as Graph writes it: names begin lower-case, times are ISO 8601 to the second. */
export function graphObject(value: unknown): unknown {
  const ms = dateOf(value)
  if (ms !== undefined) return secondsText(ms)
  return mapped(value, (inner, key) => [`${key.charAt(0).toLowerCase()}${key.slice(1)}`, graphObject(inner)])
}

function mapped(
  value: unknown,
  each: (inner: unknown, key: string) => [string, unknown],
  property = '',
): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => each(item, property)[1])
  return versionOf(value) ?? Object.fromEntries(Object.entries(value).map(([key, inner]) => each(inner, key)))
}

function dateOf(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? DATE.exec(value)?.[1] : undefined
  return ms !== undefined && Math.abs(Number(ms)) <= MS_MAX ? Number(ms) : undefined
}

/** A System.Version: missing parts are -1, and are not written. */
function versionOf(value: object): string | undefined {
  const parts = new Map<string, unknown>(Object.entries(value))
  const numbers = VERSION_PARTS.map((name) => parts.get(name))
  if (numbers.some((part) => typeof part !== 'number') || !parts.has('MajorRevision')) return undefined
  return numbers.filter((part) => part !== -1).join('.')
}
