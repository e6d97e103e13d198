/**
 * The subscriptions of the protected mailboxes: made, renewed, and ended for those that are protected no longer. What
 * stands is listed first, so that nothing is made twice and what an earlier process has made is found.
 */
import type { M365Error } from '../microsoft/errors.ts'
import {
  createSubscriptions,
  endSubscriptions,
  renewSubscriptions,
  type Subscription,
  type SubscriptionAnswer,
  standingSubscriptions,
} from '../microsoft/subscriptions.ts'
import type { ScannedMailbox } from '../ports.ts'
import { protectedMailboxes } from './applying-policy.ts'
import { clientStateOf } from './client-state.ts'
import { changed, keptMailboxes, type Scanning } from './scanning.ts'

/** A mailbox that could not be served; the others were. */
export interface MailboxObstacle {
  /** Object id of its user. */
  readonly mailbox: string
  /** What a service or the scanner said. */
  readonly error: Error
}

/** What was done, in mailboxes. */
export interface Subscribed {
  readonly made: number
  readonly renewed: number
  readonly ended: number
  /** Mailboxes that have no subscription, or keep one that is not wanted. */
  readonly obstacles: readonly MailboxObstacle[]
}

/** Renewed so long before the end: a failure of two days costs no notification. Proposed. */
const RENEW_BEFORE_MS = 2 * 24 * 3_600_000
const CHUNK = 20
/** So often what may have been made is looked for. */
const LOOKS_MAX = 5

/** Brings the subscriptions to the mailboxes that the enabled policies protect. @throws M365Error where nothing can be done */
export async function subscribeProtected(scanning: Scanning): Promise<Subscribed> {
  const { account, session, endpoints, directory, mailboxes } = scanning
  const wanted = new Set(await protectedMailboxes(account.ledger.policies ?? [], directory))
  const standing = new Map<string, Subscription>()
  const surplus: Subscription[] = []
  for (const one of await standingSubscriptions(session, endpoints)) {
    const recorded = (await mailboxes.mailbox(one.mailbox))?.subscription?.id
    const other = standing.get(one.mailbox)
    // one of an earlier address would keep ours from being made: Graph takes no second one of a mailbox (documented)
    if (!wanted.has(one.mailbox) || !one.isHere) surplus.push(one)
    else if (!other || one.id === recorded) {
      if (other) surplus.push(other)
      standing.set(one.mailbox, one)
    } else surplus.push(one)
  }
  const obstacles: MailboxObstacle[] = [...(await endSubscriptions(session, surplus))]
  await forgetUnprotected(scanning, wanted, obstacles)
  const missing: string[] = []
  for (const id of wanted) {
    const subscription = standing.get(id)
    await scanning.alone(id, () => protect(scanning, id, subscription))
    if (!subscription) missing.push(id)
  }
  const made = await makeSubscriptions(scanning, missing)
  obstacles.push(...made)
  return {
    made: missing.length - made.length,
    renewed: 0,
    ended: surplus.length - obstacles.length + made.length,
    obstacles,
  }
}

/** Mailboxes that have left the targets: what is left of them is the quarantine folder. */
async function forgetUnprotected(
  { mailboxes, alone, ...rest }: Scanning,
  wanted: ReadonlySet<string>,
  obstacles: readonly MailboxObstacle[],
): Promise<void> {
  const kept = new Set(obstacles.map(({ mailbox }) => mailbox))
  for await (const { id, isProtected } of keptMailboxes({ mailboxes, alone, ...rest }))
    if (!wanted.has(id) && isProtected)
      await alone(id, async () => {
        const now = await mailboxes.mailbox(id)
        if (!now) return
        if (now.folder || kept.has(id))
          await mailboxes.put({ ...now, isProtected: false, subscription: undefined, positions: {} })
        else await mailboxes.remove(id)
      })
}

/** A subscription that is to be made: it counts as due for renewal, so that the schedule tries until it stands. */
const wantedFrom = (now: number): NonNullable<ScannedMailbox['subscription']> => ({
  id: '',
  endsAt: now + RENEW_BEFORE_MS,
})

/** The id of the subscription that stands, as far as is known; undefined where it is still to be made. */
export const subscriptionIdOf = ({ subscription }: ScannedMailbox): string | undefined =>
  subscription?.id || undefined

/** Written down before the subscription is asked for: its first notification may come before the answer. */
async function protect(scanning: Scanning, id: string, standing: Subscription | undefined): Promise<void> {
  const { mailboxes, session } = scanning
  const now = session.ports.clock.now()
  const before = await mailboxes.mailbox(id)
  const subscription = standing ? { id: standing.id, endsAt: standing.endsAt } : wantedFrom(now)
  const begun = { id, isProtected: true, since: now, readUpTo: now, positions: {}, folder: before?.folder }
  if (!before?.isProtected) await mailboxes.put({ ...begun, subscription })
  else if (
    before.subscription?.id !== subscription?.id ||
    before.subscription?.endsAt !== subscription?.endsAt
  )
    await mailboxes.put({ ...before, subscription })
}

/** Makes one for each mailbox, in batches. Returns those that have none. */
export async function makeSubscriptions(
  scanning: Scanning,
  mailboxes: readonly string[],
): Promise<readonly MailboxObstacle[]> {
  const { session, endpoints, account } = scanning
  const errors = new Map<string, M365Error>()
  let open = mailboxes
  for (let look = 0; open.length > 0 && look < LOOKS_MAX; look++) {
    if (look > 0) open = await withoutStanding(scanning, open, errors)
    const doubtful: string[] = []
    for (let i = 0; i < open.length; i += CHUNK) {
      const chunk = open.slice(i, i + CHUNK)
      const asked = chunk.map((id) => ({ id, clientState: clientStateOf(account.marks, id) }))
      for (const one of await createSubscriptions(session, endpoints, asked)) {
        await recorded(scanning, one)
        if (!('error' in one.answer)) errors.delete(one.mailbox)
        else {
          errors.set(one.mailbox, one.answer.error)
          const { inDoubt, meaning } = one.answer.error
          if (inDoubt || meaning === 'exists') doubtful.push(one.mailbox)
        }
      }
    }
    open = doubtful
  }
  return [...errors].map(([mailbox, error]) => ({ mailbox, error }))
}

/**
 * Those of the mailboxes for which no subscription has come into being after all. What stands in their way because it
 * reports to an earlier address is ended.
 */
async function withoutStanding(
  scanning: Scanning,
  open: readonly string[],
  errors: Map<string, M365Error>,
): Promise<string[]> {
  const { session, endpoints } = scanning
  await session.ports.clock.sleep(LOOK_AFTER_MS)
  const all = (await standingSubscriptions(session, endpoints)).filter(({ mailbox }) =>
    open.includes(mailbox),
  )
  await endSubscriptions(
    session,
    all.filter(({ isHere }) => !isHere),
  )
  const standing = new Map(all.filter(({ isHere }) => isHere).map((one) => [one.mailbox, one] as const))
  for (const mailbox of open) {
    const answer = standing.get(mailbox)
    if (!answer) continue
    await recorded(scanning, { mailbox, answer })
    errors.delete(mailbox)
  }
  return open.filter((mailbox) => !standing.has(mailbox))
}

/** Replicas have agreed by then. Proposed. */
const LOOK_AFTER_MS = 30_000

const recorded = (scanning: Scanning, { mailbox, answer }: SubscriptionAnswer): Promise<unknown> =>
  scanning.alone(mailbox, () =>
    changed(scanning, mailbox, () => ({
      subscription:
        'error' in answer
          ? wantedFrom(scanning.session.ports.clock.now())
          : { id: answer.id, endsAt: answer.endsAt },
    })),
  )

/** When the next subscription is to be renewed, in milliseconds since the epoch; undefined where there are none. */
export async function nextRenewalAt({ mailboxes }: Pick<Scanning, 'mailboxes'>): Promise<number | undefined> {
  const [first] = await mailboxes.endingFirst(1)
  return first?.subscription && first.subscription.endsAt - RENEW_BEFORE_MS
}

/**
 * Renews what is due. A subscription that is gone is made again; notifications were lost then, and `gaps` are to be
 * caught up.
 */
export async function renewDue(
  scanning: Scanning,
): Promise<Subscribed & { readonly gaps: readonly string[] }> {
  const { mailboxes, session } = scanning
  const obstacles: MailboxObstacle[] = []
  const gaps: string[] = []
  let [made, renewed] = [0, 0]
  const isDue = ({ subscription }: ScannedMailbox) =>
    (subscription?.endsAt ?? 0) - RENEW_BEFORE_MS <= session.ports.clock.now()
  // what cannot be renewed or made now stays due
  const stuck = new Set<string>()
  for (;;) {
    const first = await mailboxes.endingFirst(stuck.size + CHUNK)
    const due = first.filter((one) => isDue(one) && !stuck.has(one.id))
    if (due.length === 0) break
    const { gone, failed } = await renewAll(scanning, due)
    const missing = await makeSubscriptions(scanning, gone)
    renewed += due.length - gone.length - failed.length
    made += gone.length - missing.length
    gaps.push(...gone)
    obstacles.push(...failed, ...missing)
    for (const { mailbox } of [...failed, ...missing]) stuck.add(mailbox)
  }
  return { made, renewed, ended: 0, obstacles, gaps }
}

/** Renews subscriptions, and says which are gone. */
export async function renewAll(
  scanning: Scanning,
  kept: readonly ScannedMailbox[],
): Promise<{ readonly gone: readonly string[]; readonly failed: readonly MailboxObstacle[] }> {
  const gone: string[] = kept.filter((one) => subscriptionIdOf(one) === undefined).map(({ id }) => id)
  const failed: MailboxObstacle[] = []
  const asked = kept.flatMap((one) => {
    const id = subscriptionIdOf(one)
    return id === undefined ? [] : [{ mailbox: one.id, id }]
  })
  for (const { mailbox, answer } of await renewSubscriptions(scanning.session, asked)) {
    const isGone = 'error' in answer && answer.error.meaning === 'absent'
    if ('error' in answer && !isGone) failed.push({ mailbox, error: answer.error })
    else await recorded(scanning, { mailbox, answer })
    if (isGone) gone.push(mailbox)
  }
  return { gone, failed }
}
