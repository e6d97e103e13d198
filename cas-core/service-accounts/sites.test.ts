import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressesOf, nextSyncAt, SITES, siteNamed } from './sites.ts'

const DAY_MS = 24 * 3_600_000
const NAMES = Object.keys(SITES)

/** First and last address of an IPv4 address or CIDR range, as numbers. */
function rangeOf(text: string): [number, number] {
  const [address = '', bits = '32'] = text.split('/')
  const octets = address.split('.').map(Number)
  expect([
    text,
    octets.length,
    octets.every((one) => Number.isInteger(one) && one >= 0 && one < 256),
  ]).toEqual([text, 4, true])
  const first = octets.reduce((sum, octet) => sum * 256 + octet, 0)
  const size = 2 ** (32 - Number(bits))
  expect([text, first % size]).toEqual([text, 0])
  return [first, first + size - 1]
}

describe('sites', () => {
  test('each has ten addresses, Singapore six, half of them for each direction', () => {
    const counts = NAMES.map((name) => [name, addressesOf(siteNamed(name)).length])
    expect(counts).toEqual(NAMES.map((name) => [name, name === 'Singapore' ? 6 : 10]))
    for (const { inbound, outbound } of Object.values(SITES)) expect(inbound.length).toBe(outbound.length)
  })

  test('no two of their addresses overlap, and no two share a sending infrastructure', () => {
    const ranges = Object.values(SITES).flatMap((site) => addressesOf(site).map(rangeOf))
    ranges.sort(([a], [b]) => a - b)
    for (const [i, [, last]] of ranges.entries())
      expect(ranges[i + 1]?.[0] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(last)
    expect(new Set(Object.values(SITES).map((site) => site.sendingInfrastructure)).size).toBe(NAMES.length)
  })

  test.each(['', 'eu', 'constructor', '__proto__', 'Mars'])(
    '"%s" is none, and the refusal says which there are',
    (name) => {
      expect(() => siteNamed(name)).toThrow(
        new RangeError(`"${name}" is not a site; the sites are ${NAMES.join(', ')}`),
      )
    },
  )
})

describe('the next synchronization', () => {
  const moment = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) })

  test.each(NAMES)('of %s is later than now, within a day, and at the published time', (name) => {
    const site = siteNamed(name)
    fc.assert(
      fc.property(moment, (now) => {
        const next = nextSyncAt(site, now)
        expect(next - now).toBeGreaterThan(0)
        expect(next - now).toBeLessThanOrEqual(DAY_MS)
        expect(new Date(next).toISOString().slice(11)).toBe(`${site.dailySyncUtc}:00.000Z`)
        expect(nextSyncAt(site, next)).toBe(next + DAY_MS)
        expect(nextSyncAt(site, next - 1)).toBe(next)
      }),
    )
  })

  test('is the same on the days when clocks change somewhere, and over the year’s end', () => {
    const eu = siteNamed('EU')
    const nextAfter = (moment: string) => new Date(nextSyncAt(eu, Date.parse(moment))).toISOString()
    for (const day of ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01']) {
      expect(nextAfter(`${day}T00:14:59.999Z`)).toBe(`${day}T00:15:00.000Z`)
      expect(nextAfter(`${day}T00:15:00.000Z`).slice(11)).toBe('00:15:00.000Z')
    }
    expect(nextAfter('2026-12-31T00:15:00Z')).toBe('2027-01-01T00:15:00.000Z')
    expect(nextAfter('2028-02-28T23:59:59Z')).toBe('2028-02-29T00:15:00.000Z')
    expect(nextAfter('2026-02-28T12:00:00Z')).toBe('2026-03-01T00:15:00.000Z')
  })
})
