/**
 * What a round says is gone, or a full round does not show, stays until its absence is confirmed: it is asked for by
 * its id, and once more a minute later.
 */
import type { Row } from '../microsoft/exchange.ts'
import { CONFIRM_MS, type Session } from '../microsoft/session.ts'
import type { DirectoryChanges, DirectoryStore, Membership } from '../ports.ts'
import { positionIn, type Read } from './position.ts'
import { directMembers, IDS_MAX, thoseThere } from './questions.ts'
import { groupFrom, userFrom } from './rows.ts'

/** Removes what is gone. What is still there is kept, as the answer to the question shows it. @throws M365Error */
export async function removeConfirmed(session: Session, store: DirectoryStore): Promise<void> {
  const absent = (await asked(session, store, 'users')) + (await asked(session, store, 'groups'))
  if (absent > 0) {
    session.ports.log.info({ absent }, 'asking again for what is said to be gone')
    await session.ports.clock.sleep(CONFIRM_MS)
    for (const what of ['users', 'groups'] as const) await asked(session, store, what, goneOf[what])
  }
  await removeMemberships(session, store)
}

const goneOf: Readonly<Record<Read, (ids: readonly string[]) => DirectoryChanges>> = {
  users: (ids) => ({ goneUsers: ids, goneMailboxes: ids }),
  groups: (ids) => ({ goneGroups: ids }),
}

export const thereOf: Readonly<Record<Read, (rows: readonly Row[]) => DirectoryChanges>> = {
  users: (rows) => ({ users: rows.map((row) => userFrom(row)) }),
  groups: (rows) => ({ groups: rows.map(groupFrom) }),
}

/** @param gone how those that are not there are removed; they stay if it is left out @returns how many are not there */
async function asked(
  session: Session,
  store: DirectoryStore,
  what: Read,
  gone?: (ids: readonly string[]) => DirectoryChanges,
): Promise<number> {
  const { round } = await positionIn(store, what)
  let absent = 0
  for (let after = ''; ; ) {
    const ids = await store.unseen(what, round, after, IDS_MAX)
    const last = ids.at(-1)
    if (last === undefined) return absent
    after = last
    const there = await thoseThere(session, ids, what === 'users' ? 'user' : 'group')
    const known = new Set(there.map(({ id }) => id))
    const missing = ids.filter((id) => !known.has(id))
    absent += missing.length
    await store.apply({ ...thereOf[what](there), ...gone?.(missing), round })
  }
}

/** A membership that a full round does not show is gone if a listing of the group does not show it either. */
async function removeMemberships(session: Session, store: DirectoryStore): Promise<void> {
  const { round } = await positionIn(store, 'groups')
  let after: Membership = { group: '', member: '' }
  for (;;) {
    const [first] = await store.unseenMemberships(round, after, 1)
    if (!first) return
    const { group } = first
    const listed = new Set(await directMembers(session, group))
    const unseen: Membership[] = []
    for (let from = after; ; ) {
      const page = await store.unseenMemberships(round, from, IDS_MAX)
      unseen.push(...page.filter((one) => one.group === group))
      const last = page.at(-1)
      if (last?.group !== group) break
      from = last
    }
    const isListed = ({ member }: Membership): boolean => listed.has(member)
    const left = unseen.filter((one) => !isListed(one))
    await store.apply({ left, joined: unseen.filter(isListed), round })
    after = unseen.at(-1) ?? first
  }
}
