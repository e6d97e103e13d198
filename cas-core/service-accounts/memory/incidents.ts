/**
 * What an account remembers of the loss of its access: one incident at a time, from the first confirmed refusal until
 * access works again, and the e-mail about it.
 */

import type { ServiceName } from '../../microsoft/errors.ts'
import type { LossCause } from '../../microsoft/lost-access.ts'
import type { JournalRecord } from '../../ports.ts'
import type { ConsentEntry } from './consents.ts'
import { type Attempts, NO_ATTEMPTS } from './works.ts'

export type IncidentEntry =
  | ({ readonly type: 'incident opened' } & Omit<Incident, 'openedAt'>)
  | { readonly type: 'incident closed'; readonly id: string }
  /** The e-mail about it is about to be handed over. */
  | { readonly type: 'mail begun'; readonly of: string }
  | { readonly type: 'mail ended'; readonly of: string; readonly outcome: 'sent' | 'failed' }
  /** An administrator has begun to recreate the access token: consents given from now on count. */
  | { readonly type: 'recreation begun' }
  | { readonly type: 'recreation ended' }

export interface Incident {
  readonly id: string
  readonly cause: LossCause
  readonly service: ServiceName
  /** HTTP status. */
  readonly status: number
  /** The service's own code. */
  readonly error: string
  /** The service's own words. */
  readonly said: string
  /** Milliseconds since the epoch. */
  readonly openedAt: number
}

/** `in doubt`: the process ended while it handed the message over. It is not sent again. */
export type MailState = 'waiting' | 'in doubt' | 'sent'

export class IncidentMemory {
  open: Incident | undefined
  mail: MailState = 'waiting'
  mailAttempts: Attempts = NO_ATTEMPTS
  /** Purposes consented to since an administrator began to recreate the token; undefined where nobody has, or where it is done. */
  recreated: ReadonlySet<string> | undefined

  take(taken: JournalRecord): void {
    const record = taken as (IncidentEntry | ConsentEntry) & JournalRecord
    if (record.type === 'incident opened') {
      const { id, cause, service, status, error, said, at } = record
      this.open = { id, cause, service, status, error, said, openedAt: at }
      this.mail = 'waiting'
      this.mailAttempts = NO_ATTEMPTS
    } else if (record.type === 'incident closed') {
      if (this.open?.id === record.id) this.open = undefined
    } else if (record.type === 'mail begun') {
      const { tries } = this.mailAttempts
      this.mail = 'in doubt'
      this.mailAttempts = { ...this.mailAttempts, tries: tries + 1, beganAt: record.at }
    } else if (record.type === 'mail ended') this.mail = record.outcome === 'sent' ? 'sent' : 'waiting'
    else if (record.type === 'recreation begun') this.recreated = new Set()
    else if (record.type === 'recreation ended') this.recreated = undefined
    else if (record.type === 'consented' && this.recreated)
      this.recreated = new Set([...this.recreated, record.purpose])
  }

  /** A new goal begins a new life. */
  forget(): void {
    this.open = undefined
    this.recreated = undefined
  }
}
