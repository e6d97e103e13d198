import { invariant } from '../harness/moment.ts'
import { isStageOp } from '../harness/script.ts'

export const repeatIsSilent = invariant({
  name: 'repeat is silent',
  statement: 'a stage that is run again, when nothing has changed since it ended well, writes nothing',
  clauses: ['IV-10', 'SY-31', 'MC-11'],
  atQuiet: true,
  check({ step, previous, changes }) {
    if (!isStageOp(step.op) || previous?.step.op !== step.op || previous.result.outcome !== 'done')
      return undefined
    return changes.map(({ call, kind }) => `${call} changed ${kind} in a repeated "${step.op}"`)
  },
})
