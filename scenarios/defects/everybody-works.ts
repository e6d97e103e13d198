import type { Journal, Ports } from '#cas-core'
import { GRANT, type Step } from '../harness/script.ts'
import { defect } from './defect.ts'

const INTERRUPTED: readonly Step[] = GRANT.map((step) =>
  step.op === 'provision' ? { ...step, beside: { switches: [40] } } : step,
)
const LATE: readonly Step[] = GRANT.map((step) =>
  step.op === 'provision' ? { ...step, beside: { switches: [40], minutes: 60 } } : step,
)

/** The lease is given all the same, and the one that works is told that it is overtaken. */
export const everybodyWorks = defect({
  name: 'everybody works',
  story: 'all workers lease accounts under one name, so that each takes over from one that works',
  expected: 'one worker at a time',
  steps: INTERRUPTED,
  warp: {
    ports: (ports) => ({
      ...ports,
      journal: {
        read: (after) => ports.journal.read(after),
        append: (records, at) => ports.journal.append(records, at),
        lease: (_, ttlMs, nowMs) => ports.journal.lease('worker', ttlMs, nowMs),
      },
    }),
  },
})

export const writesUnasked = defect({
  name: 'late worker writes',
  story: 'a worker that was overtaken goes on, and writes into the journal with the right of the other one',
  expected: 'one worker at a time',
  steps: LATE,
  warp: { ports: (ports) => ({ ...ports, journal: unfenced(ports) }) },
})

/** The last fence of a run: its workers have one log. */
const fences = new WeakMap<Ports['log'], number>()

function unfenced({ journal, log }: Pick<Ports, 'journal' | 'log'>): Journal {
  return {
    read: (after) => journal.read(after),
    async append(records) {
      const { version } = await journal.read(0)
      return journal.append(records, { version, fence: fences.get(log) ?? 0 })
    },
    async lease(holder, ttlMs, nowMs) {
      const lease = await journal.lease(holder, ttlMs, nowMs)
      fences.set(log, lease.fence)
      return { ...lease, renew: async () => undefined }
    },
  }
}
