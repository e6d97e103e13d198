/** What an account remembers of its removal. */
import type { JournalRecord } from '../../ports.ts'

export type RemovalEntry =
  /** A run of the removal has come to an end, good or bad. */
  | { readonly type: 'removal ended'; readonly isDone: boolean }
  /** The product's own data is gone; nothing was asked of the tenant. */
  | { readonly type: 'removed by force'; readonly leftovers: readonly string[] }

export class RemovalMemory {
  /** Whether the last run of the current removal failed. */
  hasFailed = false
  /** Names of what a removal by force has left in the tenant. */
  leftovers: readonly string[] = []

  take(taken: JournalRecord): void {
    const record = taken as (RemovalEntry | { readonly type: 'goal' | 'intent' }) & JournalRecord
    // a new write is a new try
    if (record.type === 'goal' || record.type === 'intent') this.hasFailed = false
    else if (record.type === 'removal ended') this.hasFailed = !record.isDone
    else if (record.type === 'removed by force') {
      this.hasFailed = false
      this.leftovers = record.leftovers
    }
  }
}
