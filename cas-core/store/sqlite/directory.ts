/** A synchronized directory in SQLite. A tenant of any size is read in pages. */
import type {
  DirectoryChanges,
  DirectoryDomain,
  DirectoryGroup,
  DirectoryStore,
  DirectoryUser,
  Mailbox,
  Membership,
} from '../../ports.ts'
import { folded } from '../code-points.ts'
import type { Database, Row } from './database.ts'

const USER = 'id, user_principal_name, display_name, is_licensed'
const GROUP = 'id, display_name, type'
const MAILBOX = 'id, primary_smtp_address, type, created_at'
const IN_NO_ROUND = -1
const TABLES = ['users', 'groups', 'memberships', 'mailboxes', 'domains', 'positions'] as const

export function sqliteDirectory(database: Database, account: string): DirectoryStore {
  const page = (columns: string, table: string, after: string, limit: number): readonly Row[] =>
    database.all(
      `SELECT ${columns} FROM "${table}" WHERE account = ? AND id > ? ORDER BY id LIMIT ?`,
      account,
      after,
      limit,
    )
  const countOf = (table: string): number =>
    Number(database.get(`SELECT count(*) AS n FROM "${table}" WHERE account = ?`, account)?.n)
  return {
    apply: (changes) => database.write(() => applied(database, account, changes)),
    async position(of) {
      const row = database.get('SELECT link FROM positions WHERE account = ? AND collection = ?', account, of)
      return row && String(row.link)
    },
    counts: async () => ({
      users: countOf('users'),
      groups: countOf('groups'),
      mailboxes: countOf('mailboxes'),
    }),
    async domains() {
      const rows = database.all('SELECT name, mx FROM domains WHERE account = ? ORDER BY name', account)
      return rows.map(domainIn)
    },
    async users(ids) {
      const asked = JSON.stringify(ids)
      const rows = database.all(
        `SELECT ${USER} FROM users WHERE account = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY id`,
        account,
        asked,
      )
      return rows.map(userIn)
    },
    async userNamed(userPrincipalName) {
      const row = database.get(
        `SELECT ${USER} FROM users WHERE account = ? AND name_folded = ? ORDER BY id LIMIT 1`,
        account,
        folded(userPrincipalName),
      )
      return row && userIn(row)
    },
    usersAfter: async (after, limit) => page(USER, 'users', after, limit).map(userIn),
    groupsAfter: async (after, limit) => page(GROUP, 'groups', after, limit).map(groupIn),
    mailboxesAfter: async (after, limit) => page(MAILBOX, 'mailboxes', after, limit).map(mailboxIn),
    groupsNamed: async (beginning, limit) => groupsNamed(database, account, beginning, limit),
    membersOf: async (group) => membersOf(database, account, group),
    unseen: async (of, round, after, limit) => unseenRows(database, account, of, { round, after, limit }),
    unseenMemberships: async (round, after, limit) =>
      unseenMemberships(database, account, { round, after, limit }),
    clear: () =>
      database.write(() => {
        for (const table of TABLES) database.run(`DELETE FROM "${table}" WHERE account = ?`, account)
      }),
  }
}

interface UnseenPage<After> {
  readonly round: number
  readonly after: After
  readonly limit: number
}

function unseenRows(
  database: Database,
  account: string,
  table: 'users' | 'groups',
  { round, after, limit }: UnseenPage<string>,
): readonly string[] {
  const rows = database.all(
    `SELECT id FROM "${table}" WHERE account = ? AND id > ? AND seen < ? ORDER BY id LIMIT ?`,
    account,
    after,
    round,
    limit,
  )
  return rows.map(({ id }) => String(id))
}

function unseenMemberships(
  database: Database,
  account: string,
  { round, after, limit }: UnseenPage<Membership>,
): readonly Membership[] {
  const rows = database.all(
    `SELECT group_id, member_id FROM memberships WHERE account = ? AND (group_id, member_id) > (?, ?)
      AND seen < ? ORDER BY group_id, member_id LIMIT ?`,
    account,
    after.group,
    after.member,
    round,
    limit,
  )
  return rows.map(membershipIn)
}

function groupsNamed(
  database: Database,
  account: string,
  beginning: string,
  limit: number,
): readonly DirectoryGroup[] {
  // the highest code point ends the range of names that begin so
  const rows = database.all(
    `SELECT ${GROUP} FROM "groups" WHERE account = ?1 AND name_folded >= ?2
      AND name_folded < ?2 || char(0x10FFFF) ORDER BY name_folded, id LIMIT ?3`,
    account,
    folded(beginning),
    limit,
  )
  return rows.map(groupIn)
}

/** UNION keeps each id once, so that groups which contain each other come to an end. */
/** Each CROSS JOIN keeps SQLite from walking through all memberships first. */
function membersOf(database: Database, account: string, group: string): readonly string[] | undefined {
  if (!database.get('SELECT 1 FROM "groups" WHERE account = ? AND id = ?', account, group)) return undefined
  const rows = database.all(
    `WITH RECURSIVE inside (id) AS (
        SELECT ?2 UNION
        SELECT member_id FROM inside CROSS JOIN memberships ON account = ?1 AND group_id = inside.id)
      SELECT users.id FROM inside CROSS JOIN users ON users.account = ?1 AND users.id = inside.id ORDER BY users.id`,
    account,
    group,
  )
  return rows.map(({ id }) => String(id))
}

function applied(database: Database, account: string, changes: DirectoryChanges): void {
  forget(database, account, changes)
  const { round = 0 } = changes
  for (const { id, userPrincipalName, displayName, isLicensed } of changes.users ?? [])
    database.run(
      `INSERT OR REPLACE INTO users (account, ${USER}, name_folded, seen) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      account,
      id,
      userPrincipalName,
      displayName,
      isLicensed ? 1 : 0,
      folded(userPrincipalName),
      round,
    )
  for (const { id, displayName, type } of changes.groups ?? [])
    database.run(
      `INSERT OR REPLACE INTO "groups" (account, ${GROUP}, name_folded, seen) VALUES (?, ?, ?, ?, ?, ?)`,
      account,
      id,
      displayName,
      type,
      folded(displayName),
      round,
    )
  for (const { id, primarySmtpAddress, type, createdAt } of changes.mailboxes ?? [])
    database.run(
      `INSERT OR REPLACE INTO mailboxes (account, ${MAILBOX}) VALUES (?, ?, ?, ?, ?)`,
      account,
      id,
      primarySmtpAddress,
      type,
      createdAt,
    )
  for (const { group, member } of changes.joined ?? [])
    database.run(
      'INSERT OR REPLACE INTO memberships (account, group_id, member_id, seen) VALUES (?, ?, ?, ?)',
      account,
      group,
      member,
      round,
    )
  if (changes.domains) replaceDomains(database, account, changes.domains)
  for (const [of, link] of Object.entries(changes.positions ?? {})) movePosition(database, account, of, link)
}

function forget(database: Database, account: string, changes: DirectoryChanges): void {
  const { goneUsers = [], goneGroups = [], goneMailboxes = [], left = [] } = changes
  const remove = (table: string, column: string, id: string) =>
    database.run(`DELETE FROM "${table}" WHERE account = ? AND ${column} = ?`, account, id)
  for (const id of goneUsers) remove('users', 'id', id)
  for (const id of goneGroups) remove('groups', 'id', id)
  for (const id of [...goneUsers, ...goneGroups])
    for (const column of ['group_id', 'member_id']) remove('memberships', column, id)
  for (const id of goneMailboxes) remove('mailboxes', 'id', id)
  for (const { group, member } of left)
    database.run(
      'DELETE FROM memberships WHERE account = ? AND group_id = ? AND member_id = ?',
      account,
      group,
      member,
    )
  const doubt = (table: string, id: string) =>
    database.run(`UPDATE "${table}" SET seen = ${IN_NO_ROUND} WHERE account = ? AND id = ?`, account, id)
  for (const id of changes.doubtedUsers ?? []) doubt('users', id)
  for (const id of changes.doubtedGroups ?? []) doubt('groups', id)
}

function replaceDomains(database: Database, account: string, domains: readonly DirectoryDomain[]): void {
  database.run('DELETE FROM domains WHERE account = ?', account)
  for (const { name, mx } of domains)
    database.run(
      'INSERT OR REPLACE INTO domains (account, name, mx) VALUES (?, ?, ?)',
      account,
      name,
      mx ? JSON.stringify(mx) : null,
    )
}

function movePosition(database: Database, account: string, of: string, link: string | null): void {
  if (link === null) database.run('DELETE FROM positions WHERE account = ? AND collection = ?', account, of)
  else
    database.run(
      'INSERT OR REPLACE INTO positions (account, collection, link) VALUES (?, ?, ?)',
      account,
      of,
      link,
    )
}

const userIn = (row: Row): DirectoryUser => ({
  id: String(row.id),
  userPrincipalName: String(row.user_principal_name),
  displayName: String(row.display_name),
  isLicensed: row.is_licensed === 1,
})

const groupIn = (row: Row): DirectoryGroup => ({
  id: String(row.id),
  displayName: String(row.display_name),
  type: row.type as DirectoryGroup['type'],
})

const mailboxIn = (row: Row): Mailbox => ({
  id: String(row.id),
  primarySmtpAddress: String(row.primary_smtp_address),
  type: String(row.type),
  createdAt: String(row.created_at),
})

const membershipIn = (row: Row): Membership => ({
  group: String(row.group_id),
  member: String(row.member_id),
})

const domainIn = (row: Row): DirectoryDomain => ({
  name: String(row.name),
  mx: row.mx === null ? undefined : JSON.parse(String(row.mx)),
})
