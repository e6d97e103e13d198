/**
 * The virtual groups. They are Microsoft 365 groups made through Graph, because Exchange's own group cmdlets
 * refuse app-only callers. https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2
 * Creation is an upsert by `uniqueName`, so that a repeated request makes no second group.
 */
import { M365Error } from '../microsoft/errors.ts'
import type { Row } from '../microsoft/exchange.ts'
import { repeatable } from '../microsoft/retry.ts'
import { absentAsUndefined, type Session } from '../microsoft/session.ts'
import type { Fields, Found, ObjectKind } from './kind.ts'

const SELECT = 'id,displayName,description,uniqueName,mail,visibility'
/** Graph binds at most this many members in one request. */
const BIND_MAX = 20
const NAMES_START = 'TMCAS Inline'

export const group: ObjectKind = {
  markedIn: 'description',

  async observe(session, ids, detail) {
    const filter = encodeURIComponent(`startswith(displayName,'${NAMES_START}')`)
    const rows = await session.list(`/groups?$filter=${filter}&$select=${SELECT}`)
    for (const id of ids) {
      // a group that an administrator renamed is still ours
      if (rows.some((row) => row.id === id)) continue
      const renamed = await repeatable(session.ports, () =>
        session.graph
          .send({ method: 'GET', path: `/groups/${id}?$select=${SELECT}` })
          .catch(absentAsUndefined),
      )
      if (renamed) rows.push(renamed as Row)
    }
    const found: Found[] = []
    for (const row of rows)
      found.push(
        await foundOf(session, row, detail && (isMarked(session, row) || ids.includes(text(row.id)))),
      )
    return found
  },

  async create(session, { wanted, mark }) {
    const { uniqueName, members, ...properties } = wanted
    const body = {
      ...properties,
      description: mark,
      groupTypes: ['Unified'],
      mailEnabled: true,
      securityEnabled: false,
      resourceBehaviorOptions: ['HideGroupInOutlook', 'WelcomeEmailDisabled'],
    }
    const path = `/groups(uniqueName='${uniqueName}')`
    // not repeated blindly: an upsert that meets the group of its own lost answer may not set what only creation can
    const made = await session.graph.send({
      method: 'PATCH',
      path,
      body,
      headers: { Prefer: 'create-if-missing' },
    })
    const fields = (made ??
      (await session.graph.send({ method: 'GET', path: `${path}?$select=${SELECT}` }))) as Row
    if (Array.isArray(members) && members.length > 0)
      await setMembers(session, text(fields.id), members, made ? [] : undefined).catch(leavingGroup)
    return { id: text(fields.id), fields }
  },

  async update(session, found, { members, ...properties }) {
    if (Object.keys(properties).length > 0)
      await repeatable(session.ports, () =>
        session.graph.send({ method: 'PATCH', path: `/groups/${found.id}`, body: properties }),
      )
    if (Array.isArray(members)) await setMembers(session, found.id, members)
  },

  async remove(session, found) {
    await repeatable(session.ports, () =>
      session.graph.send({ method: 'DELETE', path: `/groups/${found.id}` }),
    )
  },

  differences(wanted, found) {
    const different: Record<string, unknown> = {}
    for (const name of ['displayName', 'visibility'])
      if (wanted[name] !== found.fields[name]) different[name] = wanted[name]
    if (String(wanted.members) !== String(found.fields.members)) different.members = wanted.members
    return different
  },
}

/** The group stands, whatever has become of its members. */
function leavingGroup(error: unknown): never {
  throw error instanceof M365Error ? error.after(error.attempts, true) : error
}

const isMarked = (session: Session, row: Row) => session.marks.read(row.description) !== undefined

async function foundOf(session: Session, row: Row, detail: boolean): Promise<Found> {
  const id = text(row.id)
  const fields: Fields = detail ? { ...row, members: await memberIds(session, id) } : row
  return { id, name: text(row.displayName), marker: session.marks.read(row.description), fields }
}

async function memberIds(session: Session, id: string): Promise<string[]> {
  const rows = await session.listOrAbsent(`/groups/${id}/members?$select=id&$top=999`)
  return (rows ?? []).map((row) => String(row.id)).sort()
}

/**
 * Adds before it removes, so that nobody who stays protected is unprotected in between.
 * @param known the members as they are, where that need not be read
 */
async function setMembers(
  session: Session,
  id: string,
  wanted: readonly string[],
  known?: readonly string[],
): Promise<void> {
  const standing = known ?? (await memberIds(session, id))
  const added = wanted.filter((id) => !standing.includes(id))
  for (let i = 0; i < added.length; i += BIND_MAX) {
    const bound = added
      .slice(i, i + BIND_MAX)
      .map((one) => `https://graph.microsoft.com/v1.0/directoryObjects/${one}`)
    const body = { 'members@odata.bind': bound }
    await session.graph.send({ method: 'PATCH', path: `/groups/${id}`, body })
  }
  for (const gone of standing.filter((one) => !wanted.includes(one)))
    await repeatable(session.ports, () =>
      session.graph
        .send({ method: 'DELETE', path: `/groups/${id}/members/${gone}/$ref` })
        .catch(absentAsUndefined),
    )
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
