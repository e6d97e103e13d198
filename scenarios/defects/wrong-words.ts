import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

/** The invariants alone do not see it: the grant is refused, as it should be, for want of another thing. */
export const wrongWords = defect({
  name: 'wrong words',
  story: 'the organization’s own words about why a grant is refused do not reach the administrator',
  expected: 'steps end as written',
  world: 'full',
  steps: GRANT.map((step) =>
    step.op === 'provision' ? { ...step, expect: { outcome: 'refused', says: 'transport rules' } } : step,
  ),
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: async (input, init) => {
        const isRules = typeof init?.body === 'string' && init.body.includes('"Get-TransportRule"')
        return isRules
          ? new Response('{"error":{"message":"no"}}', { status: 400 })
          : ports.fetch(input, init)
      },
    }),
  },
})
