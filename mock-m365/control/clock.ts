/** The mock's time: expiry, soft delete and replication can be waited for at once. */
import { ControlError, type Controlled, checkNames, type Route } from './route.ts'

/** Ten years: what lies further ahead no calendar of a certificate reaches. */
const SECONDS_MAX = 10 * 366 * 24 * 3600

export const clockRoutes: readonly Route[] = [
  { method: 'GET', path: 'clock', does: 'the mock’s time, and by how many seconds it runs ahead', run: told },
  {
    method: 'POST',
    path: 'clock/advance',
    does: 'move it forward: {"seconds": 3600}. Clients that check tokens keep their own time',
    run: ({ body, ...controlled }) => {
      checkNames(body, ['seconds'])
      const { seconds } = body
      const { clock } = controlled
      const left = SECONDS_MAX - clock.aheadMs / 1000
      if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= left))
        throw new ControlError(400, `seconds: expected a number from 0 to ${left}`)
      clock.advance(Math.round(seconds * 1000))
      return told(controlled)
    },
  },
]

function told({ clock }: Controlled) {
  return { now: new Date(clock.now()).toISOString(), aheadSeconds: clock.aheadMs / 1000 }
}
