/** Subscriptions to the messages of mailboxes. https://learn.microsoft.com/graph/api/resources/subscription */
import { batched } from './batch.ts'
import type { M365Error } from './errors.ts'
import type { Session } from './session.ts'

/** Where Graph tells of mail, and where of the subscriptions themselves. Both must answer over HTTPS. */
export interface Endpoints {
  readonly notificationUrl: string
  readonly lifecycleNotificationUrl: string
}

export interface Subscription {
  readonly id: string
  /** Object id of the mailbox's user. */
  readonly mailbox: string
  /** Milliseconds since the epoch. */
  readonly endsAt: number
}

export interface StandingSubscription extends Subscription {
  /** Whether it reports to the endpoints of now; false for one of an earlier address. */
  readonly isHere: boolean
}

/** What became of a mailbox's subscription. */
export type SubscriptionAnswer = {
  readonly mailbox: string
  readonly answer: Subscription | { readonly error: M365Error }
}

/**
 * Six days. Graph allows under seven for messages, observed is ten minutes less than that.
 * https://learn.microsoft.com/graph/api/resources/subscription#subscription-lifetime
 */
const LIFE_MS = 6 * 24 * 3_600_000

const resourceOf = (mailbox: string): string => `users/${mailbox}/messages`
const RESOURCE = /^\/?users\/([0-9a-f-]{36})\/messages$/i

/**
 * The application's own subscriptions to mail, whatever made them. Those that have run out do not count: they are still
 * listed at times (observed). @throws M365Error
 */
export async function standingSubscriptions(
  session: Session,
  { notificationUrl }: Endpoints,
): Promise<StandingSubscription[]> {
  const now = session.ports.clock.now()
  const rows = await session.list('/subscriptions')
  return rows.flatMap((row) => {
    const mailbox = RESOURCE.exec(String(row.resource))?.[1]?.toLowerCase()
    if (!mailbox) return []
    const subscription = subscriptionOf(row, mailbox)
    if (subscription.endsAt <= now) return []
    return [{ ...subscription, isHere: row.notificationUrl === notificationUrl }]
  })
}

/**
 * Asks for one subscription each, with immutable ids in its notifications. Creations are not repeated: where the effect
 * of one is unknown, its error is in doubt, and the caller looks.
 */
export async function createSubscriptions(
  session: Session,
  endpoints: Endpoints,
  mailboxes: readonly { readonly id: string; readonly clientState: string }[],
): Promise<SubscriptionAnswer[]> {
  const calls = mailboxes.map(({ id, clientState }) => ({
    method: 'POST' as const,
    path: '/subscriptions',
    headers: { Prefer: 'IdType="ImmutableId"' },
    body: {
      changeType: 'created',
      resource: resourceOf(id),
      clientState,
      ...endpoints,
      expirationDateTime: endOf(session),
    },
  }))
  const settled = await batched(session, calls, false)
  return mailboxes.flatMap(({ id: mailbox }, i) => {
    const one = settled[i]
    if (!one) return []
    return [{ mailbox, answer: 'error' in one ? one : subscriptionOf(one.body, mailbox) }]
  })
}

/** Extends them. That takes up again those that Graph has paused, too. */
export async function renewSubscriptions(
  session: Session,
  subscriptions: readonly Pick<Subscription, 'id' | 'mailbox'>[],
): Promise<SubscriptionAnswer[]> {
  const calls = subscriptions.map(({ id }) => ({
    method: 'PATCH' as const,
    path: `/subscriptions/${encodeURIComponent(id)}`,
    body: { expirationDateTime: endOf(session) },
  }))
  const settled = await batched(session, calls, true)
  return subscriptions.flatMap(({ mailbox }, i) => {
    const one = settled[i]
    if (!one) return []
    return [{ mailbox, answer: 'error' in one ? one : subscriptionOf(one.body, mailbox) }]
  })
}

/** Ends them. One that is gone counts as ended. Returns the errors of the others. */
export async function endSubscriptions(
  session: Session,
  subscriptions: readonly Pick<Subscription, 'id' | 'mailbox'>[],
): Promise<{ readonly mailbox: string; readonly error: M365Error }[]> {
  const calls = subscriptions.map(({ id }) => ({
    method: 'DELETE' as const,
    path: `/subscriptions/${encodeURIComponent(id)}`,
  }))
  const settled = await batched(session, calls, true)
  return subscriptions.flatMap(({ mailbox }, i) => {
    const one = settled[i]
    return one && 'error' in one && one.error.meaning !== 'absent' ? [{ mailbox, error: one.error }] : []
  })
}

const endOf = ({ ports }: Session): string => new Date(ports.clock.now() + LIFE_MS).toISOString()

function subscriptionOf(row: unknown, mailbox: string): Subscription {
  const { id, expirationDateTime } = Object(row)
  return { id: String(id), mailbox, endsAt: Date.parse(String(expirationDateTime)) }
}
