/** When, how often and how long after: the one place that repeats a call. Everything above repeats nothing. */

import type { Ports } from '../ports.ts'
import { M365Error, type Meaning, sentenceOf } from './errors.ts'

export const TRIES_MAX = 8
/** Where nobody listens, hardly anybody will begin to. */
const TRIES_UNREACHABLE = 3
const PAUSE_FIRST_MS = 2_000
const PAUSE_MAX_MS = 120_000

/** Meanings after which a call that may be repeated is repeated. */
const PASSING: ReadonlySet<Meaning> = new Set(['throttled', 'unknown'])

export const isPassing = ({ meaning }: M365Error): boolean => PASSING.has(meaning)

const triesMax = ({ isUnreachable }: M365Error): number => (isUnreachable ? TRIES_UNREACHABLE : TRIES_MAX)

/**
 * Runs an idempotent call until it gets an answer: reads, sets, removals, additions to a set. A token that the call
 * needed and could not get, often as it was tried, is not tried that often again.
 * @throws the last M365Error when the tries are used up, or the first that waiting cannot mend; it is in doubt where
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
  `${sentenceOf(error)}; trying again in ${Math.ceil(ms / 1000)} s, ${tries} of ${triesMax(error)} tries made`

/** Milliseconds to wait after a failure: what the service says, else exponential with full jitter. */
export function pauseMs(ports: Ports, error: M365Error, attempt: number): number {
  if (error.retryAfterSeconds !== undefined) return Math.ceil(error.retryAfterSeconds * 1000)
  const ceiling = Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** (attempt - 1))
  const dice = Number.parseInt(ports.ids.uuid().slice(0, 8), 16) / 0xffffffff
  return Math.ceil(ceiling / 2 + (ceiling / 2) * dice)
}

/**
 * How long a stage bears failures in a row. What passes is tried as often as any call; what may only be a replica that
 * is behind is borne until replicas agree.
 * @param agreeMs how long replicas may differ
 */
export function patienceOf({ clock }: Pick<Ports, 'clock'>, agreeMs: number) {
  let failures = 0
  let tries = 0
  let since = 0
  return {
    /** Failures in a row so far; undefined where this one is too many. */
    bears(error: M365Error): number | undefined {
      if (failures++ === 0) since = clock.now()
      if (isPassing(error)) tries += error.attempts
      const isBorne = isPassing(error) ? tries < triesMax(error) : clock.now() < since + agreeMs
      return isBorne ? failures : undefined
    },
    renew() {
      failures = 0
      tries = 0
    },
  }
}

/**
 * A later page that is refused, though an earlier one was given: the link to it has expired, or the service is unwell.
 * It counts as a failure that passes, so that the listing is begun afresh.
 * @param asked the path or cmdlet @param pages that came before
 */
export function brokenOff(error: unknown, asked: string, pages: number): unknown {
  if (!(error instanceof M365Error) || isPassing(error)) return error
  const { service, status, code, message } = error
  const said = `${asked} broke off after ${pages} pages: ${status} ${code} ${message}`
  return new M365Error(service, 500, 'ListingBrokenOff', said)
}
