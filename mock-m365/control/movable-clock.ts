/** The clock of a served mock: it follows another clock, and can be set forward. */
import type { Clock } from '../ports.ts'

export interface MovableClock extends Clock {
  /** Milliseconds by which it is ahead. */
  readonly aheadMs: number
  /** Time moves forward only: tokens and log entries of the future would make no sense. */
  advance(ms: number): void
}

export function movableClock(clock: Clock): MovableClock {
  let aheadMs = 0
  return {
    now: () => clock.now() + aheadMs,
    get aheadMs() {
      return aheadMs
    },
    advance(ms) {
      if (!(ms >= 0 && Number.isFinite(ms))) throw new RangeError(`time cannot move by ${ms} ms`)
      aheadMs += ms
    },
  }
}
