import type { Journal } from '#cas-core'
import { FOUR_STAGES } from '../harness/script.ts'
import { defect, restarted } from './defect.ts'

/** What its own objects say of it is all that such a product knows; entries of lists say nothing. */
export const forgetful = defect({
  name: 'forgetful',
  story: 'the product keeps what it does in memory, and a new process knows nothing of it',
  expected: 'stage ends as it should',
  steps: restarted(FOUR_STAGES),
  warp: { ports: (ports) => ({ ...ports, journal: sinceNow(ports.journal) }) },
})

function sinceNow(journal: Journal): Journal {
  let from: number | undefined
  return {
    lease: (holder, ttlMs, nowMs) => journal.lease(holder, ttlMs, nowMs),
    append: (records, at) => journal.append(records, at),
    async read(after) {
      from ??= (await journal.read(0)).version
      return journal.read(Math.max(after, from))
    },
  }
}
