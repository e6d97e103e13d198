/** The result of a script that was played: the world at its end, and what was found on the way. */
import type { Finding, StageRecord } from '#reports'
import type { Condition } from '../expected.ts'
import type { Reached } from '../reached/index.ts'
import type { Baseline } from './baseline.ts'
import type { StepResult } from './step-result.ts'
import type { World } from './world.ts'

/** A stage as it was played, and the service whose account it was of. */
export interface PlayedStage {
  /** As the console calls it. */
  readonly service: string
  readonly record: StageRecord
}

export interface Played<Kind extends World = World> {
  readonly world: Kind
  readonly results: readonly StepResult[]
  readonly stages: readonly PlayedStage[]
  readonly findings: readonly Finding[]
  /** What the run has met that must happen at some time. */
  readonly reached: Reached
  /** How often each invariant was evaluated on something, by name. */
  readonly evaluated: ReadonlyMap<string, number>
  readonly baseline: Baseline
  readonly condition: Condition
  /** What the detour changed of the customer's own mail flow: messages by change. */
  readonly flow: ReadonlyMap<string, ReadonlySet<string>>
  /** Writes after which the probes were sent, and those that left mail unsafe. */
  readonly mail: { readonly writes: number; readonly unsafe: number }
}
