import { invariant, stageChanges } from '../harness/moment.ts'
import { titleOf } from '../harness/script.ts'
import { stageOf } from '../harness/stage-of.ts'

export const repeatIsSilent = invariant({
  name: 'repeat is silent',
  statement: 'a stage that is run again, when nothing has changed since it ended well, writes nothing',
  clauses: ['IV-10', 'SY-31', 'MC-11'],
  atQuiet: true,
  check(moment) {
    const { step, stage, previous } = moment
    if (!stage || previous?.result.outcome !== 'done') return undefined
    const before = stageOf(previous.step, previous.result)
    if (before?.op !== stage.op || before.mode !== stage.mode) return undefined
    return stageChanges(moment).map(
      ({ call, kind }) => `${call} changed ${kind} in a repeated "${titleOf(step)}"`,
    )
  },
})
