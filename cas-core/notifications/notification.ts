/** What the console tells of an account by itself: a code and values, which profiles turn into sentences. */
import type { ServiceName } from '../microsoft/errors.ts'
import type { LossCause } from '../microsoft/lost-access.ts'
import type { Drift } from '../reconcile/drift.ts'

/** All codes, with the values that their wording needs. */
export interface NotificationData {
  /** The service does not let the product into the tenant. It is a banner until access works again. */
  'token invalid': {
    readonly cause: LossCause
    readonly service: ServiceName
    /** HTTP status. */
    readonly status: number
    /** The service's own code. */
    readonly error: string
    /** The service's own words. */
    readonly said: string
  }
  'token valid again': object
  /** A grant has come to its end. */
  'access granted': object
  /** Somebody has changed the product's objects. */
  'drift found': { readonly findings: readonly Drift[] }
}

export type Told = {
  readonly [Code in keyof NotificationData]: { readonly code: Code; readonly data: NotificationData[Code] }
}[keyof NotificationData]

export type Notification = Told & {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** When somebody has put it away; undefined while it stands. */
  readonly dismissedAt: number | undefined
  /** Whether it stands on the Dashboard. */
  readonly isBanner: boolean
}
