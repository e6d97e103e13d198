/** The list of quarantined messages in memory, for simulated runs. */
import type { QuarantinedItem, QuarantineStore } from '../ports.ts'
import { byCodePoints } from './code-points.ts'

export function memoryQuarantine(): QuarantineStore {
  const kept = new Map<string, QuarantinedItem>()
  return {
    async put(item) {
      kept.set(item.id, { ...item })
    },
    item: async (id) => kept.get(id),
    async items({ status, mailbox, before, limit }) {
      return [...kept.values()]
        .filter(
          (item) =>
            (status === undefined || item.status === status) &&
            (mailbox === undefined || item.mailbox === mailbox) &&
            (before === undefined || newestFirst(before, item) < 0),
        )
        .sort(newestFirst)
        .slice(0, limit)
    },
    async clear() {
      kept.clear()
    },
  }
}

type Age = Pick<QuarantinedItem, 'at' | 'id'>

const newestFirst = (a: Age, b: Age): number => b.at - a.at || byCodePoints(b.id, a.id)
