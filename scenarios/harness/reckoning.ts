/** What the harness calculates without asking the product: the state of a run, and which stages can succeed in it. */
import type { Change, View } from '#mock-m365'
import { publishedNames } from '#reports'
import type { Condition } from '../expected.ts'
import { scopesIn } from '../mail/scopes.ts'
import { isOfTwoStages } from '../workers/step-of-two.ts'
import { nameOf } from './entity-name.ts'
import { formerStandsIn, isFormerOf, isMigration } from './former.ts'
import type { Moment } from './moment.ts'
import type { grantableIn } from './obstacles.ts'
import {
  type ApiReckoning,
  expectedInApi,
  reckonApiChoice,
  reckonApiConsent,
  reckonApiForce,
  reckonApiStage,
} from './reckoning-api.ts'
import { type Act, isConsoleStep, type Purpose, type StageOp, type Step } from './script.ts'
import { consentTaken, INLINE_SERVICE, isByForce, type Stage, serviceOf } from './stage-of.ts'
import { interrupts } from './step-faults.ts'
import type { StepResult } from './step-result.ts'
import type { World } from './world.ts'

export interface Reckoning {
  /** Whether the tenant can be granted, as it was at the start. */
  readonly grantable: ReturnType<typeof grantableIn>
  condition: Condition
  readonly consented: Set<string>
  readonly api: ApiReckoning
  roleAssigned: boolean
  /** Whether access has been granted in full since the tenant was last clean. */
  granted: boolean
  /** Whether an upgrade was begun, and not brought to its end: what it has made may stand. */
  upgradeLeft: boolean
  /** Rerouting rules of the product's that somebody has switched off: a stage that would have them on says so. */
  readonly switchedOff: Set<string>
  /** Whether an administrator has removed something: it may have been the obstacle to a grant. */
  cleared: boolean
  /** Names of the product's that others have, or whose alias another recipient has: no grant can be begun. */
  readonly aliasesTaken: Set<string>
  /** Whether connectors of the former account for outgoing mail are in the tenant. */
  formerStands: boolean
  /** Whether an administrator has taken from the application what its stages need, which its tokens may outlast. */
  disowned: boolean
  /** A stage in which the product's process ended, and what was expected of it: as much is expected of its repetition. */
  interrupted:
    | { readonly step: Step; readonly stage: Stage | undefined; readonly expected: Expectation }
    | undefined
}

type Expectation = 'done' | 'not done' | undefined

export const reckoningOf = (tenant: Pick<View, 'find'>, grantable: Reckoning['grantable']): Reckoning => ({
  grantable,
  condition: 'none',
  consented: new Set(),
  api: new Map(),
  roleAssigned: false,
  granted: false,
  upgradeLeft: false,
  switchedOff: new Set(),
  cleared: false,
  aliasesTaken: new Set(),
  formerStands: formerStandsIn(tenant),
  disowned: false,
  interrupted: undefined,
})

/** Undefined where a stage that failed before leaves everything open. */
export function expectedOf(
  stage: Stage,
  step: Step,
  world: World,
  {
    grantable,
    api,
    condition,
    consented,
    roleAssigned,
    switchedOff,
    cleared,
    aliasesTaken,
    formerStands,
    disowned,
    interrupted,
  }: Reckoning,
): Expectation {
  const { op } = stage
  const { script } = world
  if (disowned && op !== 'clean up') return undefined
  if (stage.mode === 'API') return expectedInApi(api, stage, step)
  // whether it would have the rule on depends on what policies target by then
  if (switchedOff.size > 0 && (op === 'provision' || op === 'upgrade' || op === 'synchronize'))
    return undefined
  const isGrantable = grantable[op === 'upgrade' ? 'both' : script.directions]
  if (op === 'provision' && cleared && isGrantable !== true) return undefined
  if ((op === 'provision' || op === 'upgrade') && aliasesTaken.size > 0)
    return condition === 'none' ? 'not done' : undefined
  if (condition === 'in between')
    return interrupted?.stage?.op === op && isSameWork(step, interrupted.step)
      ? interrupted.expected
      : undefined
  const granted = condition === 'granted' || condition === 'granted inbound'
  const able: Record<StageOp, boolean> = {
    provision:
      consented.size === 2 &&
      roleAssigned &&
      (granted || (condition === 'none' && (script.directions === 'inbound' || !formerStands))),
    upgrade:
      condition === 'granted inbound' &&
      (isMigration(step) ? canMigrate(world, formerStands) : !formerStands),
    synchronize: granted,
    deprovision: granted || condition === 'deprovisioned',
    'clean up': condition === 'deprovisioned' || condition === 'clean',
  }
  const byAdministrator = !('by' in step) || step.by === undefined || step.by === 'admin'
  if (op === 'clean up' && !byAdministrator) return condition === 'clean' ? undefined : 'not done'
  if (!able[op]) return 'not done'
  if (op === 'synchronize' && isGrantable === undefined) return undefined
  if (op !== 'provision' && op !== 'upgrade') return 'done'
  return isGrantable === undefined ? undefined : isGrantable ? 'done' : 'not done'
}

/** A policy of the tenant blocks it for as long as the step lasts. */
export const isRefused = ({ faults }: Step): boolean =>
  faults?.some(([, , fault]) => interrupts(fault)) ?? false

/** So many faults in one step are a service that is down for longer than a stage goes on trying. */
const OUTAGE_MIN = 6
export const isOutage = ({ faults = [] }: Step): boolean =>
  faults.length >= OUTAGE_MIN || isUnconfirmable(faults)

/** The look that was to confirm a listing broke off like the first: nothing tells the product better. */
function isUnconfirmable(faults: NonNullable<Step['faults']>): boolean {
  const broken = faults.flatMap(([operation, , fault]) => (fault === 'broken-listing' ? operation : []))
  return new Set(broken).size < broken.length
}

/** Somebody's outgoing mail is to be scanned: what the former account does is not to end with it. */
function canMigrate({ origin, script, tenant, policies, protection }: World, formerStands: boolean): boolean {
  const start = origin.cloud.tenantNamed(origin.facts.tenantId) ?? tenant
  const { domains, users } = scopesIn(tenant, policies).outbound
  const isAsked = protection.outbound && domains.size + users.size > 0
  return formerStands && isAsked && isFormerOf(start, script.site)
}

const isSameWork = (step: Step, other: Step): boolean =>
  byOf(step) === byOf(other) && isMigration(step) === isMigration(other)

/** Whose credentials a stage was given. A permission at the console is given by a person, and the stage is the application's. */
const byOf = (step: Step) => ('by' in step && step.op !== 'console consent' ? step.by : undefined)

/** Facts that neither the tenant nor the account shows. */
const PASSING: ReadonlySet<Step['op']> = new Set<Step['op']>(['advance', 'await synchronization', 'restart'])

/** Before what is expected of the step: the last permission can go on with the grant in the same step. */
export function reckonConsent(reckoning: Reckoning, step: Step, result: StepResult): void {
  reckonApiConsent(reckoning.api, step, result)
  const own = step.op === 'consent' && result.outcome === 'done' ? step.purpose : undefined
  const purpose = own ?? consentTaken(step, result)
  const taken = PURPOSES.filter((one) => one === purpose || purpose === 'all')
  if (taken.length === 0) return
  for (const one of taken) reckoning.consented.add(one)
  if (reckoning.condition === 'clean') reckoning.condition = 'none'
}

const PURPOSES: readonly Purpose[] = ['mail flow', 'data sync']

/** @param expected what was expected of the step before it was played */
export function reckon(
  reckoning: Reckoning,
  { step, stage, result, changes }: Pick<Moment, 'step' | 'stage' | 'result' | 'changes'>,
  { directions, tenant }: Pick<World, 'directions' | 'tenant'>,
  expected: Expectation,
): void {
  const { outcome } = result
  reckoning.formerStands = formerStandsIn(tenant)
  if (step.op === 'administrator') {
    if (outcome === 'done') reckonAlias(reckoning.aliasesTaken, step)
    reckoning.cleared ||= CLEARING.has(step.act)
    reckoning.disowned ||= DISOWNING.has(step.act) && outcome === 'done'
  }
  for (const change of changes) reckonSwitch(reckoning.switchedOff, change, step)
  if (outcome === 'crashed' || (outcome !== 'done' && isRefused(step)))
    reckoning.interrupted = { step, stage, expected }
  else if (!PASSING.has(step.op) && (stage || !isConsoleStep(step))) reckoning.interrupted = undefined
  // who is eligible has the role from its activation on, and an application activates nothing
  if (step.op === 'assign role' && outcome === 'done' && LASTING.has(step.through) && !step.other)
    reckoning.roleAssigned = true
  if (step.op === 'provision earlier' && outcome === 'done') {
    reckoning.condition = directions === 'both' ? 'granted' : 'granted inbound'
    reckoning.granted = true
  }
  if (isByForce(step) && outcome === 'done') reckonForce(reckoning, step)
  reckonApiChoice(reckoning.api, step, result)
  if (stage?.mode === 'API') reckonApiStage(reckoning.api, stage, result)
  if (stage?.mode === 'inline') reckonInline(reckoning, stage.op, outcome, directions)
  // which of two stages was last, no page says
  if (isOfTwoStages(step) && result.ofTwo?.results.every(hasWorked)) reckoning.condition = 'in between'
}

const hasWorked = ({ outcome, code }: StepResult): boolean =>
  outcome === 'done' || outcome === 'crashed' || code === 'taken over'

function reckonInline(
  reckoning: Reckoning,
  op: StageOp,
  outcome: StepResult['outcome'],
  directions: World['directions'],
): void {
  // a revocation that waits has begun
  const isBegun = outcome === 'pending' && op === 'deprovision'
  if (outcome === 'failed' || outcome === 'crashed' || isBegun) reckoning.condition = 'in between'
  reckoning.upgradeLeft ||= op === 'upgrade' && (outcome === 'failed' || outcome === 'crashed')
  if (outcome !== 'done') return
  if (op === 'provision' || op === 'upgrade') {
    reckoning.condition = directions === 'both' ? 'granted' : 'granted inbound'
    reckoning.granted = true
  }
  // no page says what remains of a grant, or of an upgrade, that never finished
  const isWhole = reckoning.granted && !reckoning.upgradeLeft
  if (op === 'deprovision') reckoning.condition = isWhole ? 'deprovisioned' : 'in between'
  if (op === 'upgrade' || op === 'clean up') reckoning.upgradeLeft = false
  if (op === 'clean up') {
    reckoning.condition = 'clean'
    reckoning.granted = false
    reckoning.disowned = false
    reckoning.roleAssigned = false
    reckoning.consented.clear()
  }
}

/** What stands in the tenant stays, and the product knows nothing of it any more. */
function reckonForce(reckoning: Reckoning, step: Step): void {
  const service = serviceOf(step)
  if (service !== INLINE_SERVICE) {
    reckonApiForce(reckoning.api, service)
    return
  }
  reckoning.condition = 'in between'
  reckoning.granted = false
  reckoning.consented.clear()
  reckoning.interrupted = undefined
}

/** Ways in which a role is had at once and for good. */
const LASTING: ReadonlySet<unknown> = new Set([undefined, 'PIM'])

function reckonAlias(taken: Set<string>, { act, value }: Extract<Step, { op: 'administrator' }>): void {
  const ofCmdlet = (pattern: RegExp) => (act === 'run cmdlet' ? pattern.exec(value)?.[1] : undefined)
  const made =
    ofCmdlet(/^New-\w+ .*"Name": "(TMCAS Inline [^"]+)"/) ??
    ofCmdlet(/^New-\w+ .*"Name": "([^"]+)".*"Alias": "TMCASInline/)
  const gone = ofCmdlet(/^Remove-\w+ .*"Identity": "([^"]+)"/)
  if (made !== undefined) taken.add(made)
  else if (gone !== undefined) taken.delete(gone)
  else if (act === 'take alias') taken.add(value)
  else if (act === 'remove') taken.delete(value.replace(/ of the customer’s$/, ''))
}

const CLEARING: ReadonlySet<Act> = new Set<Act>([
  'remove',
  'rename group',
  'take out address',
  'take out pair',
])
const DISOWNING: ReadonlySet<Act> = new Set<Act>(['delete application', 'disable application', 'take role'])

function reckonSwitch(switchedOff: Set<string>, { kind, before, after }: Change, step: Step): void {
  const name = nameOf(after ?? before)
  if (kind !== 'TransportRule' || !REROUTING.has(name)) return
  if (after?.State !== 'Disabled') switchedOff.delete(name)
  else if (step.op === 'administrator' && before?.State === 'Enabled') switchedOff.add(name)
}

const REROUTING: ReadonlySet<string> = new Set(publishedNames.REROUTING_RULES)
