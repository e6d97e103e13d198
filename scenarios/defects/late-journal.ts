import type { Journal, JournalRecord } from '#cas-core'
import { FOUR_STAGES, type Step } from '../harness/script.ts'
import { defect } from './defect.ts'

const struck: readonly Step[] = FOUR_STAGES.flatMap((step): Step[] =>
  step.op === 'provision'
    ? [{ ...step, faults: [['Set-HostedConnectionFilterPolicy', 0, 'crash-after-effect']] }, step]
    : [step],
)

/** A restart between two stages finds every record written: only a process that ends in between does not. */
export const lateJournal = defect({
  name: 'late journal',
  story:
    'an intent is written down together with its outcome, so that a crash between the two leaves no trace of it',
  expected: 'allow lists equal',
  steps: struck,
  warp: { ports: (ports) => ({ ...ports, journal: writtenLate(ports.journal) }) },
})

function writtenLate(journal: Journal): Journal {
  let held: JournalRecord[] = []
  return {
    read: (after) => journal.read(after),
    lease: (holder, ttlMs, nowMs) => journal.lease(holder, ttlMs, nowMs),
    async append(records, at) {
      const version = at.version - held.length
      held = [...held, ...records]
      if (records.every(({ type }) => type === 'intent')) return at.version + records.length
      const all = held
      held = []
      return journal.append(all, { ...at, version })
    },
  }
}
