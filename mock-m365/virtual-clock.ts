import type { Clock } from './ports.ts'

/** A clock that moves only when a caller sleeps or advances it; the mock and its callers share one instance. */
export interface VirtualClock extends Clock {
  sleep(ms: number): Promise<void>
  advance(ms: number): void
}

/** @param startMs milliseconds since the epoch at which the run begins */
export function virtualClock(startMs: number): VirtualClock {
  let nowMs = startMs
  const advance = (ms: number) => {
    if (!(ms >= 0 && Number.isFinite(ms))) throw new RangeError(`time cannot move by ${ms} ms`)
    nowMs += ms
  }
  return {
    now: () => nowMs,
    advance,
    sleep: async (ms) => advance(ms),
  }
}
