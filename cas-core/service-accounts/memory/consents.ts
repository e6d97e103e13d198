/** What an account remembers of its consents. */
import type { JournalRecord } from '../../ports.ts'

export interface ConsentEntry {
  readonly type: 'consented'
  readonly purpose: string
}

export class Consents {
  readonly #given = new Map<string, number>()

  /** When each consent was given, in milliseconds since the epoch, by purpose. */
  get given(): ReadonlyMap<string, number> {
    return this.#given
  }

  take(taken: JournalRecord): void {
    const record = taken as ConsentEntry & JournalRecord
    if (record.type === 'consented') this.#given.set(record.purpose, record.at)
  }

  forget(): void {
    this.#given.clear()
  }
}
