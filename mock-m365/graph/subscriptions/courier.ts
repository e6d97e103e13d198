/**
 * Sends notifications from the change log to the endpoints, and repeats those that are not acknowledged. It
 * acts only when asked: by a scenario in virtual time, by a served mock's timer.
 * https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
 */
import type { Entity } from '../../base.ts'
import type { Clock, Ids } from '../../ports.ts'
import type { Change, Tenant } from '../../tenant.ts'
import { applyEffect, effectOf, isEnding, isTold, type LifecycleEvent, lifecycleNotice } from './lifecycle.ts'
import { notificationsOf } from './notifications.ts'
import type { Notify } from './notify.ts'
import { activeIn } from './operations.ts'

export interface CourierPorts {
  readonly clock: Clock
  readonly ids: Ids
  readonly notify: Notify
  readonly tenants: Iterable<Tenant>
  /** Time between a change and its notification; zero where absent. */
  readonly latencyMs: number
}

/** What one round did, in requests; `waiting` are those that will be tried again. */
export interface Delivered {
  readonly acknowledged: number
  readonly failed: number
  readonly waiting: number
}

interface Parcel {
  readonly url: string
  readonly items: readonly Readonly<Record<string, unknown>>[]
  /** The subscription, so that lost notifications can be reported; absent for lifecycle notifications. */
  readonly subscriptions: ReadonlyMap<Entity, Tenant>
  readonly since: number
  attempts: number
  due: number
}

/** Documented: an endpoint that takes longer has not acknowledged. */
const ACKNOWLEDGE_MS = 3000
/** Documented: after that the notification is lost. */
const RETRY_MS = 4 * 3_600_000
/** Minutes between attempts; the last one repeats. Proposed: it is only documented that they grow. */
const PAUSES_MINUTES = [1, 2, 5, 10, 30, 60]
/** Notifications in one request. Proposed: that several may come at once is documented. */
const ITEMS_MAX = 50

export class Courier {
  readonly #ports: CourierPorts
  /** Position of each tenant's log up to which it has been read. */
  readonly #positions: Map<Tenant, number>
  /** Subscription and expiry of the warnings that were sent. */
  readonly #warned = new Set<string>()
  #parcels: Parcel[] = []
  #round: Promise<Delivered> | undefined

  constructor(ports: CourierPorts) {
    this.#ports = ports
    this.#positions = new Map([...ports.tenants].map((tenant) => [tenant, tenant.position]))
  }

  /** One round: what is due is sent once. A call during a round waits for that round. */
  deliver(): Promise<Delivered> {
    this.#round ??= this.#carry().finally(() => {
      this.#round = undefined
    })
    return this.#round
  }

  async #carry(): Promise<Delivered> {
    const now = this.#ports.clock.now()
    for (const tenant of this.#positions.keys()) {
      this.#collect(tenant, now)
      this.#warn(tenant, now)
    }
    let [acknowledged, failed] = [0, 0]
    for (const parcel of this.#parcels.filter(({ due }) => due <= now)) {
      if (await this.#send(parcel)) acknowledged++
      else failed++
    }
    return { acknowledged, failed, waiting: this.#parcels.length }
  }

  /** Reads the log as far as notifications are due, with the subscriptions of that time. */
  #collect(tenant: Tenant, now: number): void {
    const position = this.#positions.get(tenant) ?? 0
    if (tenant.position === position) return
    const changes = tenant.changesSince(position).filter(({ at }) => at + this.#ports.latencyMs <= now)
    this.#positions.set(tenant, position + changes.length)
    const live = new Live(tenant.before(position).list('subscriptions'))
    const outgoing = new Outgoing(tenant)
    for (const change of changes) {
      if (change.kind === 'subscriptions') {
        live.replace(change.key, change.after)
        continue
      }
      for (const subscription of live.concerned(change)) {
        for (const item of notificationsOf(tenant, change, subscription)) outgoing.add(subscription, item)
        const effect = effectOf(change, subscription)
        if (effect) this.#end(tenant, subscription, effect, now)
      }
    }
    this.#parcels.push(...outgoing.parcels(now))
  }

  /** The subscription may have been renewed or removed since the change; only an existing one is changed. */
  #end(tenant: Tenant, { id }: Entity, effect: LifecycleEvent, now: number): void {
    const current = tenant.get('subscriptions', String(id))
    if (!current || current.paused === true) return
    applyEffect(tenant, current, effect, { at: now, requestId: this.#ports.ids.uuid() })
    this.#tell(tenant, current, effect, now)
  }

  #warn(tenant: Tenant, now: number): void {
    for (const subscription of activeIn(tenant, now)) {
      const name = `${subscription.id} ${subscription.expirationDateTime}`
      if (!isEnding(subscription, now) || this.#warned.has(name)) continue
      this.#warned.add(name)
      this.#tell(tenant, subscription, 'reauthorizationRequired', now)
    }
  }

  #tell(tenant: Tenant, subscription: Entity, event: LifecycleEvent, now: number): void {
    if (!isTold(subscription, event)) return
    const items = [lifecycleNotice(tenant, subscription, event)]
    const url = String(subscription.lifecycleNotificationUrl)
    this.#parcels.push({ url, items, subscriptions: new Map(), since: now, attempts: 0, due: now })
  }

  async #send(parcel: Parcel): Promise<boolean> {
    const { notify, clock } = this.#ports
    const body = JSON.stringify({ value: parcel.items })
    const heard = await notify({
      url: parcel.url,
      contentType: 'application/json; charset=utf-8',
      body,
      timeoutMs: ACKNOWLEDGE_MS,
    })
    const isAcknowledged = heard !== undefined && heard.status >= 200 && heard.status < 300
    const now = clock.now()
    const pause = PAUSES_MINUTES[Math.min(parcel.attempts, PAUSES_MINUTES.length - 1)] ?? 0
    parcel.attempts++
    parcel.due = now + pause * 60_000
    const isLost = !isAcknowledged && parcel.due > parcel.since + RETRY_MS
    if (isAcknowledged || isLost) this.#parcels = this.#parcels.filter((one) => one !== parcel)
    if (isLost)
      for (const [subscription, tenant] of parcel.subscriptions)
        this.#tell(tenant, subscription, 'missed', now)
    return isAcknowledged
  }
}

/** Subscriptions at one moment of the log. A message concerns those of its mailbox only, however many others there are. */
class Live {
  readonly #all = new Map<unknown, Entity>()
  readonly #byMailbox = new Map<unknown, Set<unknown>>()

  constructor(subscriptions: readonly Entity[]) {
    for (const one of subscriptions) this.replace(one.id, one)
  }

  /** @param subscription undefined where it has ended */
  replace(id: unknown, subscription: Entity | undefined): void {
    const before = this.#all.get(id)
    if (before) this.#byMailbox.get(mailboxOf(before))?.delete(id)
    if (!subscription) {
      this.#all.delete(id)
      return
    }
    this.#all.set(id, subscription)
    const mailbox = mailboxOf(subscription)
    if (mailbox === undefined) return
    const ids = this.#byMailbox.get(mailbox) ?? new Set()
    this.#byMailbox.set(mailbox, ids.add(id))
  }

  /** In the order in which they were made. */
  concerned({ kind, before, after }: Change): Iterable<Entity> {
    if (kind !== 'messages') return this.#all.values()
    const ids = this.#byMailbox.get((after ?? before)?.mailbox) ?? new Set()
    return [...ids].map((id) => this.#all.get(id)).filter((one) => one !== undefined)
  }
}

/** The mailbox that a subscription to messages watches. */
function mailboxOf({ watch }: Entity): unknown {
  if (typeof watch !== 'object' || watch === null || Reflect.get(watch, 'kind') !== 'messages')
    return undefined
  return Reflect.get(watch, 'id')
}

/** Notifications of one reading of the log, by endpoint. */
class Outgoing {
  readonly #tenant: Tenant
  readonly #byUrl = new Map<string, { items: Record<string, unknown>[]; subscriptions: Set<Entity> }>()

  constructor(tenant: Tenant) {
    this.#tenant = tenant
  }

  add(subscription: Entity, item: Record<string, unknown>): void {
    const url = String(subscription.notificationUrl)
    const known = this.#byUrl.get(url) ?? { items: [], subscriptions: new Set() }
    known.items.push(item)
    known.subscriptions.add(subscription)
    this.#byUrl.set(url, known)
  }

  *parcels(since: number): Iterable<Parcel> {
    for (const [url, { items, subscriptions }] of this.#byUrl) {
      const owners = new Map([...subscriptions].map((one) => [one, this.#tenant]))
      for (let i = 0; i < items.length; i += ITEMS_MAX)
        yield {
          url,
          items: items.slice(i, i + ITEMS_MAX),
          subscriptions: owners,
          since,
          attempts: 0,
          due: since,
        }
    }
  }
}
