import { invariant, type Moment } from '../harness/moment.ts'
import { isStageOp } from '../harness/script.ts'

/** Whose hands write is what an auditor asks first. */
export const rightActor = invariant({
  name: 'right actor',
  statement:
    'the application makes every change of a stage but manual cleanup, which is made by the administrator who does it',
  clauses: ['IV-07', 'MC-09'],
  check({ step, changes }: Moment) {
    if (!isStageOp(step.op) || changes.length === 0) return undefined
    const wanted = step.op === 'clean up' ? 'user' : 'application'
    return changes
      .filter(({ actor }) => actor.type !== wanted)
      .map(({ call, actor }) => `${call} in "${step.op}" was made by the ${actor.type} ${actor.displayName}`)
  },
})
