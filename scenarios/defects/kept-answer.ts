import { FOUR_STAGES, type Step } from '../harness/script.ts'
import { defect } from './defect.ts'

const struck: readonly Step[] = FOUR_STAGES.map((step) =>
  step.op === 'provision' ? { ...step, faults: [['Get-OrganizationConfig', 0, 'server-error']] } : step,
)

/** No call, no fault: a variant that struck nothing must not count as one that was survived. */
export const keptAnswer = defect({
  name: 'kept answer',
  story: 'an answer about the organization is kept from somewhere else, and the call is never made',
  expected: 'planned faults strike',
  undisturbed: true,
  steps: struck,
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: async (input, init) =>
        String(init?.body).includes('"Get-OrganizationConfig"')
          ? Response.json({ value: [{ IsDehydrated: false }] })
          : ports.fetch(input, init),
    }),
  },
})
