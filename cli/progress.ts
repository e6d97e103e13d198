/** How far a long run is: a line that a terminal overwrites, and that a log sees now and then. */

export interface Moment {
  /** Pieces of work that are done, and those that are known. */
  readonly units: number
  readonly of: number
  readonly runs: number
  /** How much of the work is done, from 0 to 1. */
  readonly share: number
}

export interface Progress {
  readonly progress: (moment: Moment) => void
  /** For what has no known end. @param what in the plural */
  readonly counted: (what: string, done: number) => void
  /** Ends the line that was being overwritten. */
  readonly done: () => void
}

const TERMINAL_EVERY_MS = 100
const LOG_EVERY_MS = 10_000

/** @param seconds how long the run is to take, where it was told; what is left is reckoned from its share otherwise */
export function progressOn(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  seconds?: number,
  now: () => number = () => performance.now(),
): Progress {
  const startedAt = now()
  const everyMs = stream.isTTY ? TERMINAL_EVERY_MS : LOG_EVERY_MS
  let toldAt = startedAt
  const tell = (line: (elapsedSeconds: number) => string): void => {
    const at = now()
    if (at - toldAt < everyMs) return
    toldAt = at
    const text = line((at - startedAt) / 1000)
    stream.write(stream.isTTY ? `\r\u001b[K${text}` : `${text}\n`)
  }
  return {
    progress: (moment) => tell((elapsed) => lineOf(moment, elapsed, seconds)),
    counted: (what, done) => tell(() => `${what}: ${done} so far`),
    done() {
      if (stream.isTTY) stream.write('\r\u001b[K')
    },
  }
}

/** `played 104 of 263 units, 1203 runs, 41 runs/s, about 12 s left` */
function lineOf({ units, of, runs, share }: Moment, elapsed: number, seconds: number | undefined): string {
  const known = share > 0 ? (elapsed / share) * (1 - share) : 0
  const left = seconds === undefined ? known : Math.max(known, seconds - elapsed)
  const rate = elapsed > 0 ? runs / elapsed : 0
  return `played ${units} of ${of} units, ${runs} runs, ${rate.toFixed(rate < 10 ? 1 : 0)} runs/s, about ${timeText(left)} left`
}

function timeText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}
