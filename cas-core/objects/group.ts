/**
 * The virtual groups. They are Microsoft 365 groups made through Graph, because Exchange's own group cmdlets
 * refuse app-only callers. https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2
 * Creation is an upsert by `uniqueName`, so that a repeated request makes no second group.
 */
import { isAnswer, M365Error } from '../microsoft/errors.ts'
import type { Row } from '../microsoft/exchange.ts'
import { repeatable } from '../microsoft/retry.ts'
import { absentAsUndefined } from '../microsoft/session.ts'
import { memberIds, setMembers } from './group-members.ts'
import type { Fields, Found, MarkedSession, ObjectKind, RefusedPart } from './kind.ts'

const SELECT = 'id,displayName,mailNickname,description,uniqueName,mail,visibility'

export const group: ObjectKind = {
  markedIn: 'description',
  covers: ['members'],

  async observe(session, { ids, names, detail }) {
    const filter = encodeURIComponent(
      names.map((name) => `displayName eq '${name}' or mailNickname eq '${nicknameOf(name)}'`).join(' or '),
    )
    const rows = await session.list(`/groups?$filter=${filter}&$select=${SELECT}`)
    for (const id of ids) {
      // a group that an administrator renamed is still ours
      if (rows.some((row) => row.id === id)) continue
      const path = `/groups/${id}?$select=${SELECT}`
      const renamed = await repeatable(session.ports, () =>
        session.graph.send({ method: 'GET', path }).catch(absentAsUndefined),
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
    // not repeated blindly: the lost attempt may have created the group, and then an upsert cannot set what only creation sets
    const made = await session.graph.send({
      method: 'PATCH',
      path,
      body,
      headers: { Prefer: 'create-if-missing' },
    })
    const fields = (made ??
      (await session.graph.send({ method: 'GET', path: `${path}?$select=${SELECT}` }))) as Row
    let refused: readonly RefusedPart[] = []
    if (Array.isArray(members) && members.length > 0)
      refused = await setMembers(session, text(fields.id), members, made ? [] : undefined).catch(leavingGroup)
    return { id: text(fields.id), fields, refused }
  },

  async update(session, found, { members, ...properties }) {
    const refused: RefusedPart[] = []
    if (Object.keys(properties).length > 0)
      try {
        await repeatable(session.ports, () =>
          session.graph.send({ method: 'PATCH', path: `/groups/${found.id}`, body: properties }),
        )
      } catch (error) {
        // protection does not depend on the name of the group
        if (!isAnswer(error) || (error.meaning === 'absent' && !Array.isArray(members))) throw error
        for (const part of Object.keys(properties)) refused.push({ part, error })
      }
    if (Array.isArray(members)) refused.push(...(await setMembers(session, found.id, members)))
    return refused
  },

  async remove(session, found) {
    await repeatable(session.ports, () =>
      session.graph.send({ method: 'DELETE', path: `/groups/${found.id}` }),
    )
  },

  differences(wanted, found) {
    const different: Record<string, unknown> = {}
    for (const name of ['displayName', 'visibility'])
      if (name in wanted && wanted[name] !== found.fields[name]) different[name] = wanted[name]
    if (String(wanted.members) !== String(found.fields.members)) different.members = wanted.members
    return different
  },
}

/** The group exists, even if some of its members were refused. */
function leavingGroup(error: unknown): never {
  throw error instanceof M365Error ? error.after(error.attempts, true) : error
}

const isMarked = (session: MarkedSession, row: Row) => session.marks.read(row.description) !== undefined

async function foundOf(session: MarkedSession, row: Row, detail: boolean): Promise<Found> {
  const id = text(row.id)
  const fields: Fields = detail ? { ...row, members: await memberIds(session, id) } : row
  return { id, name: text(row.displayName), marker: session.marks.read(row.description), fields }
}

/** The alias of a group with this name. */
export const nicknameOf = (name: string): string => name.replaceAll(' ', '')

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
