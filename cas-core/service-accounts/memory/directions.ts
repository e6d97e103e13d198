/** What an account remembers of the directions in which it protects mail. */
import type { JournalRecord } from '../../ports.ts'

export type Directions = 'inbound' | 'both'

/** Written when a grant begins, and again when an upgrade has ended well. */
export interface DirectionsEntry {
  readonly type: 'directions'
  readonly directions: Directions
}

export class DirectionsMemory {
  /** Undefined before the first grant, and for accounts from before this entry existed. */
  directions: Directions | undefined

  take(taken: JournalRecord): void {
    const record = taken as DirectionsEntry & JournalRecord
    if (record.type === 'directions') this.directions = record.directions
  }

  forget(): void {
    this.directions = undefined
  }
}
