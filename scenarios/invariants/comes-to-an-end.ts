import type { CallRecord } from '#mock-m365'
import { invariant, type Moment } from '../harness/moment.ts'
import { isStageOp, titleOf } from '../harness/script.ts'
import { isPassing } from './waits-between-tries.ts'

/** Proposed, far above what any of the product's limits needs: a call that fails so often is given up. */
const TRIES_MAX = 12
const STAGE_MS_MAX = 24 * 3_600_000

export const comesToAnEnd = invariant({
  name: 'comes to an end',
  statement:
    'a step ends by itself within its day, and no call that a service fails again and again is tried without limit',
  clauses: [],
  check(moment) {
    const { result, step, calls, startedAt, endedAt } = moment
    if (result.code === 'endless') return [`"${titleOf(step)}" ${result.message}`]
    const tooLong = isStageOp(step.op) && endedAt - startedAt > STAGE_MS_MAX
    return [
      ...(tooLong ? [`"${titleOf(step)}" has taken ${(endedAt - startedAt) / 3_600_000} hours`] : []),
      ...triedTooOften(calls),
    ]
  },
})

/** One failure after the other of the same operation, whatever else was called in between. */
function triedTooOften(calls: Moment['calls']): string[] {
  const inARow = new Map<string, number>()
  const often = new Set<string>()
  for (const call of calls) {
    const { operation } = call
    const times = isFailing(call) ? (inARow.get(operation) ?? 0) + 1 : 0
    inARow.set(operation, times)
    if (times > TRIES_MAX) often.add(operation)
  }
  return [...often].map((operation) => `${operation} failed more than ${TRIES_MAX} times in a row`)
}

const isFailing = (call: CallRecord): boolean => isPassing(call) || call.status === 429
