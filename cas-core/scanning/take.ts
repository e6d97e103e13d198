/** The work behind a notification. What came late, twice, or for a subscription that is not known changes nothing. */
import { catchUpOn } from './catch-up.ts'
import type { NotifiedWork } from './notifications.ts'
import { type Scanned, scanMessage } from './scan.ts'
import { isRunning, type Scanning } from './scanning.ts'
import { type MailboxObstacle, makeSubscriptions, renewAll, subscriptionIdOf } from './subscribe.ts'

export type Taken =
  | { readonly outcome: Scanned }
  | { readonly outcome: 'unknown subscription' | 'not granted' }
  | { readonly outcome: 'renewed' | 'caught up'; readonly obstacles: readonly MailboxObstacle[] }

/** @throws M365Error; Error of the scanner. The next round of the mailbox makes up for it */
export async function takeNotified(scanning: Scanning, work: NotifiedWork): Promise<Taken> {
  if (!(await isRunning(scanning))) return { outcome: 'not granted' }
  const kept = await scanning.mailboxes.mailbox(work.mailbox)
  if (!kept?.isProtected) return { outcome: 'not protected' }
  // while a subscription is being made its id is not known, and the client state has proved that it is ours
  const known = subscriptionIdOf(kept)
  if (known !== undefined && known !== work.subscription) return { outcome: 'unknown subscription' }
  if (work.kind === 'message') {
    const { mailbox, message } = work
    return { outcome: await scanning.alone(mailbox, () => scanMessage(scanning, mailbox, message)) }
  }
  if (work.event === 'missed') {
    await catchUpOn(scanning, work.mailbox, true)
    return { outcome: 'caught up', obstacles: [] }
  }
  // a renewal also gives the authorization again: https://learn.microsoft.com/graph/change-notifications-lifecycle-events
  const { gone, failed } =
    work.event === 'subscriptionRemoved' || known === undefined
      ? { gone: [work.mailbox], failed: [] }
      : await renewAll(scanning, [kept])
  const obstacles = [...failed, ...(await makeSubscriptions(scanning, gone))]
  await catchUpOn(scanning, work.mailbox, true)
  return { outcome: gone.length > 0 ? 'caught up' : 'renewed', obstacles }
}
