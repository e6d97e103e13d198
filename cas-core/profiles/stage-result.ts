/** What a stage has done, in the words of a generation. */
import type { Outcome, StageCode, StageOutcome } from '../stages/outcome.ts'
import { activityOf, messageOf, type ProfileName, reasonOf } from './index.ts'

export interface StageResult {
  readonly outcome: Outcome
  /** Stable name of the message. */
  readonly code: StageCode
  /** Values behind the message. */
  readonly data: object
  /** What the console shows. */
  readonly message: string
  /** Writes of this stage, in order: `create TMCAS Inline …`. */
  readonly done: readonly string[]
  /** Writes that were prevented. */
  readonly left: readonly string[]
  readonly obstacles: readonly { readonly name: string; readonly code: string; readonly reason: string }[]
  /** What was done in addition to changing the tenant. */
  readonly activities: readonly string[]
}

export function resultOf(result: StageOutcome, profile: ProfileName): StageResult {
  const { outcome, code, data, done, left, obstacles, activities } = result
  return {
    outcome,
    code,
    data,
    message: messageOf(profile, result),
    done,
    left,
    obstacles: obstacles.map((obstacle) => ({
      name: obstacle.name,
      code: obstacle.code,
      reason: reasonOf(profile, obstacle),
    })),
    activities: activities.map((activity) => activityOf(profile, activity)),
  }
}
