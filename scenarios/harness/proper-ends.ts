/** In which words a stage that cannot succeed has to end, as the harness calculates it without asking the product. */
import { isOfTwoStages } from '../workers/step-of-two.ts'
import type { Moment } from './moment.ts'
import { expectedOf, type Reckoning } from './reckoning.ts'
import type { Script, Step } from './script.ts'
import type { Stage } from './stage-of.ts'
import type { StepResult } from './step-result.ts'
import type { World } from './world.ts'

type Ends = ReadonlySet<StepResult['outcome']>

const REFUSED: Ends = new Set(['refused'])
const PENDING: Ends = new Set(['pending'])
const FAILED: Ends = new Set(['failed'])
const REFUSED_OR_PENDING: Ends = new Set(['refused', 'pending'])
/** What stands in the way is known before the first write, or by what a service refuses. */
const REFUSED_OR_FAILED: Ends = new Set(['refused', 'failed'])

/** Whether a stage can succeed, and how it may end if it cannot. */
export function foretoldOf(
  stage: Stage | undefined,
  step: Step,
  world: World,
  reckoning: Reckoning,
): Pick<Moment, 'expected' | 'properEnds'> {
  if (isOfTwoStages(step)) return { expected: undefined, properEnds: undefined }
  const expected = stage && expectedOf(stage, step, world, reckoning)
  return { expected, properEnds: stage && properEndsOf(stage, step, world.script, reckoning, expected) }
}

/**
 * `refused` for what somebody has to do otherwise; `pending` for what an administrator does elsewhere, after which the same
 * succeeds; `failed` for what a service does not let pass.
 * @returns undefined where it is not known, or where the stage can succeed
 */
function properEndsOf(
  stage: Stage,
  step: Step,
  { world }: Pick<Script, 'world'>,
  { condition, consented, roleAssigned, api }: Reckoning,
  expected: 'done' | 'not done' | undefined,
): Ends | undefined {
  if (expected !== 'not done' || condition === 'in between') return undefined
  const isOther = 'by' in step && step.by !== undefined && step.by !== 'admin'
  const isGranted = condition === 'granted' || condition === 'granted inbound'
  if (stage.mode === 'API') {
    const isRevoked = api.get(stage.service)?.condition === 'revoked'
    return stage.op === 'clean up' && isRevoked && isOther ? FAILED : REFUSED
  }
  switch (stage.op) {
    case 'provision':
      if (consented.size < 2) return REFUSED
      // the earlier generation verifies first, and its button is there until all is done
      if (step.op === 'console' && step.operation === 'verifyAndSubmit') return REFUSED_OR_PENDING
      // nobody may look at an organization without a role there
      return roleAssigned || world === 'dehydrated' ? REFUSED_OR_FAILED : PENDING
    case 'upgrade':
      return condition === 'granted inbound' ? REFUSED_OR_FAILED : REFUSED
    case 'clean up':
      return condition === 'deprovisioned' && isOther ? FAILED : REFUSED
    default:
      return isGranted ? undefined : REFUSED
  }
}
