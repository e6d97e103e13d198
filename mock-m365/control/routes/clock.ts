/** The mock's time: setting it forward replaces waiting for expiry, soft delete and replication. */
import * as v from 'valibot'
import { ControlError, type Controlled, type Route, route } from '../route.ts'
import { TIME } from '../schemas.ts'

/** Ten years: certificates are not valid longer. */
const SECONDS_MAX = 10 * 366 * 24 * 3600
const SECONDS = `a number from 0 to ${SECONDS_MAX}`

const TOLD = v.object({ now: TIME, aheadSeconds: v.number() })

export const clockRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: 'clock',
    says: 'the mock’s time, and by how many seconds it runs ahead',
    output: TOLD,
    run: timeOf,
  }),
  route({
    method: 'POST',
    path: 'clock/advance',
    says: 'move it forward; clients that check tokens keep their own time',
    body: v.strictObject({
      seconds: v.pipe(v.number(SECONDS), v.minValue(0, SECONDS), v.maxValue(SECONDS_MAX, SECONDS)),
    }),
    output: TOLD,
    run: ({ body: { seconds }, ...controlled }) => {
      const { clock } = controlled
      const left = SECONDS_MAX - clock.aheadMs / 1000
      if (seconds > left)
        throw new ControlError(400, `seconds: expected a number from 0 to ${left}, found ${seconds}`)
      clock.advance(Math.round(seconds * 1000))
      return timeOf(controlled)
    },
  }),
]

function timeOf({ clock }: Pick<Controlled, 'clock'>) {
  return { now: new Date(clock.now()).toISOString(), aheadSeconds: clock.aheadMs / 1000 }
}
