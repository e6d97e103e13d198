/** The product's process. When it ends nothing in it goes on, not even what it would do about a failure. */
import type { Ports } from '#cas-core'
import { awaited } from './awaited.ts'

/** `endless`: it was ended, since its work did not come to an end. */
type End = 'crashed' | 'endless'

/** What the product gets of the world, for as long as its process lives. */
export interface Process extends Pick<Ports, 'fetch' | 'clock'> {
  /** Resolves when the process has ended ahead of its work. */
  readonly ended: Promise<End>
}

/** Calls and waits of one process. No script needs so many: what makes more would go on for ever. */
const ACTS_MAX = 20_000

/**
 * A call that is on its way when the process ends is never answered, and none leaves after it.
 * @param crashes how many calls have ended a process so far: calls that leave together are answered in any order
 */
export function processOver(
  { fetch, clock }: Pick<Ports, 'fetch' | 'clock'>,
  crashes: () => number,
  actsMax = ACTS_MAX,
): Process {
  const { promise: ended, resolve } = Promise.withResolvers<End>()
  let isOver = false
  let acts = 0
  const crashesBefore = crashes()
  const end = (by: End) => {
    isOver = true
    resolve(by)
    return never()
  }
  const alive = <T>(act: () => Promise<T>): Promise<T> => {
    if (isOver) return never()
    return ++acts > actsMax ? end('endless') : act()
  }
  return {
    ended,
    clock: { now: () => clock.now(), sleep: (ms) => awaited(() => alive(() => clock.sleep(ms))) },
    fetch: (input, init) =>
      alive(async () => {
        try {
          const answer = await fetch(input, init)
          return isOver ? never() : answer
        } catch (error) {
          if (crashes() === crashesBefore) throw error
          return end('crashed')
        }
      }),
  }
}

const never = (): Promise<never> => new Promise(() => undefined)
