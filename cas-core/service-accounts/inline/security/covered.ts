/** Which addresses of a site a list of addresses holds. A wider range holds all addresses in it. */
import ipaddr from 'ipaddr.js'

/** First and last address, as numbers. */
type Interval = readonly [first: number, last: number]

const IPV4_BITS = 32

/** The site's entries that are not held whole. @param listed single addresses, CIDR blocks and `a-b`; others are passed over */
export function missingFrom(listed: readonly string[], entries: readonly string[]): string[] {
  const intervals = merged(intervalsOf(listed))
  return entries.filter((entry) => {
    const wanted = intervalOf(entry)
    return wanted !== undefined && !intervals.some(([first, last]) => first <= wanted[0] && wanted[1] <= last)
  })
}

/** The site's entries of which a list names at least one address. */
export function touchedBy(listed: readonly string[], entries: readonly string[]): string[] {
  const intervals = intervalsOf(listed)
  return entries.filter((entry) => {
    const own = intervalOf(entry)
    return own !== undefined && intervals.some(([first, last]) => first <= own[1] && own[0] <= last)
  })
}

const intervalsOf = (listed: readonly string[]): Interval[] =>
  listed.map(intervalOf).filter((interval) => interval !== undefined)

function intervalOf(text: string): Interval | undefined {
  const [start = '', end] = text.split('-').map((part) => part.trim())
  if (end !== undefined) return between(numberOf(start), numberOf(end))
  const [address = '', bits] = start.split('/')
  const first = numberOf(address)
  if (first === undefined) return undefined
  if (bits === undefined) return [first, first]
  if (!/^\d{1,2}$/.test(bits) || Number(bits) > IPV4_BITS) return undefined
  const size = 2 ** (IPV4_BITS - Number(bits))
  const begin = Math.floor(first / size) * size
  return [begin, begin + size - 1]
}

const between = (first: number | undefined, last: number | undefined): Interval | undefined =>
  first === undefined || last === undefined || last < first ? undefined : [first, last]

/** IPv4 alone: the sites have no other addresses. */
function numberOf(text: string): number | undefined {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined
  return ipaddr.IPv4.parse(text).octets.reduce((sum, octet) => sum * 256 + octet, 0)
}

/** Ranges that touch become one, so that two halves hold a block together. */
function merged(intervals: readonly Interval[]): Interval[] {
  const together: Interval[] = []
  for (const [first, last] of intervals.toSorted(([one], [other]) => one - other)) {
    const before = together.at(-1)
    if (before && first <= before[1] + 1)
      together[together.length - 1] = [before[0], Math.max(before[1], last)]
    else together.push([first, last])
  }
  return together
}
