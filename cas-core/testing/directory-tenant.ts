/** A tenant's directory in memory that answers over the wire, rounds of changes too, for tests of what is read of it. */
import { type Session, sessionOf } from '../microsoft/session.ts'
import type { Ports } from '../ports.ts'

/** Users and domains; groups with their direct members, who may be groups. */
export interface Tenant {
  users: readonly string[]
  groups: Readonly<Record<string, readonly string[]>>
  domains: readonly string[]
}

/** Gives back what comes instead of an answer, or undefined. @param times how often this URL was asked before */
export type Spoiler = (url: string, times: number) => Response | undefined

export interface DirectoryTenant {
  now: Tenant
  spoil: Spoiler
  /** URLs without the service's address, in order. */
  readonly asked: string[]
  readonly session: Session
}

/** Objects on a page, and members in one row of a group. */
const PAGE = 10
const ROOT = 'https://graph.microsoft.com/v1.0'

export const refusal = (status: number, code: string): Response =>
  Response.json({ error: { code, message: 'in words' } }, { status })

type Item = Readonly<Record<string, unknown>>
interface Round {
  readonly segment: string
  readonly rows: readonly Item[]
  readonly to: Tenant
}

export function directoryTenant(now: Tenant): DirectoryTenant {
  let at = 0
  const rounds: Round[] = []
  const ports: Ports = {
    clock: {
      now: () => at,
      sleep: async (ms) => {
        at += ms
      },
    },
    ids: { uuid: () => '80000000-0000-4000-8000-000000000000' },
    async fetch(input, init) {
      const url = decodeURIComponent(String(input instanceof Request ? input.url : input)).replace(ROOT, '')
      const times = tenant.asked.filter((one) => one === url).length
      tenant.asked.push(url)
      return tenant.spoil(url, times) ?? answerOf(tenant.now, rounds, url, String(init?.body ?? ''))
    },
    log: { info: () => undefined, warn: () => undefined },
  }
  const tokens = { token: async () => 'token', forget: () => undefined, acquired: 1 }
  const tenant: DirectoryTenant = {
    now,
    spoil: () => undefined,
    asked: [],
    session: sessionOf(ports, 'tenant', tokens),
  }
  return tenant
}

const NOTHING: Tenant = { users: [], groups: {}, domains: [] }
const absent = () => refusal(404, 'Request_ResourceNotFound')

function answerOf(tenant: Tenant, rounds: Round[], url: string, body: string): Response {
  const [path = '', query = ''] = url.split('?')
  const [, segment = '', id = '', under] = path.split('/')
  const options = new URLSearchParams(query)
  if (id === 'delta') return deltaOf(tenant, rounds, segment, options)
  if (path === '/directoryObjects/getByIds') return thoseThere(tenant, JSON.parse(body))
  if (under === 'checkMemberGroups') return groupsWith(tenant, id, JSON.parse(body))
  if (under === 'serviceConfigurationRecords') return Response.json({ value: [] })
  if (path.endsWith('/$count')) return new Response(String(listed(tenant, path.slice(0, -7))?.length ?? 0))
  const all = listed(tenant, path)
  if (all) return pageOf(path, all, Number(options.get('$skiptoken') ?? 0))
  const found = listed(tenant, `/${segment}`)?.find((one) => one.id === id)
  return found && !under ? Response.json(found) : absent()
}

function listed(tenant: Tenant, path: string): Item[] | undefined {
  const [, segment, id = '', under, cast] = path.split('/')
  if (under === 'transitiveMembers' || under === 'members') {
    if (!tenant.groups[id]) return undefined
    const members = under === 'members' ? (tenant.groups[id] ?? []) : membersOf(tenant, id)
    return members
      .map((one) => itemOf(tenant, one))
      .filter((one) => !cast || one['@odata.type'] === TYPES.user)
  }
  if (id !== '') return undefined
  if (segment === 'users') return tenant.users.map((one) => itemOf(tenant, one))
  if (segment === 'groups') return Object.keys(tenant.groups).map((one) => itemOf(tenant, one))
  return segment === 'domains' ? tenant.domains.map((one) => ({ id: one, isVerified: true })) : undefined
}

const TYPES = { user: '#microsoft.graph.user', group: '#microsoft.graph.group' } as const

const itemOf = ({ groups }: Tenant, id: string): Item => ({
  '@odata.type': groups[id] ? TYPES.group : TYPES.user,
  id,
  displayName: id,
  ...(groups[id]
    ? { groupTypes: ['Unified'], mailEnabled: true }
    : { userPrincipalName: `${id}@contoso.com` }),
})

/** Those in a group who are there, nested ones included. */
export function membersOf({ users, groups }: Tenant, group: string): string[] {
  const met = new Set([group])
  for (const one of met) for (const member of groups[one] ?? []) met.add(member)
  met.delete(group)
  return [...met].filter((one) => groups[one] || users.includes(one))
}

function pageOf(path: string, all: readonly Item[], from: number): Response {
  const more =
    from + PAGE < all.length ? { '@odata.nextLink': `${ROOT}${path}?$skiptoken=${from + PAGE}` } : {}
  return Response.json({ value: all.slice(from, from + PAGE), ...more })
}

function thoseThere({ users, groups }: Tenant, { ids }: { ids: readonly string[] }): Response {
  const there = ids.filter((id) => users.includes(id) || groups[id])
  return Response.json({ value: there.map((id) => itemOf({ users, groups, domains: [] }, id)) })
}

function groupsWith(tenant: Tenant, user: string, { groupIds }: { groupIds: readonly string[] }): Response {
  if (!tenant.users.includes(user)) return absent()
  return Response.json({ value: groupIds.filter((group) => membersOf(tenant, group).includes(user)) })
}

function deltaOf(tenant: Tenant, rounds: Round[], segment: string, options: URLSearchParams): Response {
  const [number = -1, from = 0] = (options.get('$skiptoken') ?? '').split('.').filter(Boolean).map(Number)
  let round = number
  if (round < 0) {
    const before = rounds[Number(options.get('$deltatoken') ?? -1)]?.to ?? NOTHING
    round = rounds.push({ segment, rows: changesOf(segment, before, tenant), to: tenant }) - 1
  }
  const { rows } = rounds[round] ?? { rows: [] }
  const isLast = from + PAGE >= rows.length
  const link = `${ROOT}/${segment}/delta?${isLast ? `$deltatoken=${round}` : `$skiptoken=${round}.${from + PAGE}`}`
  return Response.json({
    value: rows.slice(from, from + PAGE),
    [`@odata.${isLast ? 'deltaLink' : 'nextLink'}`]: link,
  })
}

const removed = (id: string, reason: string): Item => ({ id, '@removed': { reason } })

function changesOf(segment: string, before: Tenant, after: Tenant): Item[] {
  if (segment === 'users') {
    const come = after.users.filter((id) => !before.users.includes(id)).map((id) => itemOf(after, id))
    const gone = before.users.filter((id) => !after.users.includes(id))
    return [...come, ...gone.map((id) => removed(id, 'changed'))]
  }
  const rows: Item[] = Object.keys(before.groups)
    .filter((id) => !after.groups[id])
    .map((id) => removed(id, 'deleted'))
  for (const [id, members] of Object.entries(after.groups)) {
    const earlier = before.groups[id]
    const links = [
      ...members.filter((one) => !earlier?.includes(one)).map((one) => itemOf(after, one)),
      ...(earlier ?? [])
        .filter((one) => !members.includes(one))
        .map((one) => ({ ...itemOf(before, one), ...removed(one, 'deleted') })),
    ]
    if (!earlier || links.length > 0)
      rows.push({ ...itemOf(after, id), 'members@delta': links.slice(0, PAGE) })
    for (let i = PAGE; i < links.length; i += PAGE)
      rows.push({ id, 'members@delta': links.slice(i, i + PAGE) })
  }
  return rows
}
