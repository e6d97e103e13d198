/** When scheduled reports are due, and which time they tell of. */
import { expect, test } from 'vitest'
import { nextReportAt, periodBefore, reportScheduleFrom } from './report-schedule.ts'

const at = (iso: string): number => Date.parse(`${iso}Z`)
const told = (ms: number): string => new Date(ms).toISOString().slice(0, 16)

test.each([
  // a Tuesday
  ['daily', '2026-03-03T10:00', '2026-03-04T00:00'],
  ['daily', '2026-03-04T00:00', '2026-03-05T00:00'],
  ['weekly', '2026-03-03T10:00', '2026-03-09T00:00'],
  ['weekly', '2026-03-08T23:59', '2026-03-09T00:00'],
  ['weekly', '2026-03-09T00:00', '2026-03-16T00:00'],
  ['monthly', '2026-03-03T10:00', '2026-04-01T00:00'],
  ['monthly', '2026-12-31T23:00', '2027-01-01T00:00'],
] as const)('a %s report follows on %s at %s', (frequency, after, next) => {
  expect(told(nextReportAt(frequency, at(after)))).toBe(next)
})

test.each([
  ['Yesterday', '2026-03-09T00:00', '2026-03-08T00:00', '2026-03-09T00:00'],
  ['Last week', '2026-03-09T00:00', '2026-03-02T00:00', '2026-03-09T00:00'],
  ['Last week', '2026-03-15T10:00', '2026-03-02T00:00', '2026-03-09T00:00'],
  ['Last month', '2026-03-01T00:00', '2026-02-01T00:00', '2026-03-01T00:00'],
  ['Last 6 months', '2026-03-01T00:00', '2025-09-01T00:00', '2026-03-01T00:00'],
  ['Last year', '2026-03-01T00:00', '2025-03-01T00:00', '2026-03-01T00:00'],
] as const)('%s before %s is from %s to %s', (period, end, from, to) => {
  const { from: first, to: last } = periodBefore(period, at(end))
  expect([told(first), told(last)]).toEqual([from, to])
})

test('a schedule that is not one is refused with the place', () => {
  const schedule = { id: 'r', name: 'R', frequency: 'hourly', period: 'Yesterday', sections: [], isOn: true }
  expect(() => reportScheduleFrom(schedule)).toThrow(/frequency/)
})
