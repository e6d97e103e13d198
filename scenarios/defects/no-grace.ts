import { GRANT, type Step } from '../harness/script.ts'
import { defect } from './defect.ts'

const DAY_MS = 24 * 3_600_000

const hasty: readonly Step[] = [
  ...GRANT.toSpliced(3, 0, { op: 'advance', hours: 1 }),
  { op: 'deprovision' },
  { op: 'clean up' },
]

/** Where all is seen at once, eyes can be believed. */
export const noGrace = defect({
  name: 'no grace',
  story: 'what a replica shows is believed at once, whatever was written a moment ago',
  expected: 'stage ends as it should',
  steps: hasty,
  lag: { rules: [{ kind: '*', seconds: 300 }] },
  warp: {
    ports: (ports) => ({
      ...ports,
      journal: {
        ...ports.journal,
        append: (record) => ports.journal.append({ ...record, at: record.at - DAY_MS }),
      },
    }),
  },
})
