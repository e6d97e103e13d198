/**
 * Mailboxes: creation time, primary SMTP address and type, as published (trend-vision-one-data-synchronized). The
 * first reading shows all, later ones those that have changed. A mailbox goes with its user.
 * https://learn.microsoft.com/powershell/module/exchangepowershell/get-mailbox
 */
import { isAnswer, M365Error } from '../microsoft/errors.ts'
import type { Row } from '../microsoft/exchange.ts'
import { brokenOff, repeatable } from '../microsoft/retry.ts'
import type { Session } from '../microsoft/session.ts'
import type { DirectoryStore, Mailbox } from '../ports.ts'
import { isFullDue, readInFull } from './in-full.ts'
import { Trail } from './trail.ts'

const CMDLET = 'Get-Mailbox'
const SELECTED = [
  'ExternalDirectoryObjectId',
  'PrimarySmtpAddress',
  'RecipientTypeDetails',
  'WhenMailboxCreated',
]
/** A change is read again for so long, since clocks differ and replicas are late. Proposed. */
const OVERLAP_MS = 60 * 60_000
const PAGES_MAX = 10_000

interface Position {
  /** When the reading began, in milliseconds since the epoch. */
  readonly startedAt: number
  /** Changes since then are read; all mailboxes if 0. */
  readonly since: number
  /** The next page, if the reading has not ended. */
  readonly link: string
}

/**
 * Reads the mailboxes into the store, page by page.
 * @returns false where Exchange Online refuses it: nobody's protection depends on what is read here
 * @throws M365Error where the caller is refused, or the service is unwell
 */
export async function readMailboxes(session: Session, store: DirectoryStore): Promise<boolean> {
  try {
    await repeatable(session.ports, () => followed(session, store))
    return true
  } catch (error) {
    if (isAnswer(error)) return false
    throw error
  }
}

async function followed(session: Session, store: DirectoryStore): Promise<void> {
  const now = session.ports.clock.now()
  const kept = await positionIn(store)
  const isFull = await isFullDue(store, 'mailboxes', now)
  let position = kept.link === '' ? { startedAt: now, since: isFull ? 0 : kept.startedAt, link: '' } : kept
  const trail = new Trail()
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    trail.pass(position.link)
    const { rows, next } = await pageAt(session, position, trail).catch((error: unknown) =>
      position.link === '' ? Promise.reject(error) : begunAgain(store, position, error),
    )
    position = { ...position, link: next ?? '' }
    const ended = next === undefined && position.since === 0 ? readInFull('mailboxes', now) : {}
    await store.apply({
      mailboxes: rows.flatMap(mailboxFrom),
      positions: { mailboxes: positionText(position), ...ended },
    })
    if (next === undefined) return
  }
  throw new M365Error('exchange', 500, 'TooManyPages', `${CMDLET} did not end after ${PAGES_MAX} pages`)
}

/** A link that is refused has expired: the reading begins again. */
async function begunAgain(store: DirectoryStore, { since }: Position, error: unknown): Promise<never> {
  if (!isAnswer(error)) throw error
  await store.apply({ positions: { mailboxes: positionText({ startedAt: since, since: 0, link: '' }) } })
  throw brokenOff(error, CMDLET, 1)
}

const pageAt = (session: Session, { since, link }: Position, trail: Trail) =>
  repeatable(session.ports, async () => {
    const from = new Date(since - OVERLAP_MS).toISOString()
    const parameters = {
      ResultSize: 'Unlimited',
      ...(since > 0 ? { Filter: `WhenChangedUTC -gt '${from}'` } : {}),
    }
    const page = await session.exchange.page({
      cmdlet: CMDLET,
      parameters,
      select: SELECTED,
      ...(link === '' ? {} : { link }),
    })
    if (page.next !== undefined && trail.isBack(page.next))
      throw new M365Error('exchange', 500, 'UnreadableAnswer', `${CMDLET} leads back to an earlier page`)
    return page
  })

/** Mailboxes of the service itself have no user. */
function mailboxFrom(row: Row): Mailbox[] {
  const { ExternalDirectoryObjectId: id, PrimarySmtpAddress, RecipientTypeDetails, WhenMailboxCreated } = row
  if (typeof id !== 'string' || id === '') return []
  const created = Date.parse(text(WhenMailboxCreated))
  return [
    {
      id: id.toLowerCase(),
      primarySmtpAddress: text(PrimarySmtpAddress),
      type: text(RecipientTypeDetails),
      createdAt: Number.isNaN(created) ? '' : new Date(created).toISOString(),
    },
  ]
}

async function positionIn(store: DirectoryStore): Promise<Position> {
  const [, startedAt, since, link = ''] =
    /^(\d+) (\d+)(?: (.+))?$/.exec((await store.position('mailboxes')) ?? '') ?? []
  return { startedAt: Number(startedAt ?? 0), since: Number(since ?? 0), link }
}

const positionText = ({ startedAt, since, link }: Position): string => `${startedAt} ${since} ${link}`.trim()

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
