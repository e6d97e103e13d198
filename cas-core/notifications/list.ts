/**
 * The Notifications list and the banners of an account: a reading of its journal. An incident is a notification by
 * itself, so that the two cannot contradict each other.
 */
import type { JournalRecord } from '../ports.ts'
import type { Notification, NotificationData, Told } from './notification.ts'

export type NotificationEntry =
  | ({ readonly type: 'notified'; readonly id: string } & Told)
  | { readonly type: 'notification dismissed'; readonly id: string }

/** Entries of other parts that are notifications by themselves. */
type OfOthers =
  | { readonly type: 'grant completed' }
  | ({ readonly type: 'incident opened'; readonly id: string } & NotificationData['token invalid'])
  | { readonly type: 'incident closed'; readonly id: string }

/** So many are kept, the newest. Proposed. */
const KEPT_MAX = 200

export class Notifications {
  /** Oldest first. */
  #list: Notification[] = []

  /** Newest first. */
  get list(): readonly Notification[] {
    return this.#list.toReversed()
  }

  /** What stands on the Dashboard, newest first. */
  get banners(): readonly Notification[] {
    return this.list.filter(({ isBanner, dismissedAt }) => isBanner && dismissedAt === undefined)
  }

  take(taken: JournalRecord): void {
    const record = taken as (NotificationEntry | OfOthers) & JournalRecord
    const { at } = record
    if (record.type === 'notified') {
      const { id, code, data } = record
      this.#add({ id, at, ...({ code, data } as Told), dismissedAt: undefined, isBanner: false })
    } else if (record.type === 'notification dismissed')
      this.#change(record.id, ({ dismissedAt }) => ({ dismissedAt: dismissedAt ?? at }))
    else if (record.type === 'incident opened') {
      const { id, cause, service, status, error, said } = record
      const data = { cause, service, status, error, said }
      this.#add({ id, at, code: 'token invalid', data, dismissedAt: undefined, isBanner: true })
    } else if (record.type === 'grant completed')
      this.#add({
        ...({ id: `granted ${at}`, at, code: 'access granted', data: {} } as const),
        ...({ dismissedAt: undefined, isBanner: false } as const),
      })
    else if (record.type === 'incident closed') {
      this.#change(record.id, () => ({ isBanner: false }))
      const told: Told = { code: 'token valid again', data: {} }
      this.#add({ id: `${record.id} closed`, at, ...told, dismissedAt: undefined, isBanner: false })
    }
  }

  /** Banners are about a granted account: they go when it is revoked. */
  withoutBanners(): void {
    this.#list = this.#list.map((one) => (one.isBanner ? { ...one, isBanner: false } : one))
  }

  #add(notification: Notification): void {
    this.#list = [...this.#list.slice(1 - KEPT_MAX), notification]
  }

  #change(
    id: string,
    change: (one: Notification) => Partial<Pick<Notification, 'dismissedAt' | 'isBanner'>>,
  ) {
    this.#list = this.#list.map((one) => (one.id === id ? { ...one, ...change(one) } : one))
  }
}
