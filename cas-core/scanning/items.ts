/**
 * A quarantined message's life: put aside, restored, deleted. What is to be done is written down before the call leaves,
 * and a process that goes on looks where the message is before it does anything. An item's id follows from the message,
 * so that one message never becomes two items.
 * Source: trend-vision-one-actions-different-services; statuses of the quarantine's facets.
 */
import { hash } from 'node:crypto'
import { isAnswer, M365Error } from '../microsoft/errors.ts'
import {
  findFolder,
  findMessage,
  glimpseMessage,
  type MessageHead,
  type MessageText,
  messagePath,
  sendImmutably,
} from '../microsoft/mailbox.ts'
import { repeatable } from '../microsoft/retry.ts'
import type { QuarantinedItem, ScannedMailbox } from '../ports.ts'
import { ensureQuarantineFolder, FolderNameTaken } from './quarantine-folder.ts'
import type { Scanning } from './scanning.ts'

type Status = QuarantinedItem['status']

/** @param message Microsoft's immutable id */
export const itemIdOf = (mailbox: string, message: string): string =>
  hash('sha256', `${mailbox} ${message}`).slice(0, 32)

/** Puts a message aside. @throws M365Error where the service does not answer; the item then waits, and is settled later */
export async function putAside(
  scanning: Scanning,
  mailbox: string,
  { id, parentFolderId, internetMessageId, subject, sender }: MessageText,
  { filter, policy }: Pick<QuarantinedItem, 'filter' | 'policy'>,
): Promise<QuarantinedItem> {
  const item: QuarantinedItem = {
    ...{ id: itemIdOf(mailbox, id), mailbox, messageId: id, from: parentFolderId },
    ...{ internetMessageId, subject, sender, filter, policy },
    status: 'Quarantining',
    at: scanning.session.ports.clock.now(),
  }
  await scanning.quarantine.put(item)
  return settled(scanning, item)
}

/** Gives a message back to its user: to the folder from which it was taken, or to the inbox where that is gone. */
export async function restored(scanning: Scanning, item: QuarantinedItem): Promise<QuarantinedItem> {
  if (!(await inQuarantine(scanning, item))) return noted(scanning, item, 'RestoreFailure')
  return settled(scanning, await noted(scanning, item, 'Restoring'))
}

/** Deletes a message for good. It cannot be restored. */
export async function deleted(scanning: Scanning, item: QuarantinedItem): Promise<QuarantinedItem> {
  if (!(await inQuarantine(scanning, item))) return noted(scanning, item, 'DeleteFailure')
  return settled(scanning, await noted(scanning, item, 'Deleting'))
}

/** Brings to its end what was begun; an item that waits for nothing stays as it is. @throws M365Error */
export async function settled(scanning: Scanning, item: QuarantinedItem): Promise<QuarantinedItem> {
  const settle = SETTLING[item.status]
  if (!settle) return item
  try {
    return await noted(scanning, item, await settle.work(scanning, item))
  } catch (error) {
    const isRefused = error instanceof FolderNameTaken || isAnswer(error) || isForbidden(error)
    if (!isRefused) throw error
    const said = error instanceof Error ? error.message : ''
    scanning.session.ports.log.warn({ mailbox: item.mailbox, said }, `an item stays ${item.status}`)
    return noted(scanning, item, settle.failure)
  }
}

const isForbidden = (error: unknown): boolean =>
  error instanceof M365Error && ['forbidden', 'unauthorized'].includes(error.meaning)

type Work = (scanning: Scanning, item: QuarantinedItem) => Promise<Status>

const SETTLING: Readonly<Partial<Record<Status, { readonly work: Work; readonly failure: Status }>>> = {
  Quarantining: { work: quarantine, failure: 'QuarantineFailure' },
  Restoring: { work: restore, failure: 'RestoreFailure' },
  Deleting: { work: remove, failure: 'DeleteFailure' },
}

/** Statuses that a crash can leave behind. */
export const UNSETTLED = Object.keys(SETTLING) as readonly Status[]

async function noted(
  { quarantine: store }: Scanning,
  item: QuarantinedItem,
  status: Status,
): Promise<QuarantinedItem> {
  const after = { ...item, status }
  await store.put(after)
  return after
}

/** A folder or a message may vanish between two calls; so often this is looked at again. */
const ROUNDS_MAX = 3

async function quarantine(scanning: Scanning, item: QuarantinedItem): Promise<Status> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const folder = await ensureQuarantineFolder(scanning, await keptOf(scanning, item))
    const here = await whereIs(scanning, item)
    if (!here) return 'QuarantineFailure'
    if (here.parentFolderId === folder || (await move(scanning, item, folder))) return 'Quarantined'
  }
  return 'QuarantineFailure'
}

async function restore(scanning: Scanning, item: QuarantinedItem): Promise<Status> {
  const { session } = scanning
  const { folder } = await keptOf(scanning, item)
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const here = await whereIs(scanning, item)
    if (!here) return 'RestoreFailure'
    if (here.parentFolderId !== folder?.id) return 'RestoreSuccess'
    const isThere = (await findFolder(session, item.mailbox, item.from)) !== undefined
    if (await move(scanning, item, isThere ? item.from : 'inbox')) return 'RestoreSuccess'
  }
  return 'RestoreFailure'
}

async function remove(scanning: Scanning, item: QuarantinedItem): Promise<Status> {
  const { session } = scanning
  const { folder } = await keptOf(scanning, item)
  const here = await whereIs(scanning, item)
  if (here && here.parentFolderId !== folder?.id) return 'DeleteFailure'
  if (here) await purgeMessage(scanning, item.mailbox, here.id)
  session.ports.log.info({ mailbox: item.mailbox, item: item.id }, 'a quarantined message was deleted')
  return 'DeleteSuccess'
}

/** Out of everybody's reach. One that is gone is deleted. https://learn.microsoft.com/graph/api/message-permanentdelete */
export async function purgeMessage({ session }: Scanning, user: string, id: string): Promise<void> {
  const call = { method: 'POST', path: `${messagePath(user, id)}/permanentDelete` } as const
  await repeatable(session.ports, () => sendImmutably(session, call)).catch(async (error: unknown) => {
    // the effect of an earlier attempt, unless a server that is behind said it
    const isGone = error instanceof M365Error && error.meaning === 'absent'
    if (!isGone || (await findMessage(session, user, id))) throw error
  })
}

/** True when it is there. False where the message or the folder was not found: the caller looks again. */
async function move({ session }: Scanning, item: QuarantinedItem, destinationId: string): Promise<boolean> {
  const id = item.messageId ?? ''
  const path = `${messagePath(item.mailbox, id)}/move`
  let isFirst = true
  try {
    await repeatable(session.ports, async () => {
      const there = isFirst ? undefined : await glimpseMessage(session, item.mailbox, id)
      isFirst = false
      // where a first attempt took effect, the message has left the quarantine or come to it
      if (there && (await isIn(session, item.mailbox, there, destinationId))) return
      await sendImmutably(session, { method: 'POST', path, body: { destinationId } })
    })
    return true
  } catch (error) {
    if (error instanceof M365Error && error.meaning === 'absent') return false
    throw error
  }
}

async function isIn(
  session: Scanning['session'],
  user: string,
  { parentFolderId }: MessageHead,
  folder: string,
): Promise<boolean> {
  if (parentFolderId === folder) return true
  if (folder !== 'inbox') return false
  return (await findFolder(session, user, folder))?.id === parentFolderId
}

const whereIs = ({ session }: Scanning, { mailbox, messageId }: QuarantinedItem) =>
  messageId === undefined ? Promise.resolve(undefined) : findMessage(session, mailbox, messageId)

/** A message that was moved out of the folder is out of the product's hands. Source: trend-vision-one-faqs. */
async function inQuarantine(scanning: Scanning, item: QuarantinedItem): Promise<boolean> {
  const { folder } = await keptOf(scanning, item)
  const here = await whereIs(scanning, item)
  return here !== undefined && here.parentFolderId === folder?.id
}

async function keptOf({ mailboxes, session }: Scanning, { mailbox }: QuarantinedItem) {
  const kept = await mailboxes.mailbox(mailbox)
  const nothing: ScannedMailbox = {
    ...{ id: mailbox, isProtected: false, subscription: undefined, positions: {}, folder: undefined },
    ...{ since: session.ports.clock.now(), readUpTo: session.ports.clock.now() },
  }
  return kept ?? nothing
}
