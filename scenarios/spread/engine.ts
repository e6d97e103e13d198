/** A kind of thing that a conformance run plays: its units, and how a thread plays one of them. */
import type { Engine as EngineName } from '#reports'
import type { Warp } from '../harness/world.ts'
import type { Tally } from './tally.ts'

/** A piece of a conformance run that one thread plays alone. It is plain data, so that any thread can be given it. */
export interface Unit {
  readonly engine: EngineName
  /** Begins with the engine's name. It is the same in each run, whatever else is played. */
  readonly id: string
  /** How long it takes, in rough milliseconds: what takes longest begins first. */
  readonly cost: number
  /** Name of what is played: a script, a trial, a sweep. */
  readonly name: string
}

/** What the record follows from. */
export interface Orders {
  readonly version: string
  readonly seed: string
  /** How many random scripts. */
  readonly runs: number
  /** Instead of a number of random scripts: they are played until so many seconds have passed since the beginning. */
  readonly forSeconds?: number
  /** A sample of the sweeps: every nth variant. */
  readonly part: number
  /** A sample of what takes hours, which is schedules of two workers and pairs of faults: every nth. */
  readonly nightPart?: number
  /** How the ids of the units begin that are played; all of them where absent. */
  readonly only?: string
  /** Name of the known defect of the product that plays everything. */
  readonly defect?: string
}

export interface Engine<Own extends Unit> {
  readonly units: (orders: Orders) => readonly Own[]
  /** Units for a run that ends when its time is over: without an end, or as many as there are; none where absent. */
  readonly endlessUnits?: (orders: Orders) => Generator<Own>
  /** Made once in a thread, so that units share what they need. @param warp of the product, as the orders ask for it */
  readonly player: (orders: Orders, warp: Warp) => (unit: Own, tally: Tally) => Promise<void>
}

export const engine = <Own extends Unit>(definition: Engine<Own>): Engine<Own> => definition
