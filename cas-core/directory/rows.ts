/**
 * What a page of a delta round changes in the directory that the product keeps.
 * https://learn.microsoft.com/graph/delta-query-overview
 * https://learn.microsoft.com/graph/delta-query-groups
 */
import type { Row } from '../microsoft/exchange.ts'
import type { DirectoryChanges, DirectoryGroup, DirectoryStore, DirectoryUser, Membership } from '../ports.ts'
import type { Read } from './position.ts'

/** What is asked of each user and group: the published data set, and no more (trend-vision-one-data-synchronized). */
export const SELECTED: Readonly<Record<Read, string>> = {
  users: 'id,displayName,userPrincipalName,assignedLicenses',
  groups: 'id,displayName,groupTypes,mailEnabled,securityEnabled',
}

const GONE = Symbol('said to be gone')

/**
 * The last word of a page about an object counts: an object may come twice. Rows may have only the properties that have
 * changed; the others keep their values.
 */
export async function changesOf(
  what: Read,
  rows: readonly Row[],
  store: DirectoryStore,
): Promise<DirectoryChanges> {
  const known = rows.filter(({ id }) => typeof id === 'string' && id !== '')
  return what === 'users' ? userChanges(known, store) : groupChanges(known)
}

async function userChanges(rows: readonly Row[], store: DirectoryStore): Promise<DirectoryChanges> {
  const partial = rows.filter((row) => !isRemoved(row) && !isWhole(row)).map(({ id }) => text(id))
  const before = new Map((await store.users(partial)).map((user) => [user.id, user]))
  const words = new Map<string, DirectoryUser | typeof GONE>()
  for (const row of rows) {
    const id = text(row.id)
    const earlier = words.get(id)
    const kept = typeof earlier === 'object' ? earlier : before.get(id)
    words.set(id, isRemoved(row) ? GONE : userFrom(row, kept))
  }
  return told(words, (users, doubtedUsers) => ({ users, doubtedUsers }))
}

const isWhole = (row: Row): boolean =>
  ['displayName', 'userPrincipalName', 'assignedLicenses'].every((name) => name in row)

/** @param kept the user so far, whose values stand where the row has none */
export const userFrom = (row: Row, kept?: DirectoryUser): DirectoryUser => ({
  id: text(row.id),
  userPrincipalName: text(row.userPrincipalName) || (kept?.userPrincipalName ?? ''),
  displayName: 'displayName' in row ? text(row.displayName) : (kept?.displayName ?? ''),
  isLicensed:
    'assignedLicenses' in row
      ? Array.isArray(row.assignedLicenses) && row.assignedLicenses.length > 0
      : (kept?.isLicensed ?? false),
})

function groupChanges(rows: readonly Row[]): DirectoryChanges {
  const words = new Map<string, DirectoryGroup | typeof GONE>()
  const members = new Map<string, Membership & { readonly isIn: boolean }>()
  for (const row of rows) {
    const group = text(row.id)
    // further rows of a large group may have its members alone
    if (isRemoved(row)) words.set(group, GONE)
    else if ('displayName' in row) words.set(group, groupFrom(row))
    for (const one of rowsIn(row['members@delta']).filter(isKept)) {
      const member = text(one.id)
      members.set(`${group} ${member}`, { group, member, isIn: !isRemoved(one) })
    }
  }
  const all = [...members.values()]
  return {
    ...told(words, (groups, doubtedGroups) => ({ groups, doubtedGroups })),
    joined: all.filter(({ isIn }) => isIn),
    left: all.filter(({ isIn }) => !isIn),
  }
}

function told<T>(
  words: ReadonlyMap<string, T | typeof GONE>,
  changes: (there: readonly T[], doubted: readonly string[]) => DirectoryChanges,
): DirectoryChanges {
  const there: T[] = []
  const doubted: string[] = []
  for (const [id, word] of words)
    if (word === GONE) doubted.push(id)
    else there.push(word as T)
  return changes(there, doubted)
}

/** https://learn.microsoft.com/graph/api/resources/groups-overview: how the four types are told apart */
export function groupFrom(row: Row): DirectoryGroup {
  const isMail = row.mailEnabled === true
  const type = listOf(row.groupTypes).includes('Unified')
    ? 'Microsoft 365'
    : isMail && row.securityEnabled === true
      ? 'mail-enabled security'
      : isMail
        ? 'distribution'
        : 'security'
  return { id: text(row.id), displayName: text(row.displayName), type }
}

const isRemoved = (row: Row): boolean => '@removed' in row

/** Relationships of users and groups are synchronized; devices and contacts are not. */
const isKept = (row: Row): boolean => {
  const type = row['@odata.type']
  return type === undefined || type === '#microsoft.graph.user' || type === '#microsoft.graph.group'
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const rowsIn = (value: unknown): readonly Row[] =>
  listOf(value).filter((one): one is Row => typeof one === 'object' && one !== null)

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
