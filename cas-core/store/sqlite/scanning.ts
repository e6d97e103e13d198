/** The mailboxes of API mode in SQLite. */
import type { ScannedMailbox, ScanningStore } from '../../ports.ts'
import type { Database, Row } from './database.ts'

const COLUMNS =
  'id, is_protected, subscription_id, subscription_ends_at, since, read_up_to, positions, may_have_folder, folder_id'

export function sqliteScanning(database: Database, account: string): ScanningStore {
  return {
    async put({ id, isProtected, subscription, since, readUpTo, positions, folder }) {
      await database.write(() =>
        database.run(
          `INSERT OR REPLACE INTO scanned_mailboxes (account, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          account,
          id,
          isProtected ? 1 : 0,
          subscription?.id ?? null,
          subscription?.endsAt ?? null,
          since,
          readUpTo,
          JSON.stringify(positions),
          folder ? 1 : 0,
          folder?.id ?? null,
        ),
      )
    },
    async remove(id) {
      await database.write(() =>
        database.run('DELETE FROM scanned_mailboxes WHERE account = ? AND id = ?', account, id),
      )
    },
    async mailbox(id) {
      const row = database.get(
        `SELECT ${COLUMNS} FROM scanned_mailboxes WHERE account = ? AND id = ?`,
        account,
        id,
      )
      return row && mailboxIn(row)
    },
    async mailboxesAfter(after, limit) {
      const rows = database.all(
        `SELECT ${COLUMNS} FROM scanned_mailboxes WHERE account = ? AND id > ? ORDER BY id LIMIT ?`,
        account,
        after,
        limit,
      )
      return rows.map(mailboxIn)
    },
    async endingFirst(limit) {
      const rows = database.all(
        `SELECT ${COLUMNS} FROM scanned_mailboxes WHERE account = ? AND subscription_ends_at IS NOT NULL
          ORDER BY subscription_ends_at, id LIMIT ?`,
        account,
        limit,
      )
      return rows.map(mailboxIn)
    },
    async clear() {
      await database.write(() => database.run('DELETE FROM scanned_mailboxes WHERE account = ?', account))
    },
  }
}

const mailboxIn = (row: Row): ScannedMailbox => ({
  id: String(row.id),
  isProtected: row.is_protected === 1,
  subscription:
    row.subscription_id === null
      ? undefined
      : { id: String(row.subscription_id), endsAt: Number(row.subscription_ends_at) },
  since: Number(row.since),
  readUpTo: Number(row.read_up_to),
  positions: JSON.parse(String(row.positions)),
  folder:
    row.may_have_folder === 1
      ? { id: row.folder_id === null ? undefined : String(row.folder_id) }
      : undefined,
})
