import type { Clock } from './ports.ts'

/** Time that moves only when somebody sleeps or advances it; one instance serves the mock and its callers. */
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
