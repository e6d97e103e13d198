/**
 * A scheduled report: how often it is generated, and which time it tells of. Fields: the reports pages of the product. The
 * moments are proposed: midnight UTC, of every day, of Mondays, or of the first day of a month.
 */
import * as v from 'valibot'
import { typed } from '#input'

const TEXT = v.pipe(v.string('text'), v.nonEmpty('text'), v.maxLength(128, 'at most 128 characters'))

const FREQUENCIES = ['daily', 'weekly', 'monthly'] as const
const PERIODS = ['Yesterday', 'Last week', 'Last month', 'Last 6 months', 'Last year'] as const
/** `Total Scans and Detections` is in every report (documented); the other one is proposed. */
const SECTIONS = ['Total Scans and Detections', 'Service Activity'] as const

export const SCHEDULE = v.strictObject({
  id: TEXT,
  name: TEXT,
  description: v.exactOptional(v.pipe(v.string('text'), v.maxLength(1_000, 'at most 1,000 characters'))),
  frequency: v.picklist(FREQUENCIES),
  period: v.picklist(PERIODS),
  sections: v.array(v.picklist(SECTIONS)),
  isOn: v.boolean(),
})

export type ReportSchedule = Readonly<v.InferOutput<typeof SCHEDULE>>

/** @throws InputError naming the place, what is expected there and what was found */
export const reportScheduleFrom = (value: unknown): ReportSchedule =>
  typed(SCHEDULE, value, { name: 'schedule', mend: 'change the schedule, then try again' })

const DAY_MS = 24 * 3_600_000

/** The first moment of a frequency after another one. Both in milliseconds since the epoch. */
export function nextReportAt(frequency: ReportSchedule['frequency'], afterMs: number): number {
  const day = new Date(afterMs)
  const tomorrow = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + 1)
  if (frequency === 'daily') return tomorrow
  if (frequency === 'monthly') return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1)
  const daysToMonday = (8 - new Date(tomorrow).getUTCDay()) % 7
  return tomorrow + daysToMonday * DAY_MS
}

/** The time that a report tells of: whole days, weeks that begin on Monday, or months, which end before a moment. */
export function periodBefore(
  period: ReportSchedule['period'],
  endMs: number,
): { readonly from: number; readonly to: number } {
  const end = new Date(endMs)
  const midnight = Date.UTC(end.getUTCFullYear(), end.getUTCMonth(), end.getUTCDate())
  if (period === 'Yesterday') return { from: midnight - DAY_MS, to: midnight }
  if (period === 'Last week') {
    const monday = midnight - ((end.getUTCDay() + 6) % 7) * DAY_MS
    return { from: monday - 7 * DAY_MS, to: monday }
  }
  const months = { 'Last month': 1, 'Last 6 months': 6, 'Last year': 12 }[period]
  const month = (back: number) => Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - back, 1)
  return { from: month(months), to: month(0) }
}
