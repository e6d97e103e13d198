import { invariant } from '../harness/moment.ts'
import { leftTogether } from './left-together.ts'

/** The scope of a wait is the service: each of the three throttles for itself. */
export const retryAfterHonoured = invariant({
  name: 'Retry-After honoured',
  statement: 'no request reaches a service before the time that its last 429 asked to wait is over',
  clauses: [],
  check({ calls }) {
    const waits = calls.filter((call) => call.retryAfterSeconds !== undefined)
    if (waits.length === 0) return undefined
    return waits.flatMap((asked) => {
      const { number, at, service, retryAfterSeconds = 0 } = asked
      const until = at + retryAfterSeconds * 1000
      const early = calls.find(
        (call) =>
          call.number > number && call.service === service && call.at < until && !leftTogether(asked, call),
      )
      return early
        ? [
            `${early.operation} came ${until - early.at} ms before the end of the wait that ${service} had asked for`,
          ]
        : []
    })
  },
})
