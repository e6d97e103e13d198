/**
 * What synchronization reads of a tenant: users, groups, verified domains and their MX records.
 * Source: trend-vision-one-data-synchronized; the changes-made page for domains and MX records.
 */
import { isAnswer, M365Error } from './errors.ts'
import { isPassing } from './retry.ts'
import { CONFIRM_MS, type Session } from './session.ts'

export interface Directory {
  /** Users, by object id. */
  readonly users: ReadonlyMap<string, { readonly userPrincipalName: string; readonly displayName: string }>
  readonly groups: ReadonlyMap<string, { readonly displayName: string }>
  /** Verified domains, lower-case. */
  readonly domains: readonly string[]
  /** MX hosts by verified domain, as Microsoft expects them. They are only kept: targets do not depend on them. */
  readonly mx: ReadonlyMap<string, readonly string[]>
  /** Verified domains whose records could not be read: each is told, and nothing else of the tenant waits for them. */
  readonly unread: readonly string[]
  /** User ids of the groups that policies target, nested members included. A group that has gone has no entry. */
  readonly members: ReadonlyMap<string, readonly string[]>
}

const PAGE = 999

/** Reads the directory whole. @param targetGroups ids of the groups whose members are wanted @throws M365Error */
export async function readDirectory(session: Session, targetGroups: readonly string[]): Promise<Directory> {
  const users = await session.list(`/users?$select=id,displayName,userPrincipalName&$top=${PAGE}`)
  const groups = await session.list(`/groups?$select=id,displayName&$top=${PAGE}`)
  const domains = await verifiedDomains(session)
  const members = new Map<string, string[]>()
  for (const id of targetGroups) {
    const found = await membersOf(session, id)
    if (found) members.set(id, found)
  }
  const mx = await recordsOf(session, domains)
  return {
    users: new Map(
      users.map((one) => [
        text(one.id),
        { userPrincipalName: text(one.userPrincipalName), displayName: text(one.displayName) },
      ]),
    ),
    groups: new Map(groups.map((one) => [text(one.id), { displayName: text(one.displayName) }])),
    domains,
    mx,
    unread: domains.filter((domain) => !mx.has(domain)),
    members,
  }
}

/** In lower case, sorted. */
export async function verifiedDomains(session: Session): Promise<string[]> {
  const verified = (await session.list('/domains')).filter((domain) => domain.isVerified === true)
  return verified.map((domain) => text(domain.id).toLowerCase()).sort()
}

/** So many domains may fail one after the other: more are a service that is unwell. Proposed. */
const FAILING_MAX = 3

/**
 * MX hosts by domain. What cannot be read is asked for a second time, a minute later, and then left out.
 * @throws M365Error where the caller is refused, or where hardly any domain can be read
 */
async function recordsOf(session: Session, domains: readonly string[]): Promise<Map<string, string[]>> {
  const mx = new Map<string, string[]>()
  const failing = new Set<string>()
  for (const isLast of [false, true]) {
    for (const domain of domains.filter((one) => !mx.has(one)))
      try {
        mx.set(domain, await mxOf(session, domain))
      } catch (error) {
        if (!(error instanceof M365Error) || !(isAnswer(error) || isPassing(error))) throw error
        if (isPassing(error) && failing.add(domain).size > FAILING_MAX) throw error
      }
    if (isLast || mx.size === domains.length) break
    await session.ports.clock.sleep(CONFIRM_MS)
  }
  return mx
}

async function mxOf(session: Session, domain: string): Promise<string[]> {
  const records = await session.list(`/domains/${encodeURIComponent(domain)}/serviceConfigurationRecords`)
  return records.filter((record) => record.recordType === 'Mx').map((record) => text(record.mailExchange))
}

/** User ids, nested members included; undefined for a group that has gone. */
export async function membersOf(session: Session, group: string): Promise<string[] | undefined> {
  const rows = await session.listOrAbsent(`/groups/${group}/transitiveMembers?$select=id&$top=${PAGE}`)
  return rows?.filter((row) => row['@odata.type'] === '#microsoft.graph.user').map((row) => text(row.id))
}

/** Everything that at least one of two readings shows. If they differ about an object, the second one counts. */
export function together(first: Directory, second: Directory): Directory {
  const members = [...first.members.keys(), ...second.members.keys()].map(
    (id) =>
      [id, [...new Set([...(first.members.get(id) ?? []), ...(second.members.get(id) ?? [])])]] as const,
  )
  return {
    users: new Map([...first.users, ...second.users]),
    groups: new Map([...first.groups, ...second.groups]),
    domains: [...new Set([...first.domains, ...second.domains])].sort(),
    mx: new Map([...first.mx, ...second.mx]),
    unread: [...new Set([...first.unread, ...second.unread])].filter(
      (domain) => !first.mx.has(domain) && !second.mx.has(domain),
    ),
    members: new Map(members),
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
