import type { CallRecord } from '#mock-m365'
import { invariant, type Moment } from '../harness/moment.ts'
import { isByOthers } from '../harness/script.ts'

const MINUTE_MS = 60_000
/** Looks at different moments: a failure is tried again some seconds later, and a replica is waited for in minutes. Proposed. */
const LOOKS_MAX = 8

export const looksInMeasure = invariant({
  name: 'looks in measure',
  statement: 'the product does not ask one thing again and again at more than eight moments of a minute',
  clauses: [],
  check({ step, calls }) {
    if (isByOthers(step)) return undefined
    const reads = Map.groupBy(
      calls.filter(({ writes }) => !writes),
      ({ operation }) => operation,
    )
    return [...reads]
      .filter(([, looks]) => mostInAMinute(looks) > LOOKS_MAX)
      .map(([operation]) => `${operation} was asked at more than ${LOOKS_MAX} moments of a minute`)
  },
})

function mostInAMinute(looks: Moment['calls'] | readonly CallRecord[]): number {
  const moments = [...new Set(looks.map(({ at }) => at))]
  let most = 0
  for (const [i, at] of moments.entries()) {
    const end = moments.findIndex((later) => later >= at + MINUTE_MS)
    most = Math.max(most, (end < 0 ? moments.length : end) - i)
  }
  return most
}
