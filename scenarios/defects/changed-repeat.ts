import { FOUR_STAGES, type Step } from '../harness/script.ts'
import { defect, withCmdlets } from './defect.ts'

const struck: readonly Step[] = FOUR_STAGES.map((step) =>
  step.op === 'provision' ? { ...step, faults: [['New-TransportRule', 2, 'server-error']] } : step,
)

/** What differs is something that no page names: only a run without the fault shows that it should not be there. */
export const changedRepeat = defect({
  name: 'changed repeat',
  story: 'a rule that a server failed to make is sent again so that it acts otherwise on an error',
  expected: 'faults leave no trace',
  undisturbed: true,
  steps: struck,
  warp: {
    ports: (ports) => {
      const tried = new Set<unknown>()
      return {
        ...ports,
        fetch: withCmdlets(ports.fetch, (cmdlet, parameters) => {
          const isAgain = cmdlet === 'New-TransportRule' && tried.has(parameters.Name)
          if (cmdlet === 'New-TransportRule') tried.add(parameters.Name)
          return isAgain ? { ...parameters, RuleErrorAction: 'Defer' } : parameters
        }),
      }
    },
  },
})
