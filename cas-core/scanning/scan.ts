/** One message: whether it is to be judged, what the scanner says, and what is done. */
import { readAttachments, readMessage } from '../microsoft/mailbox.ts'
import type { Detection, ScanAction, ScannedMailbox } from '../ports.ts'
import { applyingPolicy } from './applying-policy.ts'
import { itemIdOf, purgeMessage, putAside, settled } from './items.ts'
import type { Scanning } from './scanning.ts'

/** What became of a message. Everything but an action says why it was not judged. */
export type Scanned =
  | ScanAction
  | 'not protected'
  | 'no policy'
  | 'scanned before'
  | 'known item'
  | 'gone'
  | 'draft'
  | 'came before protection'

/**
 * Clocks of servers differ, and Graph tells of times in whole seconds: mail that came so long before is scanned, too.
 * Proposed.
 */
export const MARGIN_MS = 5 * 60_000
/** Messages that a process remembers to have scanned; the oldest are forgotten. Proposed. */
const REMEMBERED_MAX = 100_000
/** Folders that are followed in one mailbox. Proposed. */
const FOLDERS_MAX = 20

/**
 * Judges a message and acts. A message that was judged before is left as it is, so that late and repeated notifications
 * change nothing. To be called in the mailbox's turn.
 * @param message Microsoft's immutable id @throws M365Error; Error of the scanner. Nothing is done then, and the next
 * round of the mailbox finds the message again
 */
export async function scanMessage(scanning: Scanning, mailbox: string, message: string): Promise<Scanned> {
  const { session, mailboxes, quarantine, scanned, scanner } = scanning
  const kept = await mailboxes.mailbox(mailbox)
  if (!kept?.isProtected) return 'not protected'
  const id = itemIdOf(mailbox, message)
  if (scanned.has(id)) return 'scanned before'
  const item = await quarantine.item(id)
  if (item && item.status !== 'QuarantineFailure') {
    if (item.status === 'Quarantining') await settled(scanning, item)
    return 'known item'
  }
  const policies = scanning.account.ledger.policies ?? []
  const policy = await applyingPolicy(policies, mailbox, scanning.directory)
  if (!policy) return 'no policy'
  const text = await readMessage(session, mailbox, message)
  if (!text) return 'gone'
  if (text.isDraft) return 'draft'
  if (text.receivedAt < kept.since - MARGIN_MS) return 'came before protection'
  await follow(scanning, kept, text.parentFolderId)
  const attachments = async () => (text.hasAttachments ? readAttachments(session, mailbox, message) : [])
  const verdict = await scanner.scan({ ...text, attachments }, policy.name)
  const action = policy.isMonitorOnly ? 'Pass' : verdict.action
  const { filter = '' } = verdict
  const { internetMessageId, subject, sender } = text
  const found =
    verdict.filter === undefined
      ? undefined
      : { id, mailbox, internetMessageId, subject, sender, filter, policy: policy.name }
  if (found)
    session.ports.log.info({ mailbox, policy: policy.name, filter, action }, 'a message was detected')
  if (action === 'Delete') await purgeMessage(scanning, mailbox, text.id)
  if (action === 'Quarantine') await putAside(scanning, mailbox, text, { filter, policy: policy.name })
  await noted(scanning, action, found)
  remember(scanned, id)
  return action
}

/** The log queries of the console reach back so far (documented). */
const KEPT_MS = 180 * 24 * 3_600_000
/** Detections of one account that are kept, the newest. Proposed. */
const KEPT_MAX = 100_000

/** Written down after the deed, so that the log tells of nothing that was not done. */
async function noted(
  { detections, session }: Scanning,
  action: ScanAction,
  found: Omit<Detection, 'action' | 'at'> | undefined,
): Promise<void> {
  const at = session.ports.clock.now()
  if (found) await detections.put({ ...found, action, at }, { since: at - KEPT_MS, max: KEPT_MAX })
  await detections.count(action, at)
}

function remember(scanned: Set<string>, id: string): void {
  scanned.add(id)
  const [oldest] = scanned
  if (scanned.size > REMEMBERED_MAX && oldest !== undefined) scanned.delete(oldest)
}

/**
 * A folder into which mail comes is followed from then on: the mailbox's rules fill it. The rules themselves cannot be
 * read, since the product has no permission to read settings of mailboxes.
 */
async function follow({ mailboxes }: Scanning, kept: ScannedMailbox, folder: string): Promise<void> {
  if (folder in kept.positions || Object.keys(kept.positions).length >= FOLDERS_MAX) return
  await mailboxes.put({ ...kept, positions: { ...kept.positions, [folder]: '' } })
}
