/** The one place that repeats a call: when, how often, and after how long. */

import type { Ports } from '../ports.ts'
import { answerOf, M365Error, type Meaning } from './errors.ts'

export const TRIES_MAX = 8
/** If nobody listens, more tries hardly help. */
const TRIES_UNREACHABLE = 3
const PAUSE_FIRST_MS = 2_000
const PAUSE_MAX_MS = 120_000

/** Meanings after which a call that may be repeated is repeated. */
const PASSING: ReadonlySet<Meaning> = new Set(['throttled', 'unknown'])

export const isPassing = ({ meaning }: M365Error): boolean => PASSING.has(meaning)

const triesMax = ({ isUnreachable }: M365Error): number => (isUnreachable ? TRIES_UNREACHABLE : TRIES_MAX)

/**
 * Runs an idempotent call until it gets an answer: reads, sets, removals, additions to a set. If the call
 * could not get its token after all tries for it, the call is not tried again.
 * @throws the last M365Error when the tries are used up, or the first that waiting cannot cure; it is in doubt if
 * any attempt was
 */
export async function repeatable<T>(ports: Ports, act: () => Promise<T>): Promise<T> {
  let doubt = false
  let tries = 0
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof M365Error)) throw error
      tries += error.attempts
      if (!isPassing(error) || tries >= triesMax(error)) throw error.after(tries, doubt)
      doubt ||= error.inDoubt
      const pause = pauseMs(ports, error, tries)
      const { service, status, code } = error
      ports.log.warn({ service, status, code }, retryingIn(pause, error, tries))
      await ports.clock.sleep(pause)
    }
  }
}

const retryingIn = (ms: number, error: M365Error, tries: number): string =>
  `${answerOf(error.service, error)}; trying again in ${Math.ceil(ms / 1000)} s, ${tries} of ${triesMax(error)} tries made`

/** Milliseconds to wait after a failure: what the service says, else exponential with full jitter. */
export function pauseMs(ports: Ports, error: M365Error, attempt: number): number {
  if (error.retryAfterSeconds !== undefined) return Math.ceil(error.retryAfterSeconds * 1000)
  const ceiling = Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** (attempt - 1))
  const dice = Number.parseInt(ports.ids.uuid().slice(0, 8), 16) / 0xffffffff
  return Math.ceil(ceiling / 2 + (ceiling / 2) * dice)
}

/** How long failures are tolerated, for each thing separately. */
export interface Patience {
  /**
   * Failures in a row of one thing so far; undefined where this one is too many.
   * @param newestMs when the newest object that the thing waits for was written: from then on replicas have time to agree
   */
  bears(thing: string, error: M365Error, newestMs?: number): number | undefined
  /** A thing has succeeded. */
  renew(thing: string): void
}

/**
 * A passing failure is repeated as often as any call. A failure that may come from a replica that is behind is tolerated until replicas agree.
 * Failures of one thing do not use up the patience with another.
 * @param agreeMs how long replicas may differ
 */
export function patienceOf({ clock }: Pick<Ports, 'clock'>, agreeMs: number): Patience {
  const things = new Map<string, { failures: number; tries: number; since: number | undefined }>()
  return {
    bears(thing, error, newestMs = 0) {
      const { failures, tries, since } = things.get(thing) ?? { failures: 0, tries: 0, since: undefined }
      const passes = isPassing(error)
      const now = clock.now()
      const next = {
        failures: failures + 1,
        tries: tries + (passes ? error.attempts : 0),
        since: passes ? since : (since ?? now),
      }
      things.set(thing, next)
      const isBorne = passes
        ? next.tries < triesMax(error)
        : now < Math.max(next.since ?? now, newestMs) + agreeMs
      return isBorne ? next.failures : undefined
    },
    renew: (thing) => void things.delete(thing),
  }
}

/**
 * A later page is refused although an earlier one was given: the link has expired, or the service has a problem.
 * It counts as a passing failure, so that the listing starts again.
 * @param asked the path or cmdlet @param pages that came before
 */
export function brokenOff(error: unknown, asked: string, pages: number): unknown {
  if (!(error instanceof M365Error) || isPassing(error)) return error
  const { service, status, code, message } = error
  const said = `${asked} broke off after ${pages} pages: ${status} ${code} ${message}`
  return new M365Error(service, 500, 'ListingBrokenOff', said)
}
