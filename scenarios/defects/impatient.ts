import { FOUR_STAGES, type Step } from '../harness/script.ts'
import { defect } from './defect.ts'

const throttled: readonly Step[] = FOUR_STAGES.map((step) =>
  step.op === 'provision'
    ? { ...step, faults: [['Get-OutboundConnector', 0, 'throttled', { retryAfterSeconds: 30 }]] }
    : step,
)

export const impatient = defect({
  name: 'impatient',
  story: 'a 429 is answered by trying again at once',
  expected: 'Retry-After honoured',
  steps: throttled,
  warp: { ports: (ports) => ({ ...ports, clock: { ...ports.clock, sleep: () => Promise.resolve() } }) },
})
