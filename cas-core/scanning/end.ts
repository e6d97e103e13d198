/**
 * The end of scanning: subscriptions and quarantine folders go, and nothing else of the tenant is touched. To be called
 * when the journal's goal is no longer to scan. Source: trend-vision-one-changes-api-based-protection.
 */
import { M365Error } from '../microsoft/errors.ts'
import { purgeFolder } from '../microsoft/mailbox.ts'
import { endSubscriptions, standingSubscriptions } from '../microsoft/subscriptions.ts'
import { FolderNameTaken, standingFolder } from './quarantine-folder.ts'
import { keptMailboxes, type Scanning } from './scanning.ts'
import type { MailboxObstacle } from './subscribe.ts'

export interface Ended {
  /** Subscriptions that were asked to end. */
  readonly subscriptions: number
  /** Mailboxes from which a quarantine folder was removed. */
  readonly folders: number
  /** Mailboxes that refuse: something of the product stays in them. */
  readonly obstacles: readonly MailboxObstacle[]
}

/**
 * A mailbox that is gone took its folder with it. One that refuses is an obstacle of that mailbox only, and is kept in
 * mind, so that a second run tries it again.
 * @throws M365Error where the tenant as a whole refuses
 */
export async function endAll(scanning: Scanning): Promise<Ended> {
  const { session, endpoints, mailboxes, alone } = scanning
  const known = new Map<string, { id: string; mailbox: string }>()
  for (const one of await standingSubscriptions(session, endpoints)) known.set(one.id, one)
  for await (const { id, subscription } of keptMailboxes(scanning))
    if (subscription) known.set(subscription.id, { id: subscription.id, mailbox: id })
  const obstacles: MailboxObstacle[] = [...(await endSubscriptions(session, [...known.values()]))]
  const standing = new Set(obstacles.map(({ mailbox }) => mailbox))
  let folders = 0
  for await (const { id } of keptMailboxes(scanning))
    await alone(id, async () => {
      const kept = await mailboxes.mailbox(id)
      if (!kept) return
      try {
        const folder = kept.folder && (await standingFolder(scanning, kept))
        if (folder) await purgeFolder(session, id, folder.id)
        if (folder) folders++
        if (standing.has(id)) await mailboxes.put({ ...kept, isProtected: false, folder: undefined })
        else await mailboxes.remove(id)
      } catch (error) {
        // somebody else's folder of the name stays, and nothing of the product is there
        if (error instanceof FolderNameTaken) await mailboxes.remove(id)
        else if (error instanceof M365Error) {
          obstacles.push({ mailbox: id, error })
          await mailboxes.put({ ...kept, isProtected: false })
        } else throw error
      }
    })
  return { subscriptions: known.size, folders, obstacles }
}
