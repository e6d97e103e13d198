import { invariant, isCalm } from '../harness/moment.ts'
import { isStageOp, titleOf } from '../harness/script.ts'
import { missingIn } from './missing-targets-told.ts'

/** Waiting is for what may be behind, or gone. Where nothing is, an administrator looks at a screen that stands still. */
export const calmTakesNoTime = invariant({
  name: 'calm takes no time',
  statement:
    'a stage that is run again, and where nobody has changed anything, no server is behind and no fault strikes, waits for nothing',
  clauses: [],
  atQuiet: true,
  check(moment) {
    const { step, stage, result, previous, world, startedAt, endedAt, isUndisturbed } = moment
    // what a process left in the middle is found out first
    if (previous?.step.op === 'restart') return undefined
    // a cleanup looks twice for what it does not find
    if (!stage || !isStageOp(step.op) || stage.op === 'clean up' || !isUndisturbed) return undefined
    if (previous?.result.outcome !== 'done' || result.outcome !== 'done') return undefined
    if (!isCalm(moment) || world.script.lag) return undefined
    // what a policy names and nobody finds is looked for twice
    if (missingIn(moment).length > 0) return undefined
    const seconds = (endedAt - startedAt) / 1000
    return seconds === 0
      ? []
      : [`"${titleOf(step)}" waited for ${seconds} s, though nothing was to be waited for`]
  },
})
