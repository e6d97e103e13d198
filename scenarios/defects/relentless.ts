import { GRANT, type Step, type StepFault } from '../harness/script.ts'
import { defect } from './defect.ts'

/** Longer than any limit of the product's. */
const DOWN: readonly StepFault[] = Array.from({ length: 14 }, (_, i) => [
  'Get-TransportRule',
  i,
  'server-error',
])
const steps: readonly Step[] = GRANT.map((step) =>
  step.op === 'provision' ? { ...step, faults: DOWN } : step,
)

export const relentless = defect({
  name: 'relentless',
  story: 'a service that is down is called for as long as it is down',
  expected: 'comes to an end',
  steps,
  warp: {
    ports: (ports) => ({
      ...ports,
      async fetch(input, init) {
        for (;;) {
          const answer = await ports.fetch(input, init)
          if (answer.status < 500) return answer
          await ports.clock.sleep(15_000)
        }
      },
    }),
  },
})
