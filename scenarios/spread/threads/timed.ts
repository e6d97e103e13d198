/** The clock of this machine, for how long units take and for when the time is over. What is played never hears of it. */
import type { Orders } from '../engine.ts'
import { type UnitPlayer, unitPlayer } from '../play-unit.ts'

/** Plays units in this thread, and tells how long they took. */
export const timedPlayer = (orders: Orders): UnitPlayer => unitPlayer(orders, () => performance.now())

/** Whether so many seconds have passed since it was made; always, where it is given none. */
export function timeOver(seconds: number | undefined): () => boolean {
  const end = performance.now() + (seconds ?? 0) * 1000
  return () => performance.now() >= end
}
