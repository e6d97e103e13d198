/** A journal in memory, for simulated runs. */
import type { Journal, JournalRecord } from '../ports.ts'
import { type LeaseState, mayAppend, NO_LEASE, nextLease } from './leases.ts'
import { LeaseLost } from './refusals.ts'

/** @param earlier its records at the start */
export function memoryJournal(earlier: readonly JournalRecord[] = []): Journal {
  const records = [...earlier]
  let last: LeaseState = NO_LEASE
  return {
    read: async (after) => ({ records: records.slice(after), version: records.length }),
    async append(added, at) {
      mayAppend(last, records.length, at)
      return records.push(...added)
    },
    async lease(holder, ttlMs, nowMs) {
      const { fence } = nextLease(last, { holder, untilMs: nowMs + ttlMs }, nowMs)
      last = { fence, holder, untilMs: nowMs + ttlMs }
      return {
        fence,
        async renew(ttl, now) {
          if (last.fence !== fence) throw new LeaseLost(fence, last.holder)
          last = { ...last, untilMs: now + ttl }
        },
        async release() {
          if (last.fence === fence) last = { ...last, untilMs: 0 }
        },
      }
    },
  }
}
