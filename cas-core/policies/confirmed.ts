/**
 * Absence is confirmed before anybody loses protection, or is left without it at a first look. One bad answer (a 404, an empty page, a listing that ends too
 * soon) proves nothing. If somebody would lose protection, the directory is read a second time, and only an object that
 * neither reading shows is gone. If many would lose protection at once, some of them are also read one by one. What a policy targets
 * for the first time is read twice at once: nobody in it is protected yet, so no loss could show that an answer was bad.
 */
import {
  type Directory,
  membersOf,
  readDirectory,
  together,
  verifiedDomains,
} from '../microsoft/directory.ts'
import { M365Error } from '../microsoft/errors.ts'
import { repeatable } from '../microsoft/retry.ts'
import { absentAsUndefined, CONFIRM_MS, type Session } from '../microsoft/session.ts'
import { coversDomain } from './domains.ts'
import { type Policy, type TargetName, targetGroupsOf, targetsNotFound, targetsOf } from './policies.ts'

/** What is protected in the tenant at present: user ids, and domains in lower case. */
export interface Protected {
  readonly users: ReadonlySet<string>
  readonly domains: ReadonlySet<string>
}

/** At most this many direct questions are asked, for users and for domains. */
const ASKED_MAX = 20
/** Proposed: a loss of at least this many people, and at least this part of the protected, is doubted even if it was seen twice. */
const MANY = 20
const MANY_PART = 0.5

/**
 * @param standing who is protected now, and could lose it
 * @throws M365Error if the readings contradict the direct questions, or list nobody at all
 */
export async function readConfirmed(
  session: Session,
  policies: readonly Policy[],
  standing: Protected,
): Promise<Directory> {
  const groups = targetGroupsOf(policies)
  const once = await readDirectory(session, groups)
  const { directory: first, isAgreed } = await secondOfFirstLooks(session, policies, once, standing)
  const lost = lossesIn(policies, first, standing)
  const isDoubted =
    !isAgreed ||
    isBare(first) ||
    hasUnlistedMember(first) ||
    lost.users.length + lost.domains.length > 0 ||
    (await isAnyThere(session, targetsNotFound(policies, first)))
  if (!isDoubted) return first
  session.ports.log.info(lost, 'reading the directory again before anybody loses protection')
  await session.ports.clock.sleep(CONFIRM_MS)
  const both = together(first, await readDirectory(session, groups))
  if (isBare(both)) throw contradiction('no users or no verified domains are listed, and a tenant has some')
  await refuteLosses(session, groups, lossesIn(policies, both, standing), standing)
  return both
}

/**
 * Reads once more what nothing that stands can vouch for: groups of which nobody is protected yet, and the domains where
 * all of them are targeted and none is rerouted yet. Where the readings agree, they are believed, unless they are empty.
 */
async function secondOfFirstLooks(
  session: Session,
  policies: readonly Policy[],
  once: Directory,
  standing: Protected,
): Promise<{ directory: Directory; isAgreed: boolean }> {
  const members = new Map<string, readonly string[]>()
  let isAgreed = true
  for (const [group, listed] of once.members) {
    if (listed.some((user) => standing.users.has(user))) continue
    const again = (await membersOf(session, group)) ?? []
    members.set(group, again)
    isAgreed &&= listed.length > 0 && isSame(listed, again)
  }
  const isAllNew =
    policies.some(({ enabled, targets }) => enabled && 'all' in targets) &&
    !once.domains.some((domain) => standing.domains.has(domain))
  const domains = isAllNew ? await verifiedDomains(session) : once.domains
  isAgreed &&= isSame(once.domains, domains)
  return { directory: together(once, { ...once, domains, members }), isAgreed }
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  new Set(one).symmetricDifference(new Set(other)).size === 0

/** Somebody in a group who is not among the users: one of the two listings broke off. */
const hasUnlistedMember = ({ users, members }: Directory): boolean =>
  [...members.values()].some((ids) => ids.some((id) => !users.has(id)))

interface Losses {
  readonly users: readonly string[]
  readonly domains: readonly string[]
}

/** A tenant has at least one user and one verified domain. */
const isBare = ({ users, domains }: Directory): boolean => users.size === 0 || domains.length === 0

function lossesIn(policies: readonly Policy[], directory: Directory, standing: Protected): Losses {
  const wanted = (['inbound', 'outbound'] as const).map((way) => targetsOf(policies, directory, way))
  const users = new Set(wanted.flatMap((targets) => targets.users))
  const domains = wanted.flatMap((targets) => targets.domains)
  return {
    users: [...standing.users].filter((id) => !users.has(id)),
    // a domain that no policy targets any more is not missing
    domains: [...standing.domains].filter(
      (domain) => !coversDomain(domains, domain) && isTargeted(policies, domain),
    ),
  }
}

const isTargeted = (policies: readonly Policy[], domain: string): boolean =>
  policies.some(({ enabled, targets }) => {
    if (!enabled) return false
    if ('all' in targets) return true
    return 'domains' in targets && targets.domains.some((target) => target.toLowerCase() === domain)
  })

/** If many people or all domains disappear at once, a fault of the service is more likely than a real change. */
async function refuteLosses(
  session: Session,
  groups: readonly string[],
  { users, domains }: Losses,
  standing: Protected,
): Promise<void> {
  if (users.length >= MANY && users.length >= standing.users.size * MANY_PART)
    for (const id of sampleOf(users))
      if (await isMemberOf(session, id, groups))
        throw contradiction(`${users.length} people are missing from listings, and user ${id} is in a group`)
  for (const domain of domains.slice(0, ASKED_MAX))
    if (await isThere(session, { kind: 'domain', id: domain, policy: '' }))
      throw contradiction(`the domain ${domain} is missing from the listing, and it is verified`)
}

/** Evenly spread, so that a listing that breaks off is detected at any place. */
const sampleOf = (all: readonly string[]): string[] =>
  all.filter((_, i) => i % Math.ceil(all.length / ASKED_MAX) === 0)

const contradiction = (what: string): M365Error =>
  new M365Error('graph', 500, 'ListingContradicted', `${what}; nothing was changed`)

/** Graph takes at most this many groups in one question. */
const GROUPS_ASKED_MAX = 20

/** https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups: nested groups included */
async function isMemberOf(session: Session, user: string, groups: readonly string[]): Promise<boolean> {
  for (let i = 0; i < groups.length; i += GROUPS_ASKED_MAX) {
    const body = { groupIds: groups.slice(i, i + GROUPS_ASKED_MAX) }
    const answer = await repeatable(session.ports, () =>
      session.graph
        .send({ method: 'POST', path: `/users/${user}/checkMemberGroups`, body })
        .catch(absentAsUndefined),
    )
    const { value = [] } = (answer ?? {}) as { value?: readonly unknown[] }
    if (value.length > 0) return true
  }
  return false
}

async function isAnyThere(session: Session, named: readonly TargetName[]): Promise<boolean> {
  for (const target of named.slice(0, ASKED_MAX)) if (await isThere(session, target)) return true
  return false
}

const SEGMENTS = { user: 'users', group: 'groups', domain: 'domains' } as const

async function isThere(session: Session, { kind, id }: TargetName): Promise<boolean> {
  const path = `/${SEGMENTS[kind]}/${encodeURIComponent(id)}`
  const found = (await repeatable(session.ports, () =>
    session.graph.send({ method: 'GET', path }).catch(absentAsUndefined),
  )) as { isVerified?: boolean } | undefined
  return found !== undefined && (kind !== 'domain' || found.isVerified === true)
}
