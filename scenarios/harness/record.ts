/** From what was played to what reports may know. */
import type { CallRecord, Change, Entity, Tenant } from '#mock-m365'
import { roleNamed } from '#mock-m365/coverage'
import {
  type ChangeRecord,
  MODES,
  type Mode,
  type RunRecord,
  type StageName,
  type StageRecord,
} from '#reports'
import { customerDifferences } from '../invariants/customer-untouched.ts'
import { nameOf } from './entity-name.ts'
import type { Played, PlayedStage } from './played.ts'
import type { Step } from './script.ts'
import { INLINE_SERVICE, type Stage } from './stage-of.ts'
import type { StepResult } from './step-result.ts'
import type { World } from './world.ts'

/** What belongs to which stage of the published table. */
const STAGE_OF: Readonly<Record<Stage['op'], StageName>> = {
  provision: 'provisioning',
  upgrade: 'provisioning',
  synchronize: 'service running',
  deprovision: 'deprovisioning',
  'clean up': 'manual cleanup',
}

const API_SERVICE = 'Exchange Online'

/** Operations of the console that are the service at work, although no stage runs. */
const RUNNING: ReadonlySet<string> = new Set(['restoreItem', 'deleteItem'])

export interface StepRecord {
  readonly step: Step
  readonly stage: Stage | undefined
  readonly result: StepResult
  readonly changes: readonly Change[]
  readonly calls: readonly CallRecord[]
  readonly startedAt: number
  readonly endedAt: number
  /** What an administrator calls an object of the directory, by its id. */
  readonly names: (id: string) => string
}

/** Undefined for steps outside the stages: waiting, restarts, an administrator's own work. */
export function stageRecordOf({
  step,
  stage: ran,
  result,
  changes,
  calls,
  startedAt,
  endedAt,
  names,
}: StepRecord): PlayedStage | undefined {
  const place = placeOf(step, ran)
  if (!place) return undefined
  const { stage, service, prepares = false } = place
  const record = {
    stage,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    outcome: outcomeOf(prepares, result),
    message: result.message,
    activities: result.activities,
    changes: changes.map((change) => changeRecordOf(change, names)),
    calls: { total: calls.length, writes: calls.filter(({ writes }) => writes).length },
  }
  return { service, record }
}

/** Where a reader of the published table looks for what a step has changed. */
function placeOf(
  step: Step,
  ran: Stage | undefined,
): { readonly stage: StageName; readonly service: string; readonly prepares?: true } | undefined {
  if (ran) return { stage: STAGE_OF[ran.op], service: ran.service }
  switch (step.op) {
    case 'consent':
    case 'assign role':
      return { stage: 'provisioning', service: INLINE_SERVICE, prepares: true }
    case 'console consent':
      return { stage: 'provisioning', service: step.service, prepares: true }
    case 'notify':
      return { stage: 'service running', service: API_SERVICE }
    case 'console':
      return RUNNING.has(step.operation) ? { stage: 'service running', service: API_SERVICE } : undefined
    default:
      return undefined
  }
}

/** Consent and role assignment prepare a stage and do not end it. */
function outcomeOf(prepares: boolean, { outcome }: StepResult): StageRecord['outcome'] {
  if (outcome === 'crashed') return 'failed'
  return outcome === 'pending' || (prepares && outcome === 'done') ? 'refused' : outcome
}

const SERVICES: Readonly<Record<Mode, string>> = { inline: INLINE_SERVICE, API: API_SERVICE }

/**
 * Which of the vendor’s two tables a run is about: both, where accounts of both modes were at work, and the inline one
 * where none was. The table of API mode is about Exchange Online: what other services do is in no table here. Where an
 * earlier product has granted access, neither table tells what it did.
 */
function modesOf({ stages, world }: Pick<Played, 'stages' | 'world'>): readonly Mode[] {
  if (world.script.steps.some(({ op }) => op === 'provision earlier')) return []
  const played = MODES.filter((mode) => stages.some(({ service }) => service === SERVICES[mode]))
  return played.length > 0 ? played : ['inline']
}

/** With which tables a run is compared: with none where an earlier installation has left its application, since they tell of a first one. */
export function comparedModesOf(played: Played): readonly Mode[] {
  const { cloud, facts } = played.world.origin
  const start = cloud.tenantNamed(facts.tenantId)
  const isFirst = facts.applications.every(
    ({ clientId }) => start?.find('servicePrincipals', 'appId', clientId).length === 0,
  )
  return isFirst ? modesOf(played) : []
}

/**
 * @param notes what the starting state does not hold
 * @param mode whose stages are told; changes by the other mode's stand between them
 *
 * The steps of a grant are one stage to the reader; each synchronization, revocation and cleanup is a separate stage.
 */
export function runRecordOf(
  played: Played,
  version: string,
  notes: readonly string[],
  mode: Mode = modesOf(played)[0] ?? 'inline',
): RunRecord {
  const stages = played.stages.filter(({ service }) => service === SERVICES[mode]).map(({ record }) => record)
  const { world, findings, baseline, flow } = played
  const { script, origin, tenant } = world
  const { facts } = origin
  const appsBefore = appsIn(origin)
  return {
    casproof: version,
    playedOn: 'mock',
    scenario: script.name,
    seed: script.seed,
    tenant: {
      id: facts.tenantId,
      displayName: facts.displayName,
      domains: facts.domains,
      source: origin.name,
      notes,
      ...(appsBefore.length > 0 ? { appsBefore } : {}),
    },
    mode,
    // the reports call stages as the earlier generation did in all its years
    generation: script.generation === undefined || script.generation === 'cecp' ? 'cecp' : 'cas',
    site: script.site,
    directions: script.directions,
    policies: script.policies,
    stages: merged(stages),
    between: betweenStages(stages, tenant),
    customer: {
      objects: baseline.objects.size,
      differences: customerDifferences(tenant, baseline),
      kinds: kindsIn(baseline.objects, tenant),
    },
    flow: [...flow].map(([change, messages]) => ({ change, messages: [...messages] })),
    findings,
  }
}

/** Nobody reads all users of a tenant. */
const NAMES_MAX = 50

/** The customer's objects by kind, by the names that administrators know; memberships are counted in their groups. */
function kindsIn(
  objects: Played['baseline']['objects'],
  tenant: Tenant,
): NonNullable<RunRecord['customer']['kinds']> {
  const kinds = Map.groupBy(objects, ([name]) => name.slice(0, name.indexOf(' ')))
  return [...kinds].map(([kind, ones]) => ({
    kind,
    names: ones.slice(0, NAMES_MAX).map(([, entity]) => shownName(entity, tenant)),
    objects: ones.length,
  }))
}

function shownName(entity: Entity, tenant: Tenant): string {
  if ('groupId' in entity)
    return `${nameIn(tenant, String(entity.memberId))} in ${nameIn(tenant, String(entity.groupId))}`
  const principal = (id: unknown) =>
    nameOf(tenant.get('servicePrincipals', String(id))) || nameIn(tenant, String(id))
  if ('roleDefinitionId' in entity)
    return `${roleNamed(String(entity.roleDefinitionId))} of ${principal(entity.principalId)}`
  if ('scope' in entity) return `${String(entity.scope).trim()} of ${principal(entity.clientId)}`
  if ('appRoleId' in entity) return `${principal(entity.resourceId)} for ${principal(entity.principalId)}`
  return nameOf(entity)
}

/** Object ids of the product's applications in the starting tenant. */
function appsIn({ cloud, facts }: World['origin']): readonly string[] {
  const tenant = cloud.tenantNamed(facts.tenantId)
  return facts.applications.flatMap(({ clientId }) =>
    (tenant?.find('servicePrincipals', 'appId', clientId) ?? []).map(({ id }) => String(id)),
  )
}

/** Changes by steps outside the stages: an administrator's own work, and that of the other mode. */
function betweenStages(stages: readonly StageRecord[], tenant: Tenant): ChangeRecord[] {
  const inStages = new Set(stages.flatMap(({ changes }) => changes.map(({ seq }) => seq)))
  const others = tenant.changesSince().filter(({ seq }) => !inStages.has(seq))
  return others.map((change) => changeRecordOf(change, (id) => nameIn(tenant, id)))
}

/** Users come first, since they are what groups are made of. */
export const nameIn = (tenant: Tenant, id: string): string =>
  nameOf(tenant.get('users', id) ?? tenant.get('groups', id) ?? { id })

function merged(stages: readonly StageRecord[]): StageRecord[] {
  const together: StageRecord[] = []
  for (const one of stages) {
    const last = together.at(-1)
    if (last?.stage !== 'provisioning' || one.stage !== 'provisioning') together.push(one)
    else
      together[together.length - 1] = {
        ...one,
        startedAt: last.startedAt,
        activities: [...last.activities, ...one.activities],
        changes: [...last.changes, ...one.changes],
        calls: { total: last.calls.total + one.calls.total, writes: last.calls.writes + one.calls.writes },
      }
  }
  return together
}

function changeRecordOf(
  { seq, at, actor, call, requestId, kind, key, before, after, cascade }: Change,
  names: StepRecord['names'],
): ChangeRecord {
  return {
    seq,
    at: new Date(at).toISOString(),
    actor,
    call,
    requestId,
    kind,
    key,
    name: kind === 'groups/members' ? names(String((after ?? before)?.memberId)) : nameOf(after ?? before),
    cascade,
    before: before ?? null,
    after: after ?? null,
  }
}
