/** What a thread is told of a unit that it plays in instrumented code, and what it answers: plain data. */
import type { Orders, Unit } from '../../spread/engine.ts'
import type { Answer } from '../../spread/threads/thread.ts'

/** How often each mutant's place was reached, by the mutant's id. */
export type Reached = Readonly<Record<string, number>>

export interface MutatedUnit extends Unit {
  /** Id of the mutant that is active; none where absent. */
  readonly mutant?: string
  /** How often its place may be reached: what goes on for ever reaches it more often. */
  readonly hitLimit?: number
  /** Whether to forget what units before this one have left in the player. */
  readonly isFirst: boolean
}

export interface MutatedAnswer extends Answer {
  /** Reached while the modules were loaded. */
  readonly atStart: Reached
  /** Reached by the unit. */
  readonly reached: Reached
  readonly isEndless: boolean
}

export interface MutatedOrders extends Orders {
  /** Id of the mutant that is active while the modules are loaded; none where absent. */
  readonly mutant?: string
}

/** What instrumented code reads and writes: the interface of `@stryker-mutator/instrumenter`. */
export interface Instrumented {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  hitCount?: number | undefined
  hitLimit?: number | undefined
  mutantCoverage: { readonly static: Record<string, number>; readonly perTest: Record<string, Reached> }
}
