/** Users and groups of a tenant, brought up to date in the store. Both kinds of account read them alike. */
import { M365Error } from '../microsoft/errors.ts'
import { CONFIRM_MS, type Session } from '../microsoft/session.ts'
import type { DirectoryStore } from '../ports.ts'
import { removeConfirmed } from './confirm.ts'
import { isFullDue } from './in-full.ts'
import { forgetLink, positionIn, type Read } from './position.ts'
import { counted } from './questions.ts'
import { readRound } from './rounds.ts'

/**
 * Reads what has changed, or everything where nothing was read before or the place is lost. Memory holds a page of it.
 * What is gone leaves the store only after its absence is confirmed.
 * @throws M365Error; what was read until then stays, and the next reading goes on there
 */
export async function readDirectory(session: Session, store: DirectoryStore): Promise<void> {
  for (const what of ['users', 'groups'] as const) {
    const { phase } = await positionIn(store, what)
    const isDue = phase === 'delta' && (await isFullDue(store, what, session.ports.clock.now()))
    if (isDue) await forgetLink(store, what)
    const isFull = await readRound(session, store, what)
    if (!(await isShort(session, store, what, isFull))) continue
    session.ports.log.info({ of: what }, `reading all ${what} again, since some are missing`)
    await session.ports.clock.sleep(CONFIRM_MS)
    await forgetLink(store, what)
    await readRound(session, store, what)
  }
  if ((await store.counts()).users === 0) throw contradiction('no users are listed, and a tenant has some')
  await removeConfirmed(session, store)
}

/** A full round that shows fewer than the service counts has broken off: no later round would show the others. */
async function isShort(
  session: Session,
  store: DirectoryStore,
  what: Read,
  isFull: boolean,
): Promise<boolean> {
  const { [what]: kept } = await store.counts()
  if (what === 'users' && kept === 0) return true
  return isFull && kept < ((await counted(session, `/${what}`)) ?? 0)
}

/** What the service says cannot all be true, so none of it is followed. */
export const contradiction = (what: string): M365Error =>
  new M365Error('graph', 500, 'ListingContradicted', `${what}; nothing was changed`)
