import { FOUR_STAGES, type Step } from '../harness/script.ts'
import { defect } from './defect.ts'

const throttled: readonly Step[] = FOUR_STAGES.map((step) =>
  step.op === 'deprovision'
    ? { ...step, faults: [['Remove-TransportRule', 1, 'throttled', { retryAfterSeconds: 5 }]] }
    : step,
)

export const givesUp = defect({
  name: 'gives up',
  story: 'a 429 is taken for a refusal, and the stage ends half done',
  expected: 'stage ends as it should',
  steps: throttled,
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: async (input, init) => {
        const response = await ports.fetch(input, init)
        return response.status === 429 ? new Response(await response.text(), { status: 400 }) : response
      },
    }),
  },
})
