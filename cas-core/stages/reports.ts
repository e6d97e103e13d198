/** Scheduled reports of an account: they count what the product did. Revoking access stops them (documented). */
import { periodBefore, type ReportSchedule, reportScheduleFrom } from '../notifications/report-schedule.ts'
import type { JournalRecord } from '../ports.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { outcome, refused, type StageOutcome, wellFormed } from './outcome.ts'

/** Makes a schedule, or replaces the one with the same id. */
export async function scheduleReport(account: Account, given: ReportSchedule): Promise<StageOutcome> {
  const { ledger, kind } = account
  if (!isGranted(kind, ledger.goal)) return refused({ code: 'service not granted', data: {} })
  const schedule = wellFormed(() => reportScheduleFrom(given))
  if ('code' in schedule) return refused(schedule)
  await ledger.append({ type: 'report schedule', schedule })
  return outcome('done', { code: 'report scheduled', data: { name: schedule.name } })
}

export async function removeReportSchedule({ ledger }: Account, id: string): Promise<StageOutcome> {
  const schedule = ledger.reports.schedules.find((one) => one.id === id)
  if (!schedule) return refused({ code: 'report schedule not found', data: { id } })
  await ledger.append({ type: 'report schedule removed', id })
  return outcome('done', { code: 'report schedule removed', data: { name: schedule.name } })
}

/** What scanning has counted between two moments: `messages scanned`. */
export type ScanCounts = (from: number, to: number) => Promise<Readonly<Record<string, number>>>

/** @param dueAt when the report was due: it tells of the time before */
export async function generateReport(
  account: Account,
  id: string,
  dueAt: number,
  scanCounts?: ScanCounts,
): Promise<StageOutcome> {
  const { ledger, ports } = account
  const schedule = ledger.reports.schedules.find((one) => one.id === id)
  if (!schedule) return refused({ code: 'report schedule not found', data: { id } })
  const { name, period, sections } = schedule
  const { from, to } = periodBefore(period, dueAt)
  const { records } = await ports.journal.read(0)
  const counts = {
    ...(await scanCounts?.(from, to)),
    ...(sections.includes('Service Activity') ? activityIn(records, from, to) : {}),
  }
  await ledger.append({ type: 'report', of: id, name, from, to, counts })
  return outcome('done', { code: 'report generated', data: { name } })
}

/** What the product did, by the entries of its journal. */
function activityIn(records: readonly JournalRecord[], from: number, to: number): Record<string, number> {
  const counts = { synchronizations: 0, changes: 0, incidents: 0 }
  for (const record of records) {
    if (record.at < from || record.at >= to) continue
    const { type, work, outcome: end } = record as JournalRecord & { work?: string; outcome?: string }
    if (type === 'work ended' && work === 'synchronize' && end === 'done') counts.synchronizations++
    else if (type === 'done') counts.changes++
    else if (type === 'incident opened') counts.incidents++
  }
  return counts
}
