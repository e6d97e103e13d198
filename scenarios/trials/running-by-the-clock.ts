import { publishedSite } from '../expected.ts'
import { type InProcessWorld, overPorts, together, type Warp } from '../harness/world.ts'
import { granted } from './granted.ts'
import { keepsTokens } from './tokens-in-time.ts'
import { trial } from './trial.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const DAYS = 3
/** What begins in the minute of its time is in time. */
const LATE_MS = 60_000

/** What only Microsoft's services see: the product's own word is not asked. */
export const runningByTheClock = trial<Warp>({
  name: 'running by the clock',
  statement:
    'in three days in which nobody asks for anything, Entra ID is asked for a token in each hour, and Microsoft Graph for what has changed in the directory once a day, at the published time of the site; after revoking neither is asked for anything',
  clauses: ['SY-01', 'SY-02', 'RU-01', 'DP-01'],
  right: {},
  wrong: {
    'keeps a token for two hours': keepsTokens(2 * HOUR_MS),
    'reads the directory by hand in between': running(async (run, synchronize, clock, until) => {
      await run(clock.now() + DAY_MS / 2)
      await synchronize()
      return run(until)
    }),
    'sleeps for two days': running(async (run, _, clock, until) => {
      await clock.sleep(2 * DAY_MS)
      return run(until)
    }),
    'synchronizes after revoking': {
      service: (service) => ({ ...service, deprovision: () => service.synchronize() }),
    },
  },
  async breaches(subject, warp) {
    const { world } = await granted({ site: 'EU', warp: together(warp, subject) })
    const from = world.clock.now()
    const until = from + DAYS * DAY_MS
    await world.service.runDue(until)
    await world.service.deprovision()
    const callsBefore = world.cloud.calls.length
    await world.service.runDue(until + DAY_MS)
    const after = world.cloud.calls.slice(callsBefore)
    return [
      ...tokenBreaches(world, from, until),
      ...directoryBreaches(world, from, until),
      ...after.slice(0, 1).map(({ operation }) => `after revoking the tenant was called: ${operation}`),
    ]
  },
})

type Service = InProcessWorld['service']
type Clock = Pick<InProcessWorld['clock'], 'now' | 'sleep'>

/** The product whose schedule is run otherwise. */
function running(
  runs: (
    run: Service['runDue'],
    synchronize: Service['synchronize'],
    clock: Clock,
    until: number,
  ) => ReturnType<Service['runDue']>,
): Warp {
  return overPorts((service, { clock }) => ({
    ...service,
    runDue: (until) => runs(service.runDue, service.synchronize, clock, until),
  }))
}

function timesOf({ cloud }: InProcessWorld, operation: string, from: number, until: number): number[] {
  const calls = cloud.calls.filter((one) => one.operation === operation && one.at > from && one.at <= until)
  return [...new Set(calls.map(({ at }) => at))]
}

function tokenBreaches(world: InProcessWorld, from: number, until: number): string[] {
  const times = [from, ...timesOf(world, 'POST /oauth2/v2.0/token', from, until), until]
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? at))
  const longest = Math.max(...gaps)
  return longest <= HOUR_MS + LATE_MS
    ? []
    : [`for ${Math.round(longest / 60_000)} minutes no token was asked for`]
}

function directoryBreaches(world: InProcessWorld, from: number, until: number): string[] {
  const { dailySyncUtc } = publishedSite('EU')
  const ofDay = Date.parse(`1970-01-01T${dailySyncUtc}:00Z`)
  const midnight = from - (from % DAY_MS)
  const due = Array.from({ length: DAYS + 1 }, (_, day) => midnight + day * DAY_MS + ofDay).filter(
    (at) => at > from && at <= until,
  )
  const read = timesOf(world, 'GET /users/delta', from, until)
  const isEach = due.length === read.length && due.every((at, i) => Math.abs((read[i] ?? 0) - at) < LATE_MS)
  const shown = read.map((at) => new Date(at).toISOString().slice(0, 16))
  return isEach ? [] : [`the directory was read at ${shown.join(', ') || 'no time'}`]
}
