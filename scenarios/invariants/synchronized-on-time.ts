import { publishedSite } from '../expected.ts'
import { invariant } from '../harness/moment.ts'

const DAY_MS = 24 * 3_600_000

/** The product says when its next synchronization is due, and the step waits for it: the clock then shows that time. */
export const synchronizedOnTime = invariant({
  name: 'synchronized on time',
  statement:
    'the next synchronization is due at the published time of the site, in UTC, in summer and winter',
  clauses: ['SY-10'],
  check({ step, result, world }) {
    if (step.op !== 'await synchronization' || result.outcome !== 'done') return undefined
    const { dailySyncUtc } = publishedSite(world.script.site)
    if (dailySyncUtc === undefined) return undefined
    const now = world.clock.now()
    const due = now - (now % DAY_MS) + Date.parse(`1970-01-01T${dailySyncUtc}:00Z`)
    return now === due
      ? []
      : [
          `${world.script.site} would synchronize at ${new Date(now).toISOString()}, and its published time is ${dailySyncUtc} UTC`,
        ]
  },
})
