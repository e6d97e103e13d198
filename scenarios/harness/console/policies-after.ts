/** Which policies are in force, and in which direction, by what was asked of the console, as the harness reckons it. */
import type { Policy } from '#cas-core'
import { isConsoleStep, type Step } from '../script.ts'
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

/**
 * What is chosen when a grant begins is in force from its end on. Where the end of a grant is interrupted, the chosen
 * policy may be in force or not: it was asked for, and nothing is promised yet.
 */
export function reckonPolicies(
  world: World,
  step: Step,
  { outcome }: StepResult,
  stage: Stage | undefined,
): void {
  if (!isConsoleStep(step)) return
  const ends = stage?.op === 'provision' && stage.mode === 'inline'
  if (ends && outcome !== 'refused' && outcome !== 'pending' && world.chosenPolicy !== undefined)
    world.policies = FOR_ALL
  if (step.op !== 'console' || outcome !== 'done') return
  const { operation, input = {} } = step
  if (operation === 'beginGrant') world.chosenPolicy = input.policy
  if (operation === 'setInlineProtection')
    world.protection = { inbound: input.inbound === true, outbound: input.outbound === true }
}
