/** The log of detections in SQLite. */
import type { SQLInputValue } from 'node:sqlite'
import type { Detection, DetectionStore, ScanAction } from '../../ports.ts'
import { hourOf } from '../hours.ts'
import type { Database, Row } from './database.ts'

const COLUMNS = 'id, mailbox, internet_message_id, subject, sender, filter, policy, action, at'

export function sqliteDetections(database: Database, account: string): DetectionStore {
  return {
    async count(action, at) {
      await database.write(() =>
        database.run(
          `INSERT INTO scan_counts (account, hour, action, count) VALUES (?, ?, ?, 1)
          ON CONFLICT (account, hour, action) DO UPDATE SET count = count + 1`,
          account,
          hourOf(at),
          action,
        ),
      )
    },
    async counts(from, to) {
      const rows = database.all(
        `SELECT action, sum(count) AS count FROM scan_counts WHERE account = ? AND hour >= ? AND hour < ?
          GROUP BY action`,
        account,
        from,
        to,
      )
      return Object.fromEntries(rows.map(({ action, count }) => [String(action), Number(count)]))
    },
    put: (detection, keep) => database.write(() => put(database, account, detection, keep)),
    async detections({ mailbox, action, before, limit }) {
      const conditions: readonly (readonly [string, ...SQLInputValue[]])[] = [
        ['account = ?', account],
        ...(mailbox === undefined ? [] : [['mailbox = ?', mailbox] as const]),
        ...(action === undefined ? [] : [['action = ?', action] as const]),
        ...(before === undefined ? [] : [['(at, id) < (?, ?)', before.at, before.id] as const]),
      ]
      const rows = database.all(
        `SELECT ${COLUMNS} FROM detections WHERE ${conditions.map(([text]) => text).join(' AND ')}
          ORDER BY at DESC, id DESC LIMIT ?`,
        ...conditions.flatMap(([, ...values]) => values),
        limit,
      )
      return rows.map(detectionIn)
    },
  }
}

function put(
  database: Database,
  account: string,
  one: Detection,
  { since, max }: { readonly since: number; readonly max: number },
): void {
  database.run(
    `INSERT OR REPLACE INTO detections (account, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    account,
    one.id,
    one.mailbox,
    one.internetMessageId,
    one.subject,
    one.sender,
    one.filter,
    one.policy,
    one.action,
    one.at,
  )
  database.run('DELETE FROM detections WHERE account = ? AND at < ?', account, since)
  database.run('DELETE FROM scan_counts WHERE account = ? AND hour < ?', account, since)
  const count = database.get('SELECT count(*) AS count FROM detections WHERE account = ?', account)?.count
  database.run(
    `DELETE FROM detections WHERE account = ?1 AND id IN
      (SELECT id FROM detections WHERE account = ?1 ORDER BY at, id LIMIT ?2)`,
    account,
    Math.max(0, Number(count) - max),
  )
}

const detectionIn = (row: Row): Detection => ({
  id: String(row.id),
  mailbox: String(row.mailbox),
  internetMessageId: String(row.internet_message_id),
  subject: String(row.subject),
  sender: String(row.sender),
  filter: String(row.filter),
  policy: String(row.policy),
  action: row.action as ScanAction,
  at: Number(row.at),
})
