/** Edits of cas-core/store: memory, SQLite and leases. */
import type { Edit } from '../edit.ts'

export const STORE_EDITS: readonly Edit[] = [
  {
    id: 'own-lease-held',
    file: 'store/leases.ts',
    from: 'const isHeld = nowMs < last.untilMs && last.holder !== wanted.holder && !gone',
    to: 'const isHeld = nowMs < last.untilMs && !gone',
    story: 'A worker that is started again waits for itself.',
  },
  {
    id: 'versions-not-compared',
    file: 'store/leases.ts',
    from: '  if (at.version !== version) throw new VersionConflict(at.version, version)\n',
    to: '  if (at.version > version) throw new VersionConflict(at.version, version)\n',
    story: 'Who has not read the last records may append.',
  },
  {
    id: 'lease-renewed-late',
    file: 'store/leased.ts',
    from: 'if (now < this.#renewedAt + RENEW_MS) return',
    to: 'if (now < this.#renewedAt + LEASE_MS + RENEW_MS) return',
    story: 'A lease is renewed when it has ended.',
  },
  {
    id: 'nested-groups-empty-in-memory',
    file: 'store/memory-directory.ts',
    from: 'for (const one of met) for (const member of this.#members.of(one).keys()) met.add(member)',
    to: 'for (const member of this.#members.of(group).keys()) met.add(member)',
    story: 'The memory store knows direct members only.',
  },
  {
    id: 'record-read-twice-in-sqlite',
    file: 'store/sqlite/journal.ts',
    from: 'WHERE account = ? AND version > ? ORDER BY version',
    to: 'WHERE account = ? AND version >= ? ORDER BY version',
    story: 'Off by one: SQLite gives the last record once more.',
  },
  {
    id: 'oldest-first-in-sqlite',
    file: 'store/sqlite/quarantine.ts',
    from: 'ORDER BY at DESC, id DESC LIMIT ?',
    to: 'ORDER BY at, id LIMIT ?',
    story: 'SQLite lists the oldest quarantined messages first.',
  },
  {
    id: 'tenant-taken-over-in-sqlite',
    file: 'store/sqlite-store.ts',
    from: 'INSERT OR IGNORE INTO tenants',
    to: 'INSERT OR REPLACE INTO tenants',
    story: 'Whoever claims a tenant last has it.',
  },
  {
    id: 'tenant-released-by-others',
    file: 'store/memory-store.ts',
    from: 'if (owners.get(tenant) === owner) owners.delete(tenant)',
    to: 'if (owner !== tenant) owners.delete(tenant)',
    story: 'Anybody ends the tie of a tenant to its customer.',
  },
  {
    id: 'folder-forgotten-in-sqlite',
    file: 'store/sqlite/scanning.ts',
    from: '        folder ? 1 : 0,\n',
    to: '        folder?.id ? 0 : 1,\n',
    story: 'SQLite forgets which mailboxes have a quarantine folder.',
  },
]
