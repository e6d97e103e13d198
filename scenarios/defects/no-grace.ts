import type { Ports } from '#cas-core'
import { GRANT, type Step } from '../harness/script.ts'
import { defect } from './defect.ts'

const HOUR_MS = 3_600_000

const hasty: readonly Step[] = [
  ...GRANT.toSpliced(3, 0, { op: 'advance', hours: 1 }),
  { op: 'deprovision' },
  { op: 'clean up' },
]

/** Where all is seen at once, eyes can be believed. */
export const noGrace = defect({
  name: 'no grace',
  story: 'the product believes a replica at once, even right after its own write',
  expected: 'stage ends as it should',
  steps: hasty,
  lag: { rules: [{ kind: '*', seconds: 300 }] },
  warp: { ports: (ports) => ({ ...ports, clock: runningAhead(ports.clock) }) },
})

/** Each look at it finds an hour gone, so that nothing was written a moment ago. */
function runningAhead(clock: Ports['clock']): Ports['clock'] {
  let looks = 0
  return { now: () => clock.now() + looks++ * HOUR_MS, sleep: (ms) => clock.sleep(ms) }
}
