/** A synchronized directory in memory, for simulated runs. */
import type {
  Collection,
  DirectoryChanges,
  DirectoryDomain,
  DirectoryGroup,
  DirectoryStore,
  DirectoryUser,
  Mailbox,
  Membership,
} from '../ports.ts'
import { byCodePoints, folded } from './code-points.ts'

export class MemoryDirectory implements DirectoryStore {
  readonly #users = new Rows<DirectoryUser>()
  readonly #groups = new Rows<DirectoryGroup>()
  readonly #mailboxes = new Rows<Mailbox>()
  readonly #members = new Pairs()
  readonly #groupsOf = new Pairs()
  readonly #positions = new Map<string, string>()
  #domains: readonly DirectoryDomain[] = []

  async apply(changes: DirectoryChanges): Promise<void> {
    for (const id of changes.goneUsers ?? []) this.#forget(this.#users, id)
    for (const id of changes.goneGroups ?? []) this.#forget(this.#groups, id)
    for (const id of changes.goneMailboxes ?? []) this.#mailboxes.remove(id)
    for (const { group, member } of changes.left ?? []) this.#leave(group, member)
    for (const id of changes.doubtedUsers ?? []) this.#users.see(id, IN_NO_ROUND)
    for (const id of changes.doubtedGroups ?? []) this.#groups.see(id, IN_NO_ROUND)
    const { round = 0 } = changes
    for (const { id, userPrincipalName, displayName, isLicensed } of changes.users ?? [])
      this.#users.put({ id, userPrincipalName, displayName, isLicensed }, round)
    for (const { id, displayName, type } of changes.groups ?? [])
      this.#groups.put({ id, displayName, type }, round)
    for (const { id, primarySmtpAddress, type, createdAt } of changes.mailboxes ?? [])
      this.#mailboxes.put({ id, primarySmtpAddress, type, createdAt }, round)
    for (const { group, member } of changes.joined ?? []) {
      this.#members.add(group, member, round)
      this.#groupsOf.add(member, group, round)
    }
    if (changes.domains) this.#domains = domainsByName(changes.domains)
    for (const [of, position] of Object.entries(changes.positions ?? {}))
      if (position === null) this.#positions.delete(of)
      else this.#positions.set(of, position)
  }

  #forget(rows: Rows<DirectoryUser> | Rows<DirectoryGroup>, id: string): void {
    rows.remove(id)
    for (const group of [...this.#groupsOf.of(id).keys()]) this.#leave(group, id)
    for (const member of [...this.#members.of(id).keys()]) this.#leave(id, member)
  }

  #leave(group: string, member: string): void {
    this.#members.remove(group, member)
    this.#groupsOf.remove(member, group)
  }

  async position(of: Collection): Promise<string | undefined> {
    return this.#positions.get(of)
  }

  async counts() {
    return { users: this.#users.size, groups: this.#groups.size, mailboxes: this.#mailboxes.size }
  }

  async domains(): Promise<readonly DirectoryDomain[]> {
    return this.#domains
  }

  async users(ids: readonly string[]): Promise<readonly DirectoryUser[]> {
    return [...new Set(ids)].sort(byCodePoints).flatMap((id) => this.#users.get(id) ?? [])
  }

  async userNamed(userPrincipalName: string): Promise<DirectoryUser | undefined> {
    const wanted = folded(userPrincipalName)
    return this.#users.find((user) => folded(user.userPrincipalName) === wanted)
  }

  usersAfter = async (after: string, limit: number) => this.#users.after(after, limit)
  groupsAfter = async (after: string, limit: number) => this.#groups.after(after, limit)
  mailboxesAfter = async (after: string, limit: number) => this.#mailboxes.after(after, limit)

  async groupsNamed(beginning: string, limit: number): Promise<readonly DirectoryGroup[]> {
    const wanted = folded(beginning)
    return this.#groups.all
      .map((group) => ({ group, name: folded(group.displayName) }))
      .filter(({ name }) => name.startsWith(wanted))
      .sort((a, b) => byCodePoints(a.name, b.name) || byCodePoints(a.group.id, b.group.id))
      .slice(0, limit)
      .map(({ group }) => group)
  }

  async membersOf(group: string): Promise<readonly string[] | undefined> {
    if (!this.#groups.get(group)) return undefined
    const met = new Set([group])
    for (const one of met) for (const member of this.#members.of(one).keys()) met.add(member)
    return [...met].filter((id) => this.#users.get(id)).sort(byCodePoints)
  }

  async unseen(of: 'users' | 'groups', round: number, after: string, limit: number) {
    return (of === 'users' ? this.#users : this.#groups).unseen(round, after, limit)
  }

  async unseenMemberships(round: number, after: Membership, limit: number): Promise<readonly Membership[]> {
    return this.#members
      .seenBefore(round)
      .map(([group, member]) => ({ group, member }))
      .sort(byGroup)
      .filter((one) => byGroup(one, after) > 0)
      .slice(0, limit)
  }

  async clear(): Promise<void> {
    for (const kept of [this.#users, this.#groups, this.#mailboxes, this.#members, this.#groupsOf])
      kept.clear()
    this.#positions.clear()
    this.#domains = []
  }
}

const IN_NO_ROUND = -1

const byGroup = (one: Membership, other: Membership): number =>
  byCodePoints(one.group, other.group) || byCodePoints(one.member, other.member)

function domainsByName(domains: readonly DirectoryDomain[]): readonly DirectoryDomain[] {
  const byName = new Map(domains.map(({ name, mx }) => [name, { name, mx }]))
  return [...byName.values()].sort((a, b) => byCodePoints(a.name, b.name))
}

/** Rows by id. Their order is made when it is asked for, and kept until an id comes or goes. */
class Rows<Row extends { readonly id: string }> {
  readonly #rows = new Map<string, Row>()
  readonly #seen = new Map<string, number>()
  #ids: string[] | undefined

  get size(): number {
    return this.#rows.size
  }

  get all(): readonly Row[] {
    return [...this.#rows.values()]
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id)
  }

  put(row: Row, round: number): void {
    if (!this.#rows.has(row.id)) this.#ids = undefined
    this.#rows.set(row.id, row)
    this.#seen.set(row.id, round)
  }

  see(id: string, round: number): void {
    if (this.#rows.has(id)) this.#seen.set(id, round)
  }

  unseen(round: number, after: string, limit: number): readonly string[] {
    return [...this.#seen]
      .filter(([id, seen]) => seen < round && byCodePoints(id, after) > 0)
      .map(([id]) => id)
      .sort(byCodePoints)
      .slice(0, limit)
  }

  remove(id: string): void {
    if (this.#rows.delete(id)) this.#ids = undefined
    this.#seen.delete(id)
  }

  clear(): void {
    this.#rows.clear()
    this.#seen.clear()
    this.#ids = undefined
  }

  /** The first one by id that fits. */
  find(fits: (row: Row) => boolean): Row | undefined {
    let found: Row | undefined
    for (const row of this.#rows.values())
      if (fits(row) && (!found || byCodePoints(row.id, found.id) < 0)) found = row
    return found
  }

  after(after: string, limit: number): readonly Row[] {
    this.#ids ??= [...this.#rows.keys()].sort(byCodePoints)
    const start = firstAfter(this.#ids, after)
    return this.#ids.slice(start, start + limit).flatMap((id) => this.#rows.get(id) ?? [])
  }
}

function firstAfter(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (byCodePoints(sorted[middle] ?? '', text) <= 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Sets of texts by key, each text with the round in which it was seen. */
class Pairs {
  readonly #sets = new Map<string, Map<string, number>>()

  of(key: string): ReadonlyMap<string, number> {
    return this.#sets.get(key) ?? NONE
  }

  add(key: string, value: string, round: number): void {
    const set = this.#sets.get(key)
    if (set) set.set(value, round)
    else this.#sets.set(key, new Map([[value, round]]))
  }

  remove(key: string, value: string): void {
    const set = this.#sets.get(key)
    if (set?.delete(value) && set.size === 0) this.#sets.delete(key)
  }

  seenBefore(round: number): (readonly [string, string])[] {
    const found: (readonly [string, string])[] = []
    for (const [key, values] of this.#sets)
      for (const [value, seen] of values) if (seen < round) found.push([key, value])
    return found
  }

  clear(): void {
    this.#sets.clear()
  }
}

const NONE: ReadonlyMap<string, number> = new Map()
