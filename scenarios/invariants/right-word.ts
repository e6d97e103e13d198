import { invariant } from '../harness/moment.ts'
import { titleOf } from '../harness/script.ts'

/** Whether to wait, to do something else, or to call for help: an administrator is told by one word. */
export const rightWord = invariant({
  name: 'right word',
  statement:
    'a stage that cannot succeed is refused where somebody has to do something else first, pending where the same will succeed by itself, and failed where a service does not let it pass',
  clauses: [],
  atQuiet: true,
  check({ step, result, properEnds }) {
    if (!properEnds || result.outcome === 'done' || result.outcome === 'crashed') return undefined
    return properEnds.has(result.outcome)
      ? []
      : [
          `"${titleOf(step)}" ended ${result.outcome} (${result.message}), and should be ${[...properEnds].join(' or ')}`,
        ]
  },
})
