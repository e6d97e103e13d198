/** Which policies are in force by what was asked of the console, as the harness reckons it. */
import type { Policy } from '#cas-core'
import type { Step } from '../script.ts'
import type { Stage } from '../stage-of.ts'
import type { StepResult } from '../step-result.ts'
import type { World } from '../world.ts'

/** Published: a predefined policy is for all targets. A grant in inline mode is for both directions. */
const FOR_ALL: readonly Policy[] = (['inbound', 'outbound'] as const).map((direction) => ({
  name: 'the chosen one',
  kind: 'ATP',
  direction,
  enabled: true,
  targets: { all: true },
}))

/** What is chosen when a grant begins is in force from its end on. */
export function reckonPolicies(
  world: World,
  step: Step,
  { outcome }: StepResult,
  stage: Stage | undefined,
): void {
  if (outcome !== 'done' || (step.op !== 'console' && step.op !== 'console consent')) return
  if (step.op === 'console' && step.operation === 'beginGrant') world.chosenPolicy = step.input?.policy
  if (stage?.op === 'provision' && stage.mode === 'inline' && world.chosenPolicy !== undefined)
    world.policies = FOR_ALL
}
