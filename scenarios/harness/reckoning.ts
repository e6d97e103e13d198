/** What the harness reckons for itself, without asking the product: where a run stands, and what a stage can do there. */
import type { Condition } from '../expected.ts'
import type { StepResult } from './moment.ts'
import { isStageOp, type Purpose, type Script, type StageOp, type Step } from './script.ts'

export interface Reckoning {
  condition: Condition
  readonly consented: Set<Purpose>
  roleAssigned: boolean
  /** Whether access has been granted in full since the tenant was last clean. */
  granted: boolean
}

export const reckoningOf = (): Reckoning => ({
  condition: 'none',
  consented: new Set(),
  roleAssigned: false,
  granted: false,
})

/** Which worlds can be granted at all: the others have something in the way, as their stories say. */
const GRANTABLE = new Set(['plain', 'busy', 'unguarded', 'state'])

/** Undefined where a stage that failed before leaves everything open. */
export function expectedOf(
  op: StageOp,
  step: Step,
  script: Script,
  { condition, consented, roleAssigned }: Reckoning,
): 'done' | 'not done' | undefined {
  if (condition === 'in between') return undefined
  const granted = condition === 'granted' || condition === 'granted inbound'
  const able: Record<StageOp, boolean> = {
    provision:
      GRANTABLE.has(script.world) &&
      consented.size === 2 &&
      roleAssigned &&
      (granted || condition === 'none'),
    synchronize: granted,
    deprovision: granted || condition === 'deprovisioned',
    'clean up': condition === 'deprovisioned' || condition === 'clean',
  }
  const byAdministrator = !('by' in step) || step.by === undefined || step.by === 'admin'
  if (op === 'clean up' && !byAdministrator) return condition === 'clean' ? undefined : 'not done'
  return able[op] ? 'done' : 'not done'
}

export function reckon(
  reckoning: Reckoning,
  step: Step,
  { outcome }: StepResult,
  { directions }: Script,
): void {
  if (step.op === 'consent' && outcome === 'done') {
    reckoning.consented.add(step.purpose)
    if (reckoning.condition === 'clean') reckoning.condition = 'none'
  }
  if (step.op === 'assign role' && outcome === 'done') reckoning.roleAssigned = true
  if (!isStageOp(step.op)) return
  if (outcome === 'failed') reckoning.condition = 'in between'
  if (outcome !== 'done') return
  if (step.op === 'provision') {
    reckoning.condition = directions === 'both' ? 'granted' : 'granted inbound'
    reckoning.granted = true
  }
  // no page tells what is left of a grant that was never brought to its end
  if (step.op === 'deprovision') reckoning.condition = reckoning.granted ? 'deprovisioned' : 'in between'
  if (step.op === 'clean up') {
    reckoning.condition = 'clean'
    reckoning.granted = false
    reckoning.roleAssigned = false
    reckoning.consented.clear()
  }
}
