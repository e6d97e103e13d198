/**
 * All that the product keeps, in one SQLite file. What was told as done is on the disk, so that it survives the process
 * and the machine. Processes share the file: one of them works on an account at a time, the others are told who does.
 */
import type { Store } from '../ports.ts'
import { folded } from './code-points.ts'
import type { Database } from './sqlite/database.ts'
import { sqliteDetections } from './sqlite/detections.ts'
import { sqliteDirectory } from './sqlite/directory.ts'
import { sqliteJournal } from './sqlite/journal.ts'
import { openDatabase } from './sqlite/open.ts'
import { sqliteQuarantine } from './sqlite/quarantine.ts'
import { sqliteScanning } from './sqlite/scanning.ts'

/**
 * Opens the store in a file, or begins it. Where the file is a journal of lines, as earlier versions kept one, its
 * records are taken over, and the former file stays as `<path>.jsonl`.
 * @param account name of the account that a journal of lines becomes
 * @param sleep lets the process do other things while it waits for the write of another one; absent where it has none
 * @throws Error naming file and mend where it cannot be used; the file is then as it was
 */
export function sqliteStore(path: string, account = 'account', sleep?: (ms: number) => Promise<void>): Store {
  const database = openDatabase(path, account)
  if (sleep) database.waitWith(sleep)
  return {
    of: (name) => ({
      journal: sqliteJournal(database, name),
      directory: sqliteDirectory(database, name),
      quarantine: sqliteQuarantine(database, name),
      scanning: sqliteScanning(database, name),
      detections: sqliteDetections(database, name),
    }),
    names: async (under) => namesIn(database, under),
    async claimTenant(tenantId, owner) {
      const tenant = folded(tenantId)
      return database.write(() => {
        database.run('INSERT OR IGNORE INTO tenants (tenant_id, owner) VALUES (?, ?)', tenant, owner)
        return String(database.get('SELECT owner FROM tenants WHERE tenant_id = ?', tenant)?.owner)
      })
    },
    async releaseTenant(tenantId, owner) {
      await database.write(() =>
        database.run('DELETE FROM tenants WHERE tenant_id = ? AND owner = ?', folded(tenantId), owner),
      )
    },
    close: async () => database.close(),
  }
}

/** Steps from one name to the next by the index: a plain DISTINCT would read all records. */
function namesIn(database: Database, under: string): readonly string[] {
  const rows = database.all(
    `WITH RECURSIVE named (name) AS (
        SELECT min(account) FROM records WHERE account >= ?1
        UNION ALL
        SELECT (SELECT min(account) FROM records WHERE account > name) FROM named
        WHERE name < ?1 || char(0x10FFFF))
      SELECT name FROM named WHERE name < ?1 || char(0x10FFFF)`,
    under,
  )
  return rows.map(({ name }) => String(name))
}
