import { FOUR_STAGES, type Step } from '../harness/script.ts'
import { defect } from './defect.ts'

const refused: readonly Step[] = FOUR_STAGES.flatMap((step): Step[] =>
  step.op === 'provision'
    ? [{ ...step, faults: [['New-TransportRule', 0, 'refused-by-policy']] }, step]
    : [step],
)

/** Nothing in the tenant shows it once the refusal is lifted: what was said meanwhile was wrong. */
export const refusalTakenForDone = defect({
  name: 'refusal taken for done',
  story: 'a rule that a policy of the tenant refuses is taken for made, and the grant for complete',
  expected: 'safe for mail',
  steps: refused,
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: async (input, init) => {
        const response = await ports.fetch(input, init)
        return response.status === 400 && String(init?.body).includes('"New-TransportRule"')
          ? Response.json({ value: [] })
          : response
      },
    }),
  },
})
