/** The mailboxes of API mode in memory, for simulated runs. */
import type { ScannedMailbox, ScanningStore } from '../ports.ts'
import { byCodePoints } from './code-points.ts'

export function memoryScanning(): ScanningStore {
  const kept = new Map<string, ScannedMailbox>()
  const inOrder = () => [...kept.values()].sort((a, b) => byCodePoints(a.id, b.id))
  return {
    async put(mailbox) {
      kept.set(mailbox.id, { ...mailbox, positions: { ...mailbox.positions } })
    },
    async remove(id) {
      kept.delete(id)
    },
    mailbox: async (id) => kept.get(id),
    mailboxesAfter: async (after, limit) =>
      inOrder()
        .filter(({ id }) => byCodePoints(id, after) > 0)
        .slice(0, limit),
    endingFirst: async (limit) =>
      inOrder()
        .filter(({ subscription }) => subscription)
        .sort((a, b) => (a.subscription?.endsAt ?? 0) - (b.subscription?.endsAt ?? 0))
        .slice(0, limit),
    async clear() {
      kept.clear()
    },
  }
}
