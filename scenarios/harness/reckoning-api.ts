/** What the harness calculates of API mode: each of its services is granted, revoked and cleaned up by itself. */
import type { Step } from './script.ts'
import { consentTaken, type Stage } from './stage-of.ts'
import type { StepResult } from './step-result.ts'

interface ServiceReckoning {
  readonly condition: 'none' | 'granted' | 'revoked' | 'in between'
  readonly isConsented: boolean
  /** What was chosen last; undefined where nothing was. */
  readonly targets: unknown
}

/** By the console's name of the service. */
export type ApiReckoning = Map<string, ServiceReckoning>

const NEW: ServiceReckoning = { condition: 'none', isConsented: false, targets: undefined }
/** Its grant asks for no targets. */
const WITHOUT_TARGETS = 'Microsoft 365 activity data'

/** Undefined where a stage that failed before, or a selection of users, leaves it open. */
export function expectedInApi(
  reckoning: ApiReckoning,
  { op, service }: Stage,
  step: Step,
): 'done' | 'not done' | undefined {
  const { condition, isConsented, targets } = reckoning.get(service) ?? NEW
  if (condition === 'in between') return undefined
  const isForAll = targets === 'all' || service === WITHOUT_TARGETS
  // perhaps nobody is selected
  if ((op === 'provision' || op === 'synchronize') && targets === 'selected') return undefined
  const isByAdministrator = !('by' in step) || step.by === undefined || step.by === 'admin'
  const able = {
    provision: isConsented && isForAll,
    // an upgrade is for inline mode alone
    upgrade: false,
    synchronize: condition === 'granted' && isForAll,
    deprovision: condition !== 'none',
    'clean up': condition === 'revoked' && isByAdministrator,
  }
  return able[op] ? 'done' : 'not done'
}

/** Before what is expected of the step: the last permission goes on with the grant in the same step. */
export function reckonApiConsent(reckoning: ApiReckoning, step: Step, result: StepResult): void {
  if (step.op !== 'console consent' || consentTaken(step, result) === undefined) return
  reckoning.set(step.service, { ...(reckoning.get(step.service) ?? NEW), isConsented: true })
}

/** A choice of targets is not a stage. */
export function reckonApiChoice(reckoning: ApiReckoning, step: Step, { outcome }: StepResult): void {
  if (step.op !== 'console' || outcome !== 'done') return
  const { operation, input = {} } = step
  const { service = 'Exchange Online', targets, choice = targets } = input
  const known = reckoning.get(String(service)) ?? NEW
  if ((operation === 'beginGrant' || operation === 'chooseTargets') && choice !== undefined)
    reckoning.set(String(service), { ...known, targets: choice })
  if (operation === 'extendProtection') reckoning.set(String(service), { ...known, targets: 'all' })
}

export function reckonApiForce(reckoning: ApiReckoning, service: string): void {
  reckoning.set(service, { ...NEW, condition: 'in between' })
}

export function reckonApiStage(
  reckoning: ApiReckoning,
  { op, service }: Stage,
  { outcome }: StepResult,
): void {
  const known = reckoning.get(service) ?? NEW
  if (outcome === 'failed' || outcome === 'crashed')
    reckoning.set(service, { ...known, condition: 'in between' })
  if (outcome !== 'done') return
  if (op === 'provision') reckoning.set(service, { ...known, condition: 'granted' })
  if (op === 'deprovision') reckoning.set(service, { ...known, condition: 'revoked' })
  if (op === 'clean up') reckoning.set(service, NEW)
}
