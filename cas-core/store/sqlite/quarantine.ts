/** The list of quarantined messages in SQLite. */
import type { SQLInputValue } from 'node:sqlite'
import type { QuarantinedItem, QuarantineStore } from '../../ports.ts'
import type { Database, Row } from './database.ts'

const COLUMNS =
  'id, mailbox, message_id, from_folder, internet_message_id, subject, sender, filter, policy, status, at'

export function sqliteQuarantine(database: Database, account: string): QuarantineStore {
  return {
    async put(item) {
      await database.write(() =>
        database.run(
          `INSERT OR REPLACE INTO quarantine (account, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          account,
          item.id,
          item.mailbox,
          item.messageId ?? null,
          item.from,
          item.internetMessageId,
          item.subject,
          item.sender,
          item.filter,
          item.policy,
          item.status,
          item.at,
        ),
      )
    },
    async item(id) {
      const row = database.get(`SELECT ${COLUMNS} FROM quarantine WHERE account = ? AND id = ?`, account, id)
      return row && itemIn(row)
    },
    async items({ status, mailbox, before, limit }) {
      const conditions: readonly (readonly [string, ...SQLInputValue[]])[] = [
        ['account = ?', account],
        ...(status === undefined ? [] : [['status = ?', status] as const]),
        ...(mailbox === undefined ? [] : [['mailbox = ?', mailbox] as const]),
        ...(before === undefined ? [] : [['(at, id) < (?, ?)', before.at, before.id] as const]),
      ]
      const rows = database.all(
        `SELECT ${COLUMNS} FROM quarantine WHERE ${conditions.map(([text]) => text).join(' AND ')}
          ORDER BY at DESC, id DESC LIMIT ?`,
        ...conditions.flatMap(([, ...values]) => values),
        limit,
      )
      return rows.map(itemIn)
    },
    async clear() {
      await database.write(() => database.run('DELETE FROM quarantine WHERE account = ?', account))
    },
  }
}

const itemIn = (row: Row): QuarantinedItem => ({
  id: String(row.id),
  mailbox: String(row.mailbox),
  messageId: row.message_id === null ? undefined : String(row.message_id),
  from: String(row.from_folder),
  internetMessageId: String(row.internet_message_id),
  subject: String(row.subject),
  sender: String(row.sender),
  filter: String(row.filter),
  policy: String(row.policy),
  status: row.status as QuarantinedItem['status'],
  at: Number(row.at),
})
