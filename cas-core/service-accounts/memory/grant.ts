/** What an account remembers of the grant that is under way, so that anyone who comes back goes on with it. */
import type { JournalRecord } from '../../ports.ts'

export type GrantEntry =
  | {
      readonly type: 'grant begun'
      /** Name of the policy to enable on completion; absent where none was chosen. */
      readonly policy?: string
      /** Console user who began it. */
      readonly by: string
      /** Screen of the console from which it was begun. */
      readonly from: string
    }
  | { readonly type: 'grant cancelled' }
  /** Everything that was asked for is done, the policy too. */
  | { readonly type: 'grant completed' }

export interface BegunGrant {
  readonly policy: string | undefined
  readonly by: string
  readonly from: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

export class GrantMemory {
  /** Undefined before a grant and after it. */
  begun: BegunGrant | undefined
  /** How many grants were begun: the state of a consent differs by grant. */
  count = 0

  take(taken: JournalRecord): void {
    const record = taken as GrantEntry & JournalRecord
    if (record.type === 'grant begun') {
      this.begun = { policy: record.policy, by: record.by, from: record.from, at: record.at }
      this.count++
    } else if (record.type === 'grant cancelled' || record.type === 'grant completed') this.begun = undefined
  }
}
