import type { CallRecord } from '#mock-m365'
import { invariant, type Moment } from '../harness/moment.ts'
import type { Step } from '../harness/script.ts'
import { isCrash } from '../harness/step-faults.ts'
import { leftTogether } from './left-together.ts'

/** Who hears of trouble leaves the service in peace for at least so long. Proposed. */
const PAUSE_MS = 1_000
/** The first try after a failure comes within so long, and each further failure may double it. Proposed. */
const FIRST_MS = 40_000
const LONGEST_MS = 150_000

/** The virtual clock moves only while the product waits: a wait that nobody awaits shows as none. */
export const waitsBetweenTries = invariant({
  name: 'waits between tries',
  statement:
    'after a failure that passes, a service is called again neither at once nor much later than it asked for, or than a doubled pause',
  clauses: [],
  check({ calls, step }) {
    if (BY_PEOPLE.has(step.op)) return undefined
    const failing = calls.filter((call) => isPassing(call) || call.retryAfterSeconds !== undefined)
    if (failing.length === 0) return undefined
    // what runs by itself may leave a failure to its next time
    const mayLeave = step.op === 'console' && step.operation === 'runDue'
    return failing.flatMap((call) => breachAt(call, calls, mayLeave) ?? [])
  },
})

/** Steps that people make with their own tools. */
const BY_PEOPLE: ReadonlySet<Step['op']> = new Set<Step['op']>(['administrator', 'assign role', 'consent'])

/** Nothing was told that lasts: the server failed, or no answer came. */
export const isPassing = ({ status, fault }: CallRecord): boolean =>
  !isCrash(fault) && (status >= 500 || status === 408 || status === 0 || fault === 'lost-answer')

function breachAt(failed: CallRecord, calls: Moment['calls'], mayLeave: boolean): string | undefined {
  const { number, at, service, operation, retryAfterSeconds } = failed
  const next = calls.find(
    (call) => call.number > number && call.service === service && !leftTogether(failed, call),
  )
  if (!next) return undefined
  const waited = next.at - at
  const told = `${next.operation} came ${waited} ms after ${operation} had failed`
  if (retryAfterSeconds === undefined && waited < PAUSE_MS) return `${told}, and not a second later`
  // what other services ask for in between is waited for, too
  const between = calls.filter((call) => call.number >= number && call.number < next.number)
  const asked = between.reduce((sum, call) => sum + (call.retryAfterSeconds ?? 0), 0) * 1000
  const most =
    asked + Math.min(LONGEST_MS, FIRST_MS * 2 ** (failuresBefore(failed, calls) + between.length - 1))
  return mayLeave || waited <= most ? undefined : `${told}, and at most ${most} ms were to be waited`
}

/** How often the service has failed in a row until then. */
function failuresBefore({ number, service }: CallRecord, calls: Moment['calls']): number {
  const earlier = calls.filter((call) => call.service === service && call.number < number)
  const last = earlier.findLastIndex((call) => !isPassing(call) && call.status !== 429)
  return earlier.length - 1 - last
}
