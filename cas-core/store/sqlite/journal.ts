/** A journal in SQLite. What was appended is on the disk before `append` returns. */
import type { Journal, JournalRecord, Lease } from '../../ports.ts'
import { type LeaseState, mayAppend, NO_LEASE, nextLease } from '../leases.ts'
import { isAlive } from '../processes.ts'
import { LeaseLost } from '../refusals.ts'
import type { Database, Row } from './database.ts'

/** The holder's process, so that nobody waits for a lease whose process has ended. */
interface ProcessLease extends LeaseState {
  readonly pid: number
}

export function sqliteJournal(database: Database, account: string): Journal {
  return {
    async read(after) {
      const rows = database.all(
        'SELECT version, type, at, epoch, body FROM records WHERE account = ? AND version > ? ORDER BY version',
        account,
        after,
      )
      // without rows, `after` may be more than there is
      return {
        records: rows.map(recordIn),
        version: Number(rows.at(-1)?.version ?? lastVersion(database, account)),
      }
    },
    async append(records, at) {
      return database.write(() => {
        mayAppend(leaseIn(database, account), lastVersion(database, account), at)
        writeRecords(database, account, records, at.version)
        return at.version + records.length
      })
    },
    async lease(holder, ttlMs, nowMs) {
      const fence = await database.write(() => {
        const before = leaseIn(database, account)
        const isGone = before.pid !== 0 && !isAlive(before.pid)
        const given = nextLease(before, { holder, untilMs: nowMs + ttlMs }, nowMs, isGone)
        database.run(
          `INSERT INTO leases (account, fence, holder, until, pid) VALUES (?, ?, ?, ?, ?) ON CONFLICT (account)
            DO UPDATE SET fence = excluded.fence, holder = excluded.holder, until = excluded.until, pid = excluded.pid`,
          account,
          given.fence,
          holder,
          given.untilMs,
          process.pid,
        )
        return given.fence
      })
      return leaseOn(database, account, fence)
    },
  }
}

/** Writes without a look at leases. @param after the number of records that are there */
export function writeRecords(
  database: Database,
  account: string,
  records: readonly JournalRecord[],
  after: number,
): void {
  for (const [i, { type, at, epoch, ...body }] of records.entries())
    database.run(
      'INSERT INTO records (account, version, type, at, epoch, body) VALUES (?, ?, ?, ?, ?, ?)',
      account,
      after + i + 1,
      type,
      at,
      epoch,
      JSON.stringify(body),
    )
}

function leaseOn(database: Database, account: string, fence: number): Lease {
  const extend = (untilMs: number): Promise<number> =>
    database.write(() =>
      database.run('UPDATE leases SET until = ? WHERE account = ? AND fence = ?', untilMs, account, fence),
    )
  return {
    fence,
    async renew(ttlMs, nowMs) {
      if ((await extend(nowMs + ttlMs)) === 0) throw new LeaseLost(fence, leaseIn(database, account).holder)
    },
    async release() {
      await extend(0)
    },
  }
}

const recordIn = ({ type, at, epoch, body }: Row): JournalRecord => ({
  type: String(type),
  at: Number(at),
  epoch: Number(epoch),
  ...JSON.parse(String(body)),
})

function lastVersion(database: Database, account: string): number {
  return Number(
    database.get('SELECT max(version) AS version FROM records WHERE account = ?', account)?.version ?? 0,
  )
}

function leaseIn(database: Database, account: string): ProcessLease {
  const row = database.get('SELECT fence, holder, until, pid FROM leases WHERE account = ?', account)
  if (!row) return { ...NO_LEASE, pid: 0 }
  return {
    fence: Number(row.fence),
    holder: String(row.holder),
    untilMs: Number(row.until),
    pid: Number(row.pid),
  }
}
