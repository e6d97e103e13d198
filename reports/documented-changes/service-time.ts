/** What is due by the clock while the service runs, and whether it was seen when it was due. */
import type { DocumentedChange } from '../documented-change.ts'
import type { RunContext } from '../run-context.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A synchronization that begins within a quarter of an hour of the published time is that day's (proposed). */
const LATE_MAX = 15 * MINUTE

/** Full hours of service. */
export function hoursOf({ service }: RunContext): number {
  return service.reduce((hours, { from, to }) => hours + Math.floor((to - from) / HOUR), 0)
}

/** A site without a published time is due once in each full day of service, whenever that is. */
export const DAILY_SYNC = {
  expected: (run) => (run.site?.dailySyncUtc ? dueTimes(run).map(named) : days(run).map(nth)),
  attests: (run) =>
    run.site?.dailySyncUtc
      ? dueTimes(run)
          .filter((due) => syncTimes(run).some((at) => isAt(at, due)))
          .map(named)
      : days(run).slice(0, syncTimes(run).length).map(nth),
  partly: (_seen, run) => {
    const times = syncTimes(run)
    if (times.length === 0) return undefined
    if (run.service.length === 0) return 'the service was never granted, so that no synchronization was due'
    const time = run.site?.dailySyncUtc
    if (!time) return `no page gives a time for this site; it was at ${times.map(clock).join(', ')} UTC`
    const others = times.filter((at) => !dueTimes(run).some((due) => isAt(at, due)))
    return others.length === times.length
      ? `at ${others.map(clock).join(', ')} UTC, while the published time of the site is ${time}`
      : undefined
  },
} satisfies Pick<DocumentedChange, 'expected' | 'attests' | 'partly'>

const isAt = (at: number, due: number): boolean => at >= due && at <= due + LATE_MAX
const clock = (at: number): string => new Date(at).toISOString().slice(11, 16)
const named = (due: number): string =>
  `synchronized at ${new Date(due).toISOString().slice(0, 16).replace('T', ' ')} UTC`
const nth = (day: number): string => `synchronized on day ${day + 1}`

/** When each synchronization began. */
function syncTimes(run: RunContext): readonly number[] {
  return run
    .stagesOf('service running')
    .filter(({ activities }) => activities.some((one) => one.toLowerCase().startsWith('synchronized')))
    .map(({ startedAt }) => Date.parse(startedAt))
}

/** The published time of each day that came while the service ran. */
function dueTimes({ site, service }: RunContext): readonly number[] {
  const time = Date.parse(`1970-01-01T${site?.dailySyncUtc}:00Z`)
  return service.flatMap(({ from, to }) => {
    const first = from - (from % DAY) + time
    const start = first >= from ? first : first + DAY
    return Array.from({ length: Math.max(0, Math.ceil((to - start) / DAY)) }, (_, day) => start + day * DAY)
  })
}

function days({ service }: RunContext): readonly number[] {
  const count = service.reduce((sum, { from, to }) => sum + Math.floor((to - from) / DAY), 0)
  return Array.from({ length: count }, (_, day) => day)
}
