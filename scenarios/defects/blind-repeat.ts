import { FOUR_STAGES, type Step } from '../harness/script.ts'
import { defect } from './defect.ts'

const struck: readonly Step[] = FOUR_STAGES.map((step) =>
  step.op === 'provision'
    ? { ...step, faults: [['New-TransportRule', 2, 'server-error-after-effect']] }
    : step,
)

export const blindRepeat = defect({
  name: 'blind repeat',
  story:
    'a create that a server failed to answer is sent again without a look, and what it meets is taken for a refusal',
  expected: 'stage ends as it should',
  steps: struck,
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: async (input, init) => {
        const response = await ports.fetch(input, init)
        if (response.status < 500 || !String(init?.body).includes('"CmdletName":"New-')) return response
        const again = await ports.fetch(input, init)
        return again.ok ? again : new Response('refused', { status: 400 })
      },
    }),
  },
})
