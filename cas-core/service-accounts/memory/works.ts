/**
 * What an account remembers of the works that its schedule makes it do. A work is written down when it begins and when
 * it ends, so that a work whose process has ended is known. Token refreshes are not: there are 8,760 in a year, and a new
 * process refreshes at its start. What a refresh finds is written down where it changes something: as an incident.
 */
import type { JournalRecord } from '../../ports.ts'

export type WorkLogEntry =
  | {
      readonly type: 'work begun'
      /** Name of the work, and the id of what it is about: `generate report 7`. */
      readonly work: string
      /** The latest time of the schedule that this run makes up for. Milliseconds since the epoch. */
      readonly until: number
    }
  /** A work that has `failed` is tried again. */
  | { readonly type: 'work ended'; readonly work: string; readonly outcome: 'done' | 'failed' }

export interface Attempts {
  /** The latest time of the schedule that a run has made up for; 0 before the first. */
  readonly coveredUntil: number
  /** Runs in a row that were begun and have not ended well. */
  readonly tries: number
  /** When the last one of them began. */
  readonly beganAt: number
  /** When the last run ended well; undefined before the first. */
  readonly doneAt: number | undefined
}

export const NO_ATTEMPTS: Attempts = { coveredUntil: 0, tries: 0, beganAt: 0, doneAt: undefined }

const PAUSE_FIRST_MS = 5 * 60_000
const PAUSE_MAX_MS = 4 * 3_600_000

/** Milliseconds between the beginnings of two tries: five minutes, doubled up to four hours. Proposed. */
export const pauseAfter = (tries: number): number =>
  Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** Math.min(tries - 1, 10))

export class WorkLog {
  readonly #attempts = new Map<string, Attempts & { readonly until: number }>()

  of(work: string): Attempts {
    return this.#attempts.get(work) ?? NO_ATTEMPTS
  }

  take(taken: JournalRecord): void {
    const record = taken as WorkLogEntry & JournalRecord
    if (record.type === 'work begun') {
      const { work, until, at } = record
      const before = this.of(work)
      this.#attempts.set(work, { ...before, tries: before.tries + 1, beganAt: at, until })
    } else if (record.type === 'work ended' && record.outcome === 'done') {
      const { work, at } = record
      const before = this.#attempts.get(work)
      if (before) this.#attempts.set(work, { ...before, coveredUntil: before.until, tries: 0, doneAt: at })
    }
  }

  /** @param work all of them where absent: a new life begins, and what was missed before it is not made up for */
  forget(work?: string): void {
    if (work === undefined) this.#attempts.clear()
    else this.#attempts.delete(work)
  }
}
