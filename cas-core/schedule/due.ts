/**
 * What is due for an account, and when: a pure function of what is known of the account and of the time. A work that was
 * missed is due once, however often its time has passed meanwhile.
 */

import { type Attempts, pauseAfter } from '../service-accounts/memory/works.ts'
import { nextSyncAt, type Site } from '../service-accounts/sites.ts'

export type WorkName =
  /** A stage that was begun and has not reached its goal: its process has ended. */
  | 'finish stage'
  /** A grant that waits for what an administrator does elsewhere: the role, and its effect. */
  | 'complete grant'
  | 'refresh token'
  | 'send e-mail'
  | 'synchronize'
  | 'renew subscriptions'
  /** Brings subscriptions to the protected mailboxes and reads on in each, so that a lost notification is made up for. */
  | 'catch up on mail'
  | 'generate report'
  /** The licence has ended, and the account goes with it. */
  | 'remove account'

export interface Work {
  readonly what: WorkName
  /** Milliseconds since the epoch. */
  readonly dueAt: number
  /** Id of the thing that it is about, where there is more than one: a report schedule, an incident. */
  readonly of?: string
}

/** What is known of an account. All moments are in milliseconds since the epoch. */
export interface RunningState {
  readonly site: Pick<Site, 'dailySyncUtc'>
  /** When the current goal was set; undefined for an account that was never granted. */
  readonly goalAt: number | undefined
  /** Since when the service runs, where access is granted. */
  readonly runningSince: number | undefined
  readonly isGranted: boolean
  /** Whether the goal was reached at least once. */
  readonly isReached: boolean
  /** Whether the current goal is one that the product can reach by itself. */
  readonly canFinish: boolean
  /** False for an account whose list of users was chosen by hand: it is not synchronized by schedule. */
  readonly isSynchronized: boolean
  /** Whether tokens are refreshed every hour; the pages name inline mode and not API mode. */
  readonly isRefreshed: boolean
  /** When this process has last refreshed the tokens; undefined after a start, so that a refresh is due at once. */
  readonly refreshedAt: number | undefined
  readonly hasIncident: boolean
  /** A grant that goes on by itself, since its last consent. */
  readonly grant?: { readonly since: number; readonly attempts: Attempts } | undefined
  /** E-mail that is to be sent. */
  readonly mail?: { readonly of: string; readonly since: number; readonly attempts: Attempts } | undefined
  /** When the next subscription has to be renewed. */
  readonly renewAt?: number | undefined
  /** Whether mail is scanned. */
  readonly isScanned?: boolean
  /** When this process has last caught up on mail; undefined after a start or a synchronization: it is due at once then. */
  readonly caughtUpAt?: number | undefined
  readonly reports: readonly { readonly id: string; readonly nextAt: number; readonly attempts: Attempts }[]
  /** When the account is removed because the licence has ended. */
  readonly removeAt?: number | undefined
  readonly attempts: Readonly<Record<'finish stage' | 'synchronize' | 'renew subscriptions', Attempts>>
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A message of which no notification told is found after an hour at most. Proposed. */
const CATCH_UP_EVERY_MS = HOUR_MS
/** A stage that was left is taken up this often, and then left to the console. Proposed. */
const FINISH_TRIES_MAX = 5
/** A grant is tried for so long, and then waits for somebody at the console. Proposed. */
const GRANT_WAITS_MS = 7 * DAY_MS
/** A stage at work is not taken up: its lease lasts as long, and a stage that waits for Microsoft renews it. Proposed. */
const FINISH_AFTER_MS = 10 * 60_000

/** Works whose time has come, the one that is due longest first. */
export const due = (state: RunningState, nowMs: number): Work[] =>
  upcoming(state, nowMs).filter(({ dueAt }) => dueAt <= nowMs)

/** When something is due next; undefined where nothing will be. It may be past. */
export const nextDueAt = (state: RunningState, nowMs: number): number | undefined =>
  upcoming(state, nowMs)[0]?.dueAt

/**
 * The next work of each kind, the one that is due first at the head.
 * @param nowMs a moment that is written down and is later than this by more than a day is not believed: the clock was wrong
 */
export function upcoming(state: RunningState, nowMs: number): Work[] {
  const { goalAt } = state
  const works = [
    ...completing(state, nowMs),
    ...(goalAt === undefined ? [] : finishing(state, goalAt, nowMs)),
    ...(state.isGranted && goalAt !== undefined
      ? runningWorks(state, state.runningSince ?? goalAt, nowMs)
      : []),
  ]
  return works.sort((one, other) => one.dueAt - other.dueAt)
}

function completing({ grant, isGranted }: RunningState, nowMs: number): Work[] {
  if (!grant || isGranted || grant.attempts.coveredUntil >= grant.since) return []
  const since = believed(grant.since, nowMs)
  if (nowMs > since + GRANT_WAITS_MS) return []
  return [{ what: 'complete grant', dueAt: again(grant.attempts, since + FINISH_AFTER_MS, nowMs) }]
}

function finishing(state: RunningState, goalAt: number, nowMs: number): Work[] {
  const attempts = state.attempts['finish stage']
  const isLeft = state.isReached || !state.canFinish || attempts.coveredUntil >= goalAt
  if (isLeft || state.hasIncident || attempts.tries >= FINISH_TRIES_MAX) return []
  const since = believed(goalAt, nowMs) + FINISH_AFTER_MS
  return [{ what: 'finish stage', dueAt: again(attempts, since, nowMs) }]
}

function runningWorks(state: RunningState, runningSince: number, nowMs: number): Work[] {
  const { isRefreshed, refreshedAt, isScanned, caughtUpAt, mail, removeAt, reports, renewAt, attempts } =
    state
  const works: Work[] = []
  if (isRefreshed) {
    const dueAt = refreshedAt === undefined ? runningSince : Math.min(refreshedAt, nowMs) + HOUR_MS
    works.push({ what: 'refresh token', dueAt })
  }
  if (mail) works.push({ what: 'send e-mail', of: mail.of, dueAt: again(mail.attempts, mail.since, nowMs) })
  if (removeAt !== undefined) works.push({ what: 'remove account', dueAt: removeAt })
  for (const report of reports) {
    const dueAt = again(report.attempts, report.nextAt, nowMs)
    works.push({ what: 'generate report', of: report.id, dueAt })
  }
  // what calls the tenant waits until the tenant lets the product in again
  if (state.hasIncident) return works
  if (state.isSynchronized) {
    const { coveredUntil } = attempts.synchronize
    const since = Math.max(believed(runningSince, nowMs), believed(coveredUntil, nowMs))
    const dueAt = again(attempts.synchronize, nextSyncAt(state.site, since), nowMs)
    works.push({ what: 'synchronize', dueAt })
  }
  if (renewAt !== undefined && renewAt > attempts['renew subscriptions'].coveredUntil) {
    const dueAt = again(attempts['renew subscriptions'], renewAt, nowMs)
    works.push({ what: 'renew subscriptions', dueAt })
  }
  if (isScanned) {
    const dueAt = caughtUpAt === undefined ? runningSince : Math.min(caughtUpAt, nowMs) + CATCH_UP_EVERY_MS
    works.push({ what: 'catch up on mail', dueAt })
  }
  return works
}

/** When a work that is due at a moment is tried: at that moment, or a while after a try that has failed. */
function again({ tries, beganAt }: Attempts, dueAt: number, nowMs: number): number {
  return tries === 0 ? dueAt : Math.max(dueAt, Math.min(beganAt, nowMs) + pauseAfter(tries))
}

/** A moment that is written down; the present one, where a wrong clock has written it. */
const believed = (writtenAt: number, nowMs: number): number =>
  writtenAt > nowMs + DAY_MS ? nowMs : writtenAt

/** Up to when a synchronization that begins now makes up for what was missed: the last time of the site. */
export const lastSyncUntil = (site: Pick<Site, 'dailySyncUtc'>, nowMs: number): number =>
  nextSyncAt(site, nowMs) - DAY_MS
