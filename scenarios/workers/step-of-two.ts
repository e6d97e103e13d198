/** Steps at which two workers are. */
import type { Step } from '../harness/script.ts'
import type { Beside } from './schedule.ts'

export type StepOfTwo = Extract<Step, { readonly beside?: Beside }> & { readonly beside: Beside }

export const isOfTwo = (step: Step): step is StepOfTwo => 'beside' in step && step.beside !== undefined

/** Whether two stages are run at once, which may come out in the order of either. */
export const isOfTwoStages = (step: Step): boolean => isOfTwo(step) && step.beside.op !== undefined

/** The step of the first of two workers, and any other as it is. */
export function aloneOf(step: Step): Step {
  if (!('beside' in step)) return step
  const { beside: _, ...alone } = step
  return alone
}
