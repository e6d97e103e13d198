/** Members of a group, added and removed through Graph, so that a refused member does not keep the others out. */
import { isAnswer, M365Error } from '../microsoft/errors.ts'
import { repeatable } from '../microsoft/retry.ts'
import { absentAsUndefined, type Session } from '../microsoft/session.ts'
import type { RefusedPart } from './kind.ts'
import { BOUND_MEMBERS_MAX } from './limits.ts'

/** After this many refused members the rest are not tried one by one. */
const REFUSED_MAX = 20

/** Object ids, sorted; none where the group is not there. */
export async function memberIds(session: Session, group: string): Promise<string[]> {
  const rows = await session.listOrAbsent(`/groups/${group}/members?$select=id&$top=999`)
  return [...new Set((rows ?? []).map((row) => String(row.id)))].sort()
}

/**
 * Adds before it removes, so that nobody who stays protected is unprotected in between.
 * @param known the present members, if they need not be read
 * @throws M365Error where the group as a whole is refused
 */
export async function setMembers(
  session: Session,
  group: string,
  wanted: readonly string[],
  known?: readonly string[],
): Promise<RefusedPart[]> {
  const standing = known ?? (await memberIds(session, group))
  const refused: RefusedPart[] = []
  const [before, after] = [new Set(standing), new Set(wanted)]
  const added = wanted.filter((id) => !before.has(id))
  for (let i = 0; i < added.length; i += BOUND_MEMBERS_MAX)
    refused.push(
      ...(await addTogether(session, group, added.slice(i, i + BOUND_MEMBERS_MAX), refused.length)),
    )
  const removed = standing.filter((id) => !after.has(id))
  return [...refused, ...(await removeAll(session, group, removed))]
}

async function removeAll(session: Session, group: string, ids: readonly string[]): Promise<RefusedPart[]> {
  const refused: RefusedPart[] = []
  for (const id of ids) {
    const last = refused.at(-1)
    if (last && refused.length >= REFUSED_MAX) {
      refused.push({ ...last, part: id })
      continue
    }
    try {
      await repeatable(session.ports, () =>
        session.graph
          .send({ method: 'DELETE', path: `/groups/${group}/members/${id}/$ref` })
          .catch(absentAsUndefined),
      )
    } catch (error) {
      if (!isRefusal(error)) throw error
      refused.push({ part: id, error, staysIn: 'members' })
    }
  }
  return refused
}

/** A policy of the tenant that refuses one member answers as if the caller were refused. */
const isRefusal = (error: unknown): error is M365Error =>
  isAnswer(error) || (error instanceof M365Error && error.meaning === 'forbidden')

/** Graph refuses the whole request if it refuses one member. Then they are added one by one. */
async function addTogether(
  session: Session,
  group: string,
  ids: readonly string[],
  refusedBefore: number,
): Promise<RefusedPart[]> {
  try {
    await bind(session, group, ids)
    return []
  } catch (error) {
    if (!isRefusal(error)) throw error
    return addOneByOne(session, group, ids, { error, refusedBefore })
  }
}

async function addOneByOne(
  session: Session,
  group: string,
  ids: readonly string[],
  { error: first, refusedBefore }: { error: M365Error; refusedBefore: number },
): Promise<RefusedPart[]> {
  // somebody may have added some of them since the members were read
  const standing = new Set(await memberIds(session, group))
  const missing = ids.filter((id) => !standing.has(id))
  const refused: RefusedPart[] = []
  for (const id of missing) {
    if (refusedBefore + refused.length >= REFUSED_MAX) {
      refused.push({ part: id, error: first, isMissing: true })
      continue
    }
    try {
      await bind(session, group, [id])
    } catch (error) {
      if (!isRefusal(error)) throw error
      if (ALREADY_THERE.test(error.message)) continue
      const isGone = error.meaning === 'absent' && !(await isKnown(session, id))
      refused.push({ part: id, error, isMissing: true, ...(isGone ? { isGone } : {}) })
    }
  }
  // a server that has not yet heard of the group takes none of its members
  const isGroupUnknown = first.meaning === 'absent' && !refused.some(({ isGone }) => isGone)
  if (isGroupUnknown && refused.length === missing.length) throw first
  return refused
}

/** Graph has no special code for a member that is already there. A replica that is behind may not show that member. */
const ALREADY_THERE = /object references already exist/i

async function isKnown(session: Session, user: string): Promise<boolean> {
  const path = `/users/${user}?$select=id`
  const found = await repeatable(session.ports, () =>
    session.graph.send({ method: 'GET', path }).catch(absentAsUndefined),
  )
  return found !== undefined
}

/** Not repeatable blindly: Graph refuses a member that is there already. */
async function bind(session: Session, group: string, ids: readonly string[]): Promise<void> {
  const bound = ids.map((id) => `https://graph.microsoft.com/v1.0/directoryObjects/${id}`)
  await session.graph.send({
    method: 'PATCH',
    path: `/groups/${group}`,
    body: { 'members@odata.bind': bound },
  })
}
