/** When, how often and how long after: the one place that repeats a call. Everything above repeats nothing. */
import { M365Error } from './errors.ts'
import type { Ports } from './ports.ts'

export const TRIES_MAX = 8
const PAUSE_FIRST_MS = 2_000
const PAUSE_MAX_MS = 120_000

/** Meanings after which a call that may be repeated is repeated. */
const PASSING = new Set(['throttled', 'transient', 'unknown'])

/**
 * Runs an idempotent call until it gets an answer: reads, sets, removals, additions to a set.
 * @throws the last M365Error when the tries are used up, or the first that waiting cannot mend; it is in doubt where
 * any attempt was
 */
export async function repeatable<T>(ports: Ports, act: () => Promise<T>): Promise<T> {
  let doubt = false
  for (let attempt = 1; ; attempt++) {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof M365Error)) throw error
      if (!PASSING.has(error.meaning) || attempt >= TRIES_MAX) throw doubt ? error.afterDoubt() : error
      doubt ||= error.inDoubt
      await ports.clock.sleep(pauseMs(ports, error, attempt))
    }
  }
}

/** Milliseconds to wait after a failure: what the service says, else exponential with full jitter. */
export function pauseMs(ports: Ports, error: M365Error, attempt: number): number {
  if (error.retryAfterSeconds !== undefined) return Math.ceil(error.retryAfterSeconds * 1000)
  const ceiling = Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** (attempt - 1))
  const dice = Number.parseInt(ports.ids.uuid().slice(0, 8), 16) / 0xffffffff
  return Math.ceil(ceiling / 2 + (ceiling / 2) * dice)
}
