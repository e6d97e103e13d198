/**
 * Mail of which no notification told. The inbox, the junk folder and the folders that rules fill are followed by rounds of
 * changes; after a known gap the whole mailbox is listed, from the time on up to which it was read.
 * https://learn.microsoft.com/graph/delta-query-messages
 */
import { M365Error } from '../microsoft/errors.ts'
import { arrivalsPath, findFolder, type MessageHead, mailboxPath, messagesAt } from '../microsoft/mailbox.ts'
import type { ScannedMailbox } from '../ports.ts'
import { settled, UNSETTLED } from './items.ts'
import { MARGIN_MS, type Scanned, scanMessage } from './scan.ts'
import { changed, type Scanning } from './scanning.ts'

/** How many messages ended in which way. */
export type Tally = Partial<Record<Scanned, number>>

/** Folders of every mailbox that new mail comes to. Proposed: the public pages name none. */
const FOLLOWED = ['inbox', 'junkemail']

/**
 * Scans what has come since the last round. Each page is written down when its messages are scanned, so that a process
 * that ends goes on there.
 * @param isGap whether notifications are known to be lost, of whatever folder @throws M365Error; Error of the scanner
 */
export function catchUpOn(scanning: Scanning, mailbox: string, isGap = false): Promise<Tally> {
  return scanning.alone(mailbox, async () => {
    const { mailboxes, session } = scanning
    const kept = await mailboxes.mailbox(mailbox)
    const tally: Tally = {}
    if (!kept?.isProtected) return tally
    const begunAt = session.ports.clock.now()
    for (const folder of await followed(scanning, kept)) await round(scanning, kept, folder, tally)
    if (isGap) await readGap(scanning, mailbox, kept.readUpTo - MARGIN_MS, tally)
    await changed(scanning, mailbox, () => ({ readUpTo: begunAt }))
    return tally
  })
}

/**
 * Scans what came to any folder from a time on. Outlook's pages count what stands before them: a message that is deleted
 * meanwhile, by its verdict or by its user, would move a later one over the edge of a page, unseen. So each page is asked
 * for from the last message's time on.
 */
async function readGap(scanning: Scanning, mailbox: string, fromMs: number, tally: Tally): Promise<void> {
  let from = fromMs
  let path = mailboxPath(mailbox, from)
  let seen: ReadonlySet<string> = new Set()
  for (;;) {
    const { messages, next } = await messagesAt(scanning.session, path)
    const fresh = messages.filter(({ id }) => !seen.has(id))
    await scanAll(scanning, mailbox, fresh, tally)
    if (next === undefined) return
    const last = messages.at(-1)?.receivedAt ?? 0
    if (last > from) {
      from = last
      seen = new Set(messages.filter(({ receivedAt }) => receivedAt === last).map(({ id }) => id))
    } else seen = new Set([...seen, ...fresh.map(({ id }) => id)])
    // more of one second than a page holds: only what was seen is passed over by number
    path = fresh.length > 0 ? mailboxPath(mailbox, from) : next
  }
}

/** Brings to an end what an earlier process has begun with items. */
export async function settleItems(scanning: Scanning): Promise<void> {
  const { quarantine, alone } = scanning
  for (const status of UNSETTLED)
    for (let before: { at: number; id: string } | undefined; ; ) {
      const page = await quarantine.items({ status, limit: PAGE, ...(before ? { before } : {}) })
      for (const item of page)
        await alone(item.mailbox, async () => {
          const now = await quarantine.item(item.id)
          if (now) await settled(scanning, now)
        })
      before = page.at(-1)
      if (!before) break
    }
}

const PAGE = 100

/** Ids of the folders; the two of every mailbox are looked up once. */
async function followed(scanning: Scanning, kept: ScannedMailbox): Promise<readonly string[]> {
  if (kept.readUpTo > kept.since) return Object.keys(kept.positions)
  const own: Record<string, string> = {}
  for (const name of FOLLOWED) {
    const folder = await findFolder(scanning.session, kept.id, name)
    if (folder) own[folder.id] = ''
  }
  const after = await changed(scanning, kept.id, ({ positions }) => ({ positions: { ...own, ...positions } }))
  return Object.keys(after?.positions ?? own)
}

async function round(scanning: Scanning, kept: ScannedMailbox, folder: string, tally: Tally): Promise<void> {
  const { mailboxes, session } = scanning
  const first = arrivalsPath(kept.id, folder, kept.readUpTo - MARGIN_MS)
  let looks = LOOKS_MAX
  let losses = 0
  let link = (await mailboxes.mailbox(kept.id))?.positions[folder] || first
  for (;;) {
    const page = await messagesAt(session, link).catch((error: unknown) =>
      lost(error, link !== first && losses < LOSSES_MAX),
    )
    if (page === 'position') {
      // a new round begins where the mailbox was read last, not where its protection began
      session.ports.log.info(
        { mailbox: kept.id },
        'a position is lost; the folder is read from the last round on',
      )
      link = first
      losses++
      continue
    }
    if (page === 'folder') {
      if (--looks > 0 && (await findFolder(session, kept.id, folder))) continue
      await changed(scanning, kept.id, ({ positions: { [folder]: _, ...positions } }) => ({ positions }))
      return
    }
    await scanAll(scanning, kept.id, page.messages, tally)
    const position = page.next ?? page.delta ?? ''
    await changed(scanning, kept.id, ({ positions }) => ({ positions: { ...positions, [folder]: position } }))
    if (page.next === undefined) return
    link = page.next
  }
}

/** In one round a position may be lost so often: links that never last are a service that is unwell. Proposed. */
const LOSSES_MAX = 3

/** A server that is behind may not know a folder; so often it is asked. */
const LOOKS_MAX = 3

/** Graph forgets positions: 410 is documented, other refusals of a link are observed. A folder may be gone. */
function lost(error: unknown, isLink: boolean): 'position' | 'folder' {
  if (error instanceof M365Error) {
    if (isLink && error.meaning === 'refused') return 'position'
    if (error.code === 'ErrorItemNotFound') return 'folder'
  }
  throw error
}

async function scanAll(
  scanning: Scanning,
  mailbox: string,
  messages: readonly MessageHead[],
  tally: Tally,
): Promise<void> {
  for (const { id, isDraft } of messages) {
    const became = isDraft ? 'draft' : await scanMessage(scanning, mailbox, id)
    tally[became] = (tally[became] ?? 0) + 1
  }
}
