/**
 * Which stage of the published table a step has run, and on which kind of account. A step of the console has run the stage
 * that its answer speaks of. Everything that judges stages asks here.
 */
import { FORMER_SERVICE } from './former.ts'
import { isConsoleStep, isStageOp, type StageOp, type Step } from './script.ts'
import type { StepResult } from './step-result.ts'

export interface Stage {
  readonly op: StageOp
  readonly mode: 'inline' | 'API'
  /** As the console calls it. */
  readonly service: string
  /** Policies were changed at the console, and groups and rules follow at once (documented). */
  readonly isOfPolicies?: true
}

export const INLINE_SERVICE = 'Exchange Online (Inline Mode)'

/** What a stage says that has reached its goal. */
const REACHED: Readonly<Record<string, StageOp>> = {
  granted: 'provision',
  'service protected': 'provision',
  upgraded: 'upgrade',
  'outbound protection migrated': 'upgrade',
  synchronized: 'synchronize',
  revoked: 'deprovision',
  'cleaned up': 'clean up',
}

/** Stages by operation: what an operation was about to do where it has not reached a goal. */
const RUNS: Readonly<Record<string, StageOp>> = {
  'console consent': 'provision',
  acceptConsent: 'provision',
  submitGrant: 'provision',
  verifyAndSubmit: 'provision',
  upgradeForOutbound: 'upgrade',
  migrateOutboundProtection: 'upgrade',
  runDue: 'synchronize',
  removeServiceAccount: 'deprovision',
  cleanUp: 'clean up',
}

const OF_POLICIES: ReadonlySet<string> = new Set([
  'addPolicy',
  'changePolicy',
  'copyPolicy',
  'disablePolicy',
  'enablePolicy',
  'removePolicy',
  'setPriority',
])

/** What an operation can say before it has begun a stage, although it says it as stages do. */
const BEFORE_STAGES: ReadonlySet<string> = new Set([
  'consent recorded',
  'answer came elsewhere',
  'answer to another request',
  'consent declined',
  'answer without consent',
  'consent of another tenant',
  'sign-in asked',
  'sign-in declined',
  'answer without sign-in',
  'signed in to another tenant',
  'signed in without role',
  'administrator needed',
  'administrator without role',
  'administrator not signed in',
  'ill-formed',
  'worker busy',
])

/** Undefined for a step that has run no stage. */
export function stageOf(step: Step, result: StepResult): Stage | undefined {
  if (isStageOp(step.op)) return { op: step.op, mode: 'inline', service: INLINE_SERVICE }
  if (step.op === 'migrate') return { op: 'upgrade', mode: 'inline', service: INLINE_SERVICE }
  if (!isConsoleStep(step)) return undefined
  const service = serviceOf(step, result)
  // the pages have no stages for it
  if (service === FORMER_SERVICE) return undefined
  const mode = service === INLINE_SERVICE ? 'inline' : 'API'
  if (isByForce(step)) return undefined
  const { outcome, code = '' } = result
  if (isOfPolicies(step)) return stageOfPolicies(step, result)
  const runs = RUNS[step.op === 'console' ? step.operation : step.op]
  const op = outcome === 'done' ? REACHED[code] : isStageAnswer(step, result) ? runs : undefined
  return op && { op, mode, service }
}

/** What the product keeps of an account goes, and the tenant is not asked. */
export const isByForce = (step: Step): boolean =>
  step.op === 'remove by force' ||
  (step.op === 'console' && step.operation === 'removeServiceAccount' && step.input?.force === true)

/** Whether an operation changes policies. */
export const isOfPolicies = (step: Step): boolean => step.op === 'console' && OF_POLICIES.has(step.operation)

/** Whether a change of inline mode's policies was made at the console: one that is refused was not. */
export const hasChangedPolicies = (step: Step, { outcome, code = '', data = {} }: StepResult): boolean => {
  if (!isOfPolicies(step) || serviceOf(step) !== INLINE_SERVICE) return false
  return outcome === 'crashed' || ('done' in data && outcome !== 'refused' && !BEFORE_STAGES.has(code))
}

/** Groups and rules follow a change, unless the access token is invalid. */
function stageOfPolicies(step: Step, result: StepResult): Stage | undefined {
  const { data = {} } = result
  const isApplied = !('isApplied' in data) || data.isApplied !== false
  return hasChangedPolicies(step, result) && isApplied
    ? { op: 'synchronize', mode: 'inline', service: INLINE_SERVICE, isOfPolicies: true }
    : undefined
}

/**
 * A stage tells what it has done, even where that is nothing; a screen that refuses does not. After a permission the
 * steps of the grant are shown too, unless it was given to recreate a token.
 */
function isStageAnswer(step: Step, { outcome, code = '', data = {} }: StepResult): boolean {
  if (outcome === 'crashed') return true
  if (BEFORE_STAGES.has(code)) return false
  return step.op === 'console consent' ? 'steps' in data && 'done' in data : 'done' in data || 'ran' in data
}

/** The service that a step is about, by its own words or those of its answer. */
export function serviceOf(step: Step, { data }: Pick<StepResult, 'data'> = {}): string {
  const named = step.op === 'console' ? step.input?.service : 'service' in step ? step.service : undefined
  const shown = data && 'service' in data ? data.service : undefined
  return String(named ?? shown ?? INLINE_SERVICE)
}

/**
 * The permission that a step of the console has obtained, as the console calls it; undefined where it has not. A process
 * that has ended in the grant itself had all of them.
 */
export function consentTaken(step: Step, result: StepResult): string | undefined {
  if (step.op !== 'console consent') return undefined
  if (result.outcome === 'crashed') return 'all'
  const isTaken = result.code === 'consent recorded' || stageOf(step, result)?.op === 'provision'
  return isTaken ? (result.purpose ?? step.purpose) : undefined
}
