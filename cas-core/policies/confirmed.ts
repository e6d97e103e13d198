/**
 * Absence is confirmed before anybody loses protection, or is left without it at a first look. One bad answer (a 404, an
 * empty page, a listing or a round that ends too soon) proves nothing. Two sources are compared at each reading: the
 * synchronized directory, and what the service itself says of the groups that policies target. Where they differ, or
 * where somebody would lose protection, the service is asked again a minute later, and only what none of its answers
 * shows is gone. If many would lose protection at once, some of them are also asked for by themselves.
 */
import { thereOf } from '../directory/confirm.ts'
import { verifiedDomains } from '../directory/domains.ts'
import { forgetLink, positionIn } from '../directory/position.ts'
import {
  countedMembers,
  groupsWith,
  IDS_MAX,
  isVerifiedDomain,
  membersListed,
  thoseThere,
} from '../directory/questions.ts'
import { contradiction } from '../directory/read.ts'
import type { Directory } from '../directory/view.ts'
import { CONFIRM_MS, type Session } from '../microsoft/session.ts'
import type { DirectoryStore } from '../ports.ts'
import { type Losses, lossesIn, type Protected } from './losses.ts'
import { type Policy, targetGroupsOf, targetsNotFound } from './policies.ts'

/** At most this many direct questions are asked, for users and for domains. */
const ASKED_MAX = 20
/** Proposed: a loss of at least this many people, and at least this part of the protected, is doubted even if it was seen twice. */
const MANY = 20
const MANY_PART = 0.5
/** Groups with at most so many members are listed, which takes one page; the members of larger ones are counted. */
const LISTED_MAX = 999

/** What reads take place on. */
interface Looking {
  readonly session: Session
  /** Brought up to date before. */
  readonly store: DirectoryStore
  readonly policies: readonly Policy[]
  /** Who is protected now, and could lose it. */
  readonly standing: Protected
}

/**
 * What policies see, as far as it is certain.
 * @throws M365Error if the readings contradict the direct questions, or list no domains at all
 */
export async function confirmedView(looking: Looking): Promise<Directory> {
  const { session, policies, standing } = looking
  const first = await firstLook(looking)
  const lost = lossesIn(policies, first.directory, standing)
  const known = await withRefuted(looking, first.directory, lost)
  const left = lossesIn(policies, known, standing)
  if (!first.isDoubted && left.users.length + left.domains.length === 0) {
    if (known !== first.directory) await forgetLink(looking.store, 'groups')
    return known
  }
  session.ports.log.info(left, 'asking again before anybody loses protection')
  await session.ports.clock.sleep(CONFIRM_MS)
  const again = await secondLook(looking, { ...first, directory: known }, left)
  if (again.domains.length === 0) throw contradiction('no verified domains are listed, and a tenant has some')
  await refuteLosses(looking, lossesIn(policies, again, standing))
  await readAllNextTime(looking, again)
  return again
}

interface Look {
  readonly directory: Directory
  /** Groups of which the store and the service do not say the same. */
  readonly doubted: ReadonlySet<string>
  readonly isDoubted: boolean
}

async function firstLook(looking: Looking): Promise<Look> {
  const { session, policies, standing } = looking
  const listed = await verifiedDomains(session)
  const members = new Map<string, readonly string[]>()
  const doubted = new Set<string>()
  for (const group of targetGroupsOf(policies)) {
    const { users, isAgreed } = await membersNow(looking, group)
    if (users) members.set(group, users)
    if (!isAgreed) doubted.add(group)
  }
  // nothing that stands can vouch for them: they are read twice at once
  const isAllNew =
    policies.some(({ enabled, targets }) => enabled && 'all' in targets) &&
    !listed.some((domain) => standing.domains.has(domain))
  const again = isAllNew ? await verifiedDomains(session) : listed
  const seen = await viewOf(looking, members, [listed, again])
  const isAnyThere = await isAnyTargetThere(looking, seen.directory)
  const isDoubted =
    doubted.size > 0 || !isSame(listed, again) || listed.length === 0 || seen.isUnlisted || isAnyThere
  return { directory: seen.directory, doubted, isDoubted }
}

/**
 * Members of a targeted group. A group of which nobody is protected yet is always listed: no loss could show that the
 * store is wrong about it.
 * @returns no users for a group that is gone
 */
async function membersNow(
  { session, store, standing }: Looking,
  group: string,
): Promise<{ users: readonly string[] | undefined; isAgreed: boolean }> {
  const kept = await store.membersOf(group)
  if (kept && kept.length > LISTED_MAX && kept.some((user) => standing.users.has(user)))
    if ((await countedMembers(session, group)) === kept.length) return { users: kept, isAgreed: true }
  const users = await membersListed(session, group)
  const isAgreed = users ? users.length > 0 && isSame(kept ?? [], users) : kept === undefined
  return { users, isAgreed }
}

/** @param looks domains of each look */
async function viewOf(
  looking: Looking,
  members: ReadonlyMap<string, readonly string[]>,
  looks: readonly (readonly string[])[],
): Promise<{ directory: Directory; isUnlisted: boolean }> {
  const { policies } = looking
  const inGroups = new Set([...members.values()].flat())
  const targeted = policies.flatMap(({ enabled, targets }) =>
    enabled && 'users' in targets ? targets.users : [],
  )
  const users = await usersThere(looking, new Set([...inGroups, ...targeted]))
  return {
    directory: { users, domains: [...new Set(looks.flat())].sort(), members },
    // somebody in a group who is not among the users: one of the two readings broke off
    isUnlisted: [...inGroups].some((id) => !users.has(id)),
  }
}

/** Users in the store, and those that only the service shows: they are kept from now on. */
async function usersThere(
  { session, store }: Looking,
  wanted: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const ids = [...wanted]
  const there = new Set<string>()
  for (let i = 0; i < ids.length; i += IDS_MAX)
    for (const { id } of await store.users(ids.slice(i, i + IDS_MAX))) there.add(id)
  const missing = ids.filter((id) => !there.has(id))
  if (missing.length === 0) return there
  const rows = await thoseThere(session, missing, 'user')
  const { round } = await positionIn(store, 'users')
  await store.apply({ ...thereOf.users(rows), round })
  for (const { id } of rows) there.add(String(id))
  return there
}

/** Whether a group or a domain that was not found is there after all. */
async function isAnyTargetThere({ session, policies }: Looking, directory: Directory): Promise<boolean> {
  const named = targetsNotFound(policies, directory)
  const groups = named.filter(({ kind }) => kind === 'group').map(({ id }) => id)
  if (groups.length > 0 && (await thoseThere(session, groups, 'group')).length > 0) return true
  const domains = named.filter(({ kind }) => kind === 'domain')
  for (const { id } of domains.slice(0, ASKED_MAX)) if (await isVerifiedDomain(session, id)) return true
  return false
}

/** The view with those who are said to have left their groups, and are still in them when they are asked for. */
async function withRefuted(
  { session, policies }: Looking,
  directory: Directory,
  { users }: Losses,
): Promise<Directory> {
  const groups = targetGroupsOf(policies)
  if (users.length === 0 || users.length > ASKED_MAX || groups.length === 0) return directory
  const members = new Map(directory.members)
  const there = new Set(directory.users)
  for (const user of users)
    for (const group of await groupsWith(session, user, groups)) {
      members.set(group, [...(members.get(group) ?? []), user])
      there.add(user)
    }
  return there.size === directory.users.size && isEqual(members, directory.members)
    ? directory
    : { ...directory, users: there, members }
}

const isEqual = (
  one: ReadonlyMap<string, readonly string[]>,
  other: ReadonlyMap<string, readonly string[]>,
): boolean => [...one].every(([group, users]) => other.get(group)?.length === users.length)

/** Everything that at least one of the looks shows. */
async function secondLook(looking: Looking, first: Look, lost: Losses): Promise<Directory> {
  const { session, policies } = looking
  const { directory, doubted } = first
  const isMuchLost = lost.users.length > ASKED_MAX
  const members = new Map(directory.members)
  for (const group of targetGroupsOf(policies)) {
    if (!isMuchLost && !doubted.has(group) && members.has(group)) continue
    const again = await membersListed(session, group)
    if (again) members.set(group, [...new Set([...(members.get(group) ?? []), ...again])])
  }
  const { directory: both } = await viewOf(looking, members, [
    directory.domains,
    await verifiedDomains(session),
  ])
  const users = new Set([...both.users, ...directory.users])
  const seen = { ...both, users }
  return withRefuted(looking, seen, lossesIn(policies, seen, looking.standing))
}

/** Where the store is still wrong about a targeted group, the next synchronization reads all groups. */
async function readAllNextTime({ store, policies }: Looking, { members }: Directory): Promise<void> {
  for (const group of targetGroupsOf(policies)) {
    const [kept, seen] = [await store.membersOf(group), members.get(group)]
    const isRight = kept && seen ? isSame(kept, seen) : kept === seen
    if (!isRight) return forgetLink(store, 'groups')
  }
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  new Set(one).symmetricDifference(new Set(other)).size === 0

/** If many people or all domains disappear at once, a fault of the service is more likely than a real change. */
async function refuteLosses(
  { session, policies, standing }: Looking,
  { users, domains }: Losses,
): Promise<void> {
  const groups = targetGroupsOf(policies)
  if (users.length >= MANY && users.length >= standing.users.size * MANY_PART)
    for (const id of sampleOf(users))
      if ((await groupsWith(session, id, groups)).length > 0)
        throw contradiction(`${users.length} people are missing from listings, and user ${id} is in a group`)
  for (const domain of domains.slice(0, ASKED_MAX))
    if (await isVerifiedDomain(session, domain))
      throw contradiction(`the domain ${domain} is missing from the listing, and it is verified`)
}

/** Evenly spread, so that a listing that breaks off is detected at any place. */
const sampleOf = (all: readonly string[]): string[] =>
  all.filter((_, i) => i % Math.ceil(all.length / ASKED_MAX) === 0)
