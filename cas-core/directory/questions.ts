/** Single questions to the directory, which confirm or refute what a listing shows. All are reads. */
import { M365Error } from '../microsoft/errors.ts'
import type { Row } from '../microsoft/exchange.ts'
import { repeatable } from '../microsoft/retry.ts'
import { absentAsUndefined, type Session } from '../microsoft/session.ts'
import { SELECTED } from './rows.ts'

/** Graph takes so many ids in one question. https://learn.microsoft.com/graph/api/directoryobject-getbyids */
export const IDS_MAX = 1000

/**
 * Those of the objects that are there. An answer may be cut into pages; what it leaves out is asked for again.
 * @param ids any number @param type the kind of object that the ids name
 */
export async function thoseThere(
  session: Session,
  ids: readonly string[],
  type: 'user' | 'group',
): Promise<Row[]> {
  const there = new Map<string, Row>()
  let left = [...new Set(ids)]
  while (left.length > 0) {
    const asked = left.slice(0, IDS_MAX)
    const { rows, isCut } = await namedBy(session, asked, type)
    for (const row of rows) there.set(String(row.id), row)
    const rest = isCut ? asked.filter((id) => !there.has(id)) : []
    // a page without anything does not become less by being asked again
    left = [...(rest.length < asked.length ? rest : []), ...left.slice(IDS_MAX)]
  }
  return [...there.values()]
}

const namedBy = (session: Session, ids: readonly string[], type: 'user' | 'group') =>
  repeatable(session.ports, async () => {
    const selected = SELECTED[`${type}s`]
    const path = `/directoryObjects/getByIds?$select=${selected}`
    const answer = Object(await session.graph.send({ method: 'POST', path, body: { ids, types: [type] } }))
    if (!Array.isArray(answer.value))
      throw new M365Error('graph', 500, 'UnreadableAnswer', `${path} holds no list`)
    const rows: Row[] = answer.value
    return { rows: rows.filter(({ id }) => ids.includes(String(id))), isCut: '@odata.nextLink' in answer }
  })

const PAGE = 999

/** User ids, nested members included; undefined for a group that has gone. */
export async function membersListed(session: Session, group: string): Promise<string[] | undefined> {
  const rows = await session.listOrAbsent(`/groups/${group}/transitiveMembers?$select=id&$top=${PAGE}`)
  if (!rows) return undefined
  const users = rows
    .filter((row) => row['@odata.type'] === '#microsoft.graph.user')
    .map(({ id }) => String(id))
  return [...new Set(users)]
}

/** Ids of users and groups that are in a group directly; undefined for a group that has gone. */
export async function directMembers(session: Session, group: string): Promise<string[] | undefined> {
  const rows = await session.listOrAbsent(`/groups/${group}/members?$select=id&$top=${PAGE}`)
  return rows?.map(({ id }) => String(id))
}

/**
 * How many there are, as the service's own count says; undefined if it counts nothing.
 * The count is made from a replica: https://learn.microsoft.com/graph/aad-advanced-queries
 * @param path of the collection: `/users`
 */
export async function counted(session: Session, path: string): Promise<number | undefined> {
  const headers = { ConsistencyLevel: 'eventual' }
  const answer = await repeatable(session.ports, () =>
    session.graph.send({ method: 'GET', path: `${path}/$count`, headers }).catch(absentAsUndefined),
  )
  const text = String(answer ?? '').trim()
  return /^\d+$/.test(text) ? Number(text) : undefined
}

/** Users in a group, nested members included, as the service counts them. */
export const countedMembers = (session: Session, group: string): Promise<number | undefined> =>
  counted(session, `/groups/${group}/transitiveMembers/microsoft.graph.user`)

/** Graph takes at most this many groups in one question. */
const GROUPS_ASKED_MAX = 20

/**
 * Those of the groups in which a user is, nested groups included.
 * https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups
 */
export async function groupsWith(
  session: Session,
  user: string,
  groups: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = []
  for (let i = 0; i < groups.length; i += GROUPS_ASKED_MAX) {
    const body = { groupIds: groups.slice(i, i + GROUPS_ASKED_MAX) }
    const answer = await repeatable(session.ports, () =>
      session.graph
        .send({ method: 'POST', path: `/users/${user}/checkMemberGroups`, body })
        .catch(absentAsUndefined),
    )
    const { value } = Object(answer)
    if (Array.isArray(value)) found.push(...value.map(String))
  }
  return found
}

/** Whether a domain is there and verified. */
export async function isVerifiedDomain(session: Session, name: string): Promise<boolean> {
  const path = `/domains/${encodeURIComponent(name)}`
  const domain = await repeatable(session.ports, () =>
    session.graph.send({ method: 'GET', path }).catch(absentAsUndefined),
  )
  return Object(domain).isVerified === true
}
