/** Units spread over threads: each takes the next when it has played one, so that none waits for another. */
import type { Counts } from '#reports'
import type { Orders, Unit } from '../engine.ts'
import { brokenUnit } from '../play-unit.ts'
import { startThread, type Thread } from './thread.ts'
import { timedPlayer } from './timed.ts'

export interface Work {
  /** The next unit to be played, until there is none. */
  readonly next: () => Unit | undefined
  readonly take: (unit: Unit, counts: Counts) => void
}

/** A thread whose heap holds more is replaced by a new one. */
const HEAP_BYTES_MAX = 600_000_000

/** @param start makes a thread: another one in tests alone */
export async function playInThreads(
  orders: Orders,
  threads: number,
  work: Work,
  start: () => Thread = () => startThread(orders),
): Promise<void> {
  await Promise.all(Array.from({ length: threads }, () => lane(work, start)))
}

async function lane({ next, take }: Work, start: () => Thread): Promise<void> {
  let thread: Thread | undefined
  for (let unit = next(); unit; unit = next()) {
    thread ??= start()
    try {
      const { counts, heapBytes } = await thread.play(unit)
      take(unit, counts)
      if (heapBytes <= HEAP_BYTES_MAX) continue
    } catch (error) {
      take(unit, brokenUnit(unit, error))
    }
    await thread.end()
    thread = undefined
  }
  await thread?.end()
}

/** One after the other, in the thread that asks. */
export async function playHere(orders: Orders, { next, take }: Work): Promise<void> {
  const play = timedPlayer(orders)
  for (let unit = next(); unit; unit = next()) take(unit, await play(unit))
}
