/**
 * The end of scanning: subscriptions and quarantine folders go, and nothing else of the tenant is touched. To be called
 * when the journal's goal is no longer to scan. Source: trend-vision-one-changes-api-based-protection.
 */
import { M365Error } from '../microsoft/errors.ts'
import { purgeFolder } from '../microsoft/mailbox.ts'
import { endSubscriptions, standingSubscriptions } from '../microsoft/subscriptions.ts'
import { type Obstacle, refusalOf } from '../reconcile/obstacle.ts'
import { FolderNameTaken, QUARANTINE_FOLDER, standingFolder } from './quarantine-folder.ts'
import { keptMailboxes, type Scanning } from './scanning.ts'
import { subscriptionIdOf } from './subscribe.ts'

export interface Ended {
  /** Subscriptions that were asked to end. */
  readonly subscriptions: number
  /** Mailboxes from which a quarantine folder was removed, by the object ids of their users. */
  readonly folders: readonly string[]
  /** Mailboxes that refuse: something of the product stays in them. */
  readonly obstacles: readonly { readonly mailbox: string; readonly error: M365Error }[]
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
  for await (const kept of keptMailboxes(scanning)) {
    const id = subscriptionIdOf(kept)
    if (id !== undefined) known.set(id, { id, mailbox: kept.id })
  }
  const obstacles: { mailbox: string; error: M365Error }[] = [
    ...(await endSubscriptions(session, [...known.values()])),
  ]
  const standing = new Set(obstacles.map(({ mailbox }) => mailbox))
  const folders: string[] = []
  for await (const { id } of keptMailboxes(scanning))
    await alone(id, async () => {
      const kept = await mailboxes.mailbox(id)
      if (!kept) return
      try {
        const folder = kept.folder && (await standingFolder(scanning, kept))
        if (folder) await purgeFolder(session, id, folder.id)
        if (folder) folders.push(id)
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

/** The same for a revocation: what was taken back in words, and what keeps a part of it back. */
export async function withdraw(
  scanning: Scanning,
): Promise<{ readonly done: readonly string[]; readonly obstacles: readonly Obstacle[] }> {
  const { folders, obstacles } = await endAll(scanning)
  return {
    done: folders.map((mailbox) => `remove ${nameIn(mailbox)}`),
    obstacles: obstacles.map(({ mailbox, error }) => ({
      ...({ code: 'object refused', key: 'quarantine', name: nameIn(mailbox), blocks: false } as const),
      data: refusalOf(error),
    })),
  }
}

const nameIn = (mailbox: string): string => `folder ${QUARANTINE_FOLDER} of user ${mailbox}`
