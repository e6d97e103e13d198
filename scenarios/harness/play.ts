/** Plays a script: interprets its steps, watches the invariants after each, and keeps what reports need. */
import type { StageResult } from '#cas-core'
import type { Entity, Tenant } from '#mock-m365'
import type { Finding, StageRecord } from '#reports'
import type { Condition } from '../expected.ts'
import { INVARIANTS } from '../invariants/index.ts'
import { administrator, assignExchangeRole, type Reply } from './administrator.ts'
import { meddle } from './meddling.ts'
import { type Baseline, type Invariant, type Moment, nameOf, type StepResult } from './moment.ts'
import { stageRecordOf } from './record.ts'
import { isStageOp, type Purpose, type Script, type StageOp, type Step } from './script.ts'
import { type Origin, type Warp, type World, worldOf } from './world.ts'

export interface Played {
  readonly world: World
  readonly results: readonly StepResult[]
  readonly stages: readonly StageRecord[]
  readonly findings: readonly Finding[]
  /** How often each invariant was evaluated on something, by name. */
  readonly evaluated: ReadonlyMap<string, number>
  readonly baseline: Baseline
  readonly condition: Condition
}

export interface PlayOptions {
  readonly warp?: Warp
  readonly invariants?: readonly Invariant[]
  /** Called after every step, invariants checked. */
  readonly onStep?: (moment: Moment) => void
}

/** What the harness itself knows of the run, to tell what a stage should be able to do. */
interface Reckoning {
  condition: Condition
  readonly consented: Set<Purpose>
  roleAssigned: boolean
}

export async function play(script: Script, origin: Origin, options: PlayOptions = {}): Promise<Played> {
  const { warp = {}, invariants = INVARIANTS, onStep } = options
  const world = worldOf(script, origin, warp)
  const reckoning: Reckoning = { condition: 'none', consented: new Set(), roleAssigned: false }
  const results: StepResult[] = []
  const stages: StageRecord[] = []
  const findings: Finding[] = []
  const evaluated = new Map<string, number>()
  let baseline = baselineOf(world.tenant)
  for (const [index, step] of script.steps.entries()) {
    const [position, callsBefore] = [world.tenant.position, world.cloud.calls.length]
    const startedAt = world.clock.now()
    const expected = isStageOp(step.op) ? expectedOf(step.op, step, script, reckoning) : undefined
    world.faults.load(
      (step.faults ?? []).map(([operation, occurrence, fault, knobs]) => ({
        operation,
        occurrence,
        fault,
        ...(knobs ? { knobs } : {}),
      })),
    )
    const result = await act(world, step)
    const changes = world.tenant.changesSince(position)
    const calls = world.cloud.calls.slice(callsBefore)
    reckon(reckoning, step, result, script)
    if (step.op === 'administrator')
      baseline = baselineAfter(baseline, changes, step.act === 'allow address' ? step.value : undefined)
    const previous = lastBefore(script.steps, results)
    const moment: Moment = {
      world,
      index,
      step,
      result,
      previous,
      condition: reckoning.condition,
      expected,
      changes,
      calls,
      baseline,
    }
    for (const one of invariants) {
      const breaches = one.check(moment)
      if (!breaches) continue
      evaluated.set(one.name, (evaluated.get(one.name) ?? 0) + 1)
      for (const detail of breaches) findings.push({ invariant: one.name, detail, step: index })
    }
    onStep?.(moment)
    results.push(result)
    const record = stageRecordOf({
      step,
      result,
      changes,
      calls,
      startedAt,
      endedAt: world.clock.now(),
      names: (id) => nameIn(world.tenant, id),
    })
    if (record) stages.push(record)
  }
  world.faults.load([])
  return { world, results, stages, findings, evaluated, baseline, condition: reckoning.condition }
}

async function act(world: World, step: Step): Promise<StepResult> {
  const { service, origin, fetch } = world
  const person = (name: Parameters<typeof administrator>[2]) => administrator(fetch, origin.facts, name)
  try {
    switch (step.op) {
      case 'consent': {
        const state = `${world.script.seed} ${step.purpose}`
        const answer = await person(step.by ?? 'admin').consent(
          service.consentUrl(step.purpose, state),
          step.decision ?? 'accept',
        )
        if ('refusal' in answer) return { outcome: 'refused', message: answer.refusal, activities: [] }
        return service.acceptConsent(step.purpose, answer.callback, state)
      }
      case 'assign role':
        return replied(await assignExchangeRole(person(step.by ?? 'admin'), inlineAppId(world)))
      case 'clean up':
        return await service.cleanUp(person(step.by ?? 'admin'))
      case 'administrator':
        return replied(await meddle(person('admin'), step.act, step.value))
      case 'advance':
        world.clock.advance(step.hours * 3_600_000)
        return DONE
      case 'restart':
        world.restart()
        return DONE
      default:
        return await stage(service, step.op)
    }
  } catch (error) {
    // a person's own call may be struck by a fault; the product must not let anything but an answer through
    if (isStageOp(step.op)) throw error
    return {
      outcome: 'failed',
      message: error instanceof Error ? error.message : String(error),
      activities: [],
    }
  }
}

function stage(
  service: World['service'],
  op: 'provision' | 'synchronize' | 'deprovision',
): Promise<StageResult> {
  if (op === 'provision') return service.provision()
  return op === 'synchronize' ? service.synchronize() : service.deprovision()
}

/** Users come first, since they are what groups are made of. */
const nameIn = (tenant: Tenant, id: string): string =>
  nameOf(tenant.get('users', id) ?? tenant.get('groups', id) ?? { id })

/** The last step that could change anything: time that passes is no news of a tenant. */
function lastBefore(steps: readonly Step[], results: readonly StepResult[]): Moment['previous'] {
  for (let i = results.length - 1; i >= 0; i--) {
    const [step, result] = [steps[i], results[i]]
    if (step && result && step.op !== 'advance') return { step, result }
  }
  return undefined
}

const DONE: StepResult = { outcome: 'done', message: '', activities: [] }

function replied({ status, body }: Reply): StepResult {
  if (status < 400) return DONE
  return { outcome: 'refused', message: `${status} ${JSON.stringify(body).slice(0, 300)}`, activities: [] }
}

export const inlineAppId = (world: World): string =>
  world.origin.facts.applications.find(({ purpose }) => purpose === 'inline mode')?.clientId ?? ''

/** Which worlds can be granted at all: the others have something in the way, as their stories say. */
const GRANTABLE = new Set(['plain', 'busy', 'state'])

function expectedOf(
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

function reckon(reckoning: Reckoning, step: Step, { outcome }: StepResult, { directions }: Script): void {
  if (step.op === 'consent' && outcome === 'done') {
    reckoning.consented.add(step.purpose)
    if (reckoning.condition === 'clean') reckoning.condition = 'none'
  }
  if (step.op === 'assign role' && outcome === 'done') reckoning.roleAssigned = true
  if (!isStageOp(step.op)) return
  if (outcome === 'failed') reckoning.condition = 'in between'
  if (outcome !== 'done') return
  if (step.op === 'provision') reckoning.condition = directions === 'both' ? 'granted' : 'granted inbound'
  if (step.op === 'deprovision') reckoning.condition = 'deprovisioned'
  if (step.op === 'clean up') {
    reckoning.condition = 'clean'
    reckoning.roleAssigned = false
    reckoning.consented.clear()
  }
}

/** Kinds whose objects are the customer's at the start. Tokens and audit are no objects. */
const CUSTOMER_KINDS = [
  'users',
  'groups',
  'groups/members',
  'domains',
  'organization',
  'servicePrincipals',
  'appRoleAssignments',
  'oauth2PermissionGrants',
  'roleAssignments',
  'TransportRule',
  'InboundConnector',
  'OutboundConnector',
  'HostedConnectionFilterPolicy',
  'TenantAllowBlockListSpoofItems',
  'AcceptedDomain',
  'OrganizationConfig',
]

const KEY_PROPERTIES = ['id', 'Guid', 'Identity', 'Name'] as const

export function baselineOf(tenant: Tenant): Baseline {
  const objects = new Map<string, Entity>()
  for (const kind of CUSTOMER_KINDS)
    for (const entity of tenant.list(kind)) objects.set(`${kind} ${keyOf(entity)}`, entity)
  return { objects, allowedAddresses: addressesIn(tenant) }
}

const keyOf = (entity: Entity): string =>
  'groupId' in entity
    ? `${entity.groupId}/${entity.memberId}`
    : String(KEY_PROPERTIES.map((name) => entity[name]).find(Boolean))

export function addressesIn(tenant: Pick<Tenant, 'list'>): string[] {
  const [policy] = tenant.list('HostedConnectionFilterPolicy')
  return Array.isArray(policy?.IPAllowList) ? policy.IPAllowList.map(String) : []
}

/** What an administrator changes by hand is the customer's own from then on. */
function baselineAfter(
  baseline: Baseline,
  changes: Moment['changes'],
  address: string | undefined,
): Baseline {
  const objects = new Map(baseline.objects)
  for (const { kind, key, after } of changes) {
    const name = `${kind} ${key}`
    const ours =
      after !== undefined &&
      !objects.has(name) &&
      String(after.Name ?? after.displayName ?? '').startsWith('TMCAS')
    const changedOurs =
      !objects.has(name) && changes.some((one) => one.key === key && one.before !== undefined)
    if (ours || changedOurs) continue
    if (after) objects.set(name, after)
    else objects.delete(name)
  }
  const added = address && !baseline.allowedAddresses.includes(address) ? [address] : []
  return { objects, allowedAddresses: [...baseline.allowedAddresses, ...added] }
}
