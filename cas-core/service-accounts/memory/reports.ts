/** What an account remembers of its scheduled reports: the schedules, and what was generated. */
import type { ReportSchedule } from '../../notifications/report-schedule.ts'
import type { JournalRecord } from '../../ports.ts'

export type ReportEntry =
  /** Makes a schedule, or replaces it. */
  | { readonly type: 'report schedule'; readonly schedule: ReportSchedule }
  | { readonly type: 'report schedule removed'; readonly id: string }
  | ({ readonly type: 'report' } & Omit<Report, 'at'>)

export interface Report {
  /** Id of its schedule. */
  readonly of: string
  readonly name: string
  /** The time that it tells of, in milliseconds since the epoch: from the first moment, up to the second. */
  readonly from: number
  readonly to: number
  readonly counts: Readonly<Record<string, number>>
  readonly at: number
}

export interface Scheduled extends ReportSchedule {
  /** When it was made or changed last, in milliseconds since the epoch. */
  readonly since: number
  /** Whether it was stopped because access was revoked. */
  readonly isStopped: boolean
}

/** So many reports are kept, the newest. Proposed. */
const KEPT_MAX = 100

export class ReportMemory {
  readonly #schedules = new Map<string, Scheduled>()
  #reports: Report[] = []

  get schedules(): readonly Scheduled[] {
    return [...this.#schedules.values()]
  }

  /** Newest first. */
  get reports(): readonly Report[] {
    return this.#reports.toReversed()
  }

  take(taken: JournalRecord): void {
    const record = taken as ReportEntry & JournalRecord
    if (record.type === 'report schedule') {
      const { schedule, at } = record
      this.#schedules.set(schedule.id, { ...schedule, since: at, isStopped: false })
    } else if (record.type === 'report schedule removed') this.#schedules.delete(record.id)
    else if (record.type === 'report') {
      const { of, name, from, to, counts, at } = record
      this.#reports = [...this.#reports.slice(1 - KEPT_MAX), { of, name, from, to, counts, at }]
    }
  }

  /** Access was revoked. A schedule goes on only when somebody switches it on again. */
  stop(): void {
    for (const [id, schedule] of this.#schedules)
      if (schedule.isOn) this.#schedules.set(id, { ...schedule, isOn: false, isStopped: true })
  }
}
