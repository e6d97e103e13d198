/** The door of scanning: API mode's notifications, rounds, verdicts and quarantine, as functions over an account. */
import { M365Error } from '../microsoft/errors.ts'
import type { QuarantinedItem } from '../ports.ts'
import { catchUpOn, settleItems, type Tally } from './catch-up.ts'
import { deleted, restored, settled } from './items.ts'
import { isRunning, keptMailboxes, type Scanning } from './scanning.ts'
import { type MailboxObstacle, renewDue, type Subscribed, subscribeProtected } from './subscribe.ts'

export { accountOf } from '../service-accounts/account.ts'
export type { Account, AccountKind } from '../service-accounts/kind.ts'
export { type Ended, endAll as endScanning, withdraw } from './end.ts'
export { type Accepted, acceptNotification, type NotifiedWork } from './notifications.ts'
export { QUARANTINE_FOLDER } from './quarantine-folder.ts'
export { type Scanning, scanningOf } from './scanning.ts'
export {
  type MailboxObstacle,
  nextRenewalAt,
  type Subscribed,
} from './subscribe.ts'
export { type Taken, takeNotified as takeNotification } from './take.ts'
export { testScanner } from './test-scanner.ts'

const NOTHING_DONE: Subscribed = { made: 0, renewed: 0, ended: 0, obstacles: [] }

/**
 * Brings the subscriptions to the mailboxes that the enabled policies protect; to be called when targets or policies
 * have changed, and after each synchronization. @throws M365Error where nothing can be done
 */
export const subscribe = async (scanning: Scanning): Promise<Subscribed> =>
  (await isRunning(scanning)) ? subscribeProtected(scanning) : NOTHING_DONE

/** Renews the subscriptions that are due, and catches up on mailboxes whose subscription was gone. */
export async function renew(scanning: Scanning): Promise<Subscribed> {
  if (!(await isRunning(scanning))) return NOTHING_DONE
  const { gaps, ...subscribed } = await renewDue(scanning)
  const { obstacles } = await eachOf(gaps, (id) => catchUpOn(scanning, id, true))
  return { ...subscribed, obstacles: [...subscribed.obstacles, ...obstacles] }
}

/** Brings begun items to their end and reads on in every protected mailbox. A mailbox that refuses keeps no other one waiting. */
export async function catchUp(
  scanning: Scanning,
): Promise<{ readonly messages: Tally; readonly obstacles: readonly MailboxObstacle[] }> {
  if (!(await isRunning(scanning))) return { messages: {}, obstacles: [] }
  await settleItems(scanning)
  return eachOf(protectedOf(scanning), (id) => catchUpOn(scanning, id))
}

async function* protectedOf(scanning: Scanning): AsyncGenerator<string> {
  for await (const { id, isProtected } of keptMailboxes(scanning)) if (isProtected) yield id
}

/** So many mailboxes may fail one after the other without a refusal: more are a service, or a scanner, that is unwell. Proposed. */
const FAILING_MAX = 3

async function eachOf(
  ids: AsyncIterable<string> | Iterable<string>,
  work: (id: string) => Promise<Tally>,
): Promise<{ readonly messages: Tally; readonly obstacles: readonly MailboxObstacle[] }> {
  const messages: Tally = {}
  const obstacles: MailboxObstacle[] = []
  let failing = 0
  for await (const mailbox of ids)
    try {
      for (const [became, count] of Object.entries(await work(mailbox)) as [keyof Tally, number][])
        messages[became] = (messages[became] ?? 0) + count
      failing = 0
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const isRefused = error instanceof M365Error && REFUSED.has(error.meaning)
      if (!isRefused && ++failing > FAILING_MAX) throw error
      obstacles.push({ mailbox, error })
    }
  return { messages, obstacles }
}

const REFUSED: ReadonlySet<string> = new Set(['refused', 'absent', 'forbidden', 'exists'])

/** Why nothing was done with an item. */
export type ItemRefusal = 'not granted' | 'unknown item' | 'not in quarantine'

/** Items with which a person can do something; those that were begun are brought to their end first. */
const STANDING: ReadonlySet<QuarantinedItem['status']> = new Set([
  'Quarantined',
  'RestoreFailure',
  'DeleteFailure',
])

/**
 * Passes a message back to its user. The item's status says what became of it: an item that was moved out of the folder
 * cannot be restored. @param item its id @throws M365Error
 */
export const restore = (scanning: Scanning, item: string): Promise<QuarantinedItem | ItemRefusal> =>
  onItem(scanning, item, restored)

/** Deletes a message for good. @param item its id @throws M365Error */
export const remove = (scanning: Scanning, item: string): Promise<QuarantinedItem | ItemRefusal> =>
  onItem(scanning, item, deleted)

async function onItem(
  scanning: Scanning,
  id: string,
  act: typeof restored,
): Promise<QuarantinedItem | ItemRefusal> {
  if (!(await isRunning(scanning))) return 'not granted'
  const found = await scanning.quarantine.item(id)
  if (!found) return 'unknown item'
  return scanning.alone(found.mailbox, async () => {
    const before = await scanning.quarantine.item(id)
    const item = before && (await settled(scanning, before))
    // what an earlier process had begun to do with it is done now
    if (before?.status === 'Restoring' || before?.status === 'Deleting') return item ?? 'unknown item'
    return item && STANDING.has(item.status) ? act(scanning, item) : 'not in quarantine'
  })
}
