/** What is due: each day's synchronization once, whatever the moments at which somebody looks. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Attempts, NO_ATTEMPTS, WorkLog } from '../service-accounts/memory/works.ts'
import { due, lastSyncUntil, nextDueAt, type RunningState } from './due.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A Monday. */
const GRANTED = Date.UTC(2026, 0, 5, 9)
const EU = { dailySyncUtc: '00:15' }
/** After midnight. */
const QUARTER_PAST = 15 * 60_000

const NO_TRIES = {
  'finish stage': NO_ATTEMPTS,
  synchronize: NO_ATTEMPTS,
  'renew subscriptions': NO_ATTEMPTS,
}

const stateOf = (given: Partial<RunningState> = {}): RunningState => ({
  site: EU,
  goalAt: GRANTED,
  runningSince: GRANTED,
  isGranted: true,
  isReached: true,
  canFinish: true,
  isSynchronized: true,
  isRefreshed: false,
  refreshedAt: undefined,
  hasIncident: false,
  reports: [],
  attempts: NO_TRIES,
  ...given,
})

const synchronizing = (synchronize: Attempts): Partial<RunningState> => ({
  attempts: { ...NO_TRIES, synchronize },
})

/** An account whose synchronizations end as told, looked at at moments. Returns the moments at which it synchronizes. */
function syncsAt(moments: readonly number[], endsWell: (run: number) => boolean = () => true): number[] {
  const log = new WorkLog()
  const runs: number[] = []
  for (const at of moments) {
    const works = due(stateOf(synchronizing(log.of('synchronize'))), at)
    for (const { what } of works) {
      if (what !== 'synchronize') continue
      log.take({ type: 'work begun', work: what, until: lastSyncUntil(EU, at), at, epoch: 1 } as never)
      const outcome = endsWell(runs.length) ? 'done' : 'failed'
      log.take({ type: 'work ended', work: what, outcome, at, epoch: 1 } as never)
      runs.push(at)
    }
  }
  return runs
}

/** Days since the epoch whose 00:15 has passed at a moment: told without the code under test. */
const quartersPassed = (at: number): number => Math.floor((at - QUARTER_PAST) / DAY)

const moments = fc
  .array(fc.integer({ min: 0, max: 4 * DAY }), { minLength: 1, maxLength: 60 })
  .map((gaps) => gaps.map((gap) => Math.floor(gap ** 2 / (4 * DAY))))
  .map((gaps) => gaps.map((_, i) => GRANTED + gaps.slice(0, i + 1).reduce((sum, gap) => sum + gap, 0)))

describe('the daily synchronization', () => {
  test('runs once for each time of the site that somebody could see pass, and never twice for one', () => {
    fc.assert(
      fc.property(moments, (seen) => {
        const runs = syncsAt(seen)
        const expected = seen.filter((at, i) => {
          const before = i === 0 ? GRANTED : (seen[i - 1] ?? 0)
          return quartersPassed(at) > quartersPassed(before)
        })
        expect(runs).toEqual(expected)
      }),
    )
  })

  test('is tried again until it ends well, and then once a day: whatever fails, no day is lost', () => {
    fc.assert(
      fc.property(moments, fc.array(fc.boolean(), { maxLength: 20 }), (seen, ends) => {
        const patient = [...seen, ...[5, 6].map((hours) => (seen.at(-1) ?? 0) + hours * HOUR)]
        const runs = syncsAt(patient, (run) => ends[run] ?? true)
        const good = runs.filter((_, run) => ends[run] ?? true)
        const days = good.map(quartersPassed)
        expect(new Set(days).size).toBe(days.length)
        const [first = 0, last = 0] = [GRANTED, patient.at(-1) ?? 0]
        const isMissing = quartersPassed(last) > Math.max(quartersPassed(first), ...days)
        // what is missing at the end has failed a moment ago, and is tried again within four hours
        if (isMissing) expect(runs.length).toBeGreaterThan(good.length)
      }),
    )
  })

  test('comes every day at 00:15 UTC, on the days of daylight-saving time too', () => {
    const hourly = Array.from({ length: 366 * 24 }, (_, hour) => GRANTED + hour * HOUR)
    const quarterly = hourly.flatMap((at) => [at, at + 15 * 60_000])
    const runs = syncsAt(quarterly)
    expect(runs).toHaveLength(366)
    expect(new Set(runs.map((at) => new Date(at).toISOString().slice(11)))).toEqual(
      new Set(['00:15:00.000Z']),
    )
  })

  test('that was missed for three days is made up for once', () => {
    expect(syncsAt([GRANTED, GRANTED + 3 * DAY, GRANTED + 3 * DAY + 60_000])).toEqual([GRANTED + 3 * DAY])
  })

  test('waits five minutes after a failure, then ten, and four hours at most', () => {
    const tried = (tries: number) =>
      nextDueAt(
        stateOf(synchronizing({ ...NO_ATTEMPTS, tries, beganAt: GRANTED + 3 * DAY })),
        GRANTED + 3 * DAY,
      )
    const minutes = [1, 2, 3, 7, 50].map((tries) => ((tried(tries) ?? 0) - GRANTED - 3 * DAY) / 60_000)
    expect(minutes).toEqual([5, 10, 20, 240, 240])
  })

  test('goes on daily after a clock that was a year ahead has written its time', () => {
    const ahead = { ...NO_ATTEMPTS, coveredUntil: GRANTED + 365 * DAY }
    const state = stateOf(synchronizing(ahead))
    const next = nextDueAt(state, GRANTED + DAY) ?? 0
    expect(new Date(next).toISOString()).toBe('2026-01-07T00:15:00.000Z')
  })

  test('does not run twice where the clock goes back over its time', () => {
    const done = { ...NO_ATTEMPTS, coveredUntil: Date.UTC(2026, 0, 6, 0, 15) }
    const state = stateOf(synchronizing(done))
    for (const back of [0, 1, 6]) expect(due(state, Date.UTC(2026, 0, 6, 0, 15) - back * HOUR)).toEqual([])
  })

  test('is not scheduled for a list of users that was chosen by hand', () => {
    expect(due(stateOf({ isSynchronized: false }), GRANTED + 9 * DAY)).toEqual([])
  })
})

describe('other works', () => {
  test('a refresh is due at once after a start, and then every hour', () => {
    expect(due(stateOf({ isRefreshed: true }), GRANTED + 1)).toMatchObject([{ what: 'refresh token' }])
    const refreshed = stateOf({ isRefreshed: true, refreshedAt: GRANTED + 5 * HOUR })
    expect(due(refreshed, GRANTED + 6 * HOUR - 1)).toEqual([])
    expect(due(refreshed, GRANTED + 6 * HOUR)).toMatchObject([{ what: 'refresh token' }])
  })

  test('mail is read on at once after a start, and then every hour, where it is scanned', () => {
    const next = (given: Partial<RunningState>, at: number) =>
      due(stateOf({ isSynchronized: false, ...given }), at).map(({ what }) => what)
    expect(next({}, GRANTED + DAY)).toEqual([])
    expect(next({ isScanned: true }, GRANTED + 1)).toEqual(['catch up on mail'])
    const caughtUpAt = GRANTED + 5 * HOUR
    expect(next({ isScanned: true, caughtUpAt }, caughtUpAt + HOUR - 1)).toEqual([])
    expect(next({ isScanned: true, caughtUpAt }, caughtUpAt + HOUR)).toEqual(['catch up on mail'])
    // a clock that was ahead does not keep mail waiting
    expect(next({ isScanned: true, caughtUpAt: GRANTED + 365 * DAY }, GRANTED)).toEqual([])
    expect(nextDueAt(stateOf({ isScanned: true, caughtUpAt: GRANTED + 365 * DAY }), GRANTED)).toBe(
      GRANTED + HOUR,
    )
  })

  test('while an incident is open, tokens are tried and mail is sent, and nothing else calls the tenant', () => {
    const open = stateOf({
      isRefreshed: true,
      hasIncident: true,
      isReached: false,
      isScanned: true,
      renewAt: GRANTED,
      mail: { of: 'i1', since: GRANTED + DAY, attempts: NO_ATTEMPTS },
    })
    expect(due(open, GRANTED + 9 * DAY).map(({ what }) => what)).toEqual(['refresh token', 'send e-mail'])
  })

  test('the oldest comes first', () => {
    const state = stateOf({
      isRefreshed: true,
      renewAt: GRANTED + HOUR,
      removeAt: GRANTED + 2 * DAY,
      reports: [{ id: 'r', nextAt: GRANTED + 3 * HOUR, attempts: NO_ATTEMPTS }],
    })
    expect(due(state, GRANTED + 9 * DAY).map(({ what }) => what)).toEqual([
      'refresh token',
      'renew subscriptions',
      'generate report',
      'synchronize',
      'remove account',
    ])
  })

  test('nothing is due for an account that was revoked, or never granted, whatever is on record of it', () => {
    const everything = stateOf({
      isRefreshed: true,
      isScanned: true,
      renewAt: GRANTED,
      removeAt: GRANTED,
      reports: [{ id: 'r', nextAt: GRANTED, attempts: NO_ATTEMPTS }],
      mail: { of: 'i1', since: GRANTED, attempts: NO_ATTEMPTS },
    })
    expect(due({ ...everything, isGranted: false }, GRANTED + 9 * DAY)).toEqual([])
    expect(due({ ...everything, goalAt: undefined, isReached: false }, GRANTED + 9 * DAY)).toEqual([])
  })

  test('a stage that its process has left is taken up after ten minutes, five times at most', () => {
    const left = stateOf({ isGranted: false, isReached: false })
    expect(due(left, GRANTED + 9 * 60_000)).toEqual([])
    expect(due(left, GRANTED + 10 * 60_000)).toMatchObject([{ what: 'finish stage' }])
    const tries = (given: number): RunningState => ({
      ...left,
      attempts: { ...NO_TRIES, 'finish stage': { ...NO_ATTEMPTS, tries: given } },
    })
    expect(due(tries(4), GRANTED + DAY)).toMatchObject([{ what: 'finish stage' }])
    expect(due(tries(5), GRANTED + DAY)).toEqual([])
    expect(due({ ...left, canFinish: false }, GRANTED + DAY)).toEqual([])
  })
})
