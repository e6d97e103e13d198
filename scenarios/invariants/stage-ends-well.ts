import { invariant } from '../harness/moment.ts'
import { isOutage, isRefused } from '../harness/reckoning.ts'
import { titleOf } from '../harness/script.ts'

/**
 * A stage does not fail for one passing fault, and it fails for a missing consent or role. What it says of its
 * end is what the harness works out for itself.
 */
export const stageEndsWell = invariant({
  name: 'stage ends as it should',
  statement:
    'a stage that can succeed does so in spite of any passing fault, and a stage that cannot says so',
  clauses: ['PI-03', 'PI-12', 'PI-40', 'PI-42', 'DP-21', 'DP-25', 'MC-08', 'MC-12', 'UI-04'],
  atQuiet: true,
  check({ step, result, expected }) {
    // what a policy refuses for good no stage can do: whether the rest is enough is the product's to say
    if (expected === undefined || result.outcome === 'crashed' || isRefused(step) || isOutage(step))
      return undefined
    const ended = result.outcome === 'done' ? 'done' : 'not done'
    return ended === expected
      ? []
      : [`"${titleOf(step)}" ended ${result.outcome} (${result.message}), and should be ${expected}`]
  },
})
