/** All that the product keeps, in memory: for simulated runs. It ends with the process. */
import type { AccountStore, Store } from '../ports.ts'
import { byCodePoints, folded } from './code-points.ts'
import { memoryDetections } from './memory-detections.ts'
import { MemoryDirectory } from './memory-directory.ts'
import { memoryJournal } from './memory-journal.ts'
import { memoryQuarantine } from './memory-quarantine.ts'
import { memoryScanning } from './memory-scanning.ts'

export function memoryStore(): Store {
  const accounts = new Map<string, AccountStore>()
  const owners = new Map<string, string>()
  return {
    of(name) {
      const kept = accounts.get(name)
      if (kept) return kept
      const begun: AccountStore = {
        journal: memoryJournal(),
        directory: new MemoryDirectory(),
        quarantine: memoryQuarantine(),
        scanning: memoryScanning(),
        detections: memoryDetections(),
      }
      accounts.set(name, begun)
      return begun
    },
    async names(under) {
      const found: string[] = []
      for (const [name, { journal }] of accounts)
        if (name.startsWith(under) && (await journal.read(0)).version > 0) found.push(name)
      return found.sort(byCodePoints)
    },
    async claimTenant(tenantId, owner) {
      const tenant = folded(tenantId)
      const before = owners.get(tenant) ?? owner
      owners.set(tenant, before)
      return before
    },
    async releaseTenant(tenantId, owner) {
      const tenant = folded(tenantId)
      if (owners.get(tenant) === owner) owners.delete(tenant)
    },
    close: async () => undefined,
  }
}
