import type { Orders } from '../engine.ts'
import { type UnitPlayer, unitPlayer } from '../play-unit.ts'

/** Plays units in this thread, and tells how long they took by the clock of this machine. */
export const timedPlayer = (orders: Orders): UnitPlayer => unitPlayer(orders, () => performance.now())
