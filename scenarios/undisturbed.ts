/** A script as it goes where nothing strikes. */
import type { Script, Step } from './harness/script.ts'
import { titleOf } from './harness/script.ts'
import { isOfPolicies, serviceOf } from './harness/stage-of.ts'
import { interrupts } from './harness/step-faults.ts'
import { aloneOf } from './workers/step-of-two.ts'

export interface Undisturbed {
  readonly script: Script
  /** By step of the disturbed script, the place of the same step here. */
  readonly placeOf: readonly number[]
}

/** Without faults, and without the repetitions of stages in which the process would have ended. */
export function undisturbed(script: Script): Undisturbed {
  const steps: Step[] = []
  const placeOf = script.steps.map((step, i) => {
    const before = script.steps[i - 1]
    const repeats =
      before?.faults?.some(([, , fault]) => interrupts(fault)) &&
      [titleOf(before), titleOf(begunAgain(before))].includes(titleOf(step))
    const { faults: _, ...calm } = aloneOf(step)
    if (!repeats) steps.push(calm)
    return steps.length - 1
  })
  return { script: { ...script, steps }, placeOf }
}

/**
 * What anyone who comes back does about a step that was interrupted: permissions are recorded, and the grant goes on; a
 * change of policies is kept, and groups and rules follow by hand.
 */
export function begunAgain(step: Step): Step {
  if (step.op === 'console consent') return atConsole('submitGrant', step.service)
  if (step.op === 'console' && isOfPolicies(step)) return atConsole('synchronizeTargets', serviceOf(step))
  return step
}

const atConsole = (operation: string, service: string): Step => ({
  op: 'console',
  operation,
  input: { service },
})
