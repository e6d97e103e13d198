import type { Ports } from '#cas-core'
import { FOUR_STAGES, type Step } from '../harness/script.ts'
import { defect } from './defect.ts'

type Journal = Ports['journal']
type JournalRecord = Parameters<Journal['append']>[0]

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
  const held: JournalRecord[] = []
  return {
    records: () => [...journal.records(), ...held],
    append(record) {
      held.push(record)
      if (record.type === 'intent') return
      for (const one of held.splice(0)) journal.append(one)
    },
  }
}
