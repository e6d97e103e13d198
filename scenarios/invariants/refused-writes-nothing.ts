import { invariant, stageChanges } from '../harness/moment.ts'
import { isByOthers, titleOf } from '../harness/script.ts'

export const refusedWritesNothing = invariant({
  name: 'refused writes nothing',
  statement:
    'what is refused, or waits for something that an administrator does, has written nothing in the tenant',
  clauses: [],
  check(moment) {
    const { step, result } = moment
    // a person who declines a permission at Microsoft's page is refused there
    if (isByOthers(step) || step.op === 'assign role') return undefined
    if (result.outcome !== 'refused' && result.outcome !== 'pending') return undefined
    return stageChanges(moment).map(
      ({ call, kind }) => `${call} changed ${kind} in "${titleOf(step)}", which ended ${result.outcome}`,
    )
  },
})
