/** From what was played to what reports may know. */
import type { CallRecord, Change, Tenant } from '#mock-m365'
import type { ChangeRecord, Mode, RunRecord, StageName, StageRecord } from '#reports'
import { customerDifferences } from '../invariants/customer-untouched.ts'
import { nameOf } from './entity-name.ts'
import type { Played } from './played.ts'
import type { Script, Step } from './script.ts'
import type { Stage } from './stage-of.ts'
import type { StepResult } from './step-result.ts'

/** What belongs to which stage of the published table. */
const STAGE_OF: Readonly<Record<Stage['op'], StageName>> = {
  provision: 'provisioning',
  upgrade: 'provisioning',
  synchronize: 'service running',
  deprovision: 'deprovisioning',
  'clean up': 'manual cleanup',
}

/** Steps that prepare a grant. */
const PREPARES: ReadonlySet<Step['op']> = new Set<Step['op']>(['consent', 'console consent', 'assign role'])

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
}: StepRecord): StageRecord | undefined {
  const stage = ran ? STAGE_OF[ran.op] : PREPARES.has(step.op) ? 'provisioning' : undefined
  if (!stage) return undefined
  return {
    stage,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    outcome: outcomeOf(ran, result),
    message: result.message,
    activities: result.activities,
    changes: changes.map((change) => changeRecordOf(change, names)),
    calls: { total: calls.length, writes: calls.filter(({ writes }) => writes).length },
  }
}

/** Consent and role assignment prepare a stage and do not end it. */
function outcomeOf(stage: Stage | undefined, { outcome }: StepResult): StageRecord['outcome'] {
  if (outcome === 'crashed') return 'failed'
  return outcome === 'pending' || (!stage && outcome === 'done') ? 'refused' : outcome
}

/** Which of the vendor’s two tables a script is about. No script can play an account of API mode yet. */
export const modeOf = (_script: Script): Mode => 'inline'

/**
 * @param notes what the starting state does not hold
 *
 * The steps of a grant are one stage to the reader; each synchronization, revocation and cleanup is a separate stage.
 */
export function runRecordOf(played: Played, version: string, notes: readonly string[]): RunRecord {
  const { world, findings, baseline, flow } = played
  const { script, origin, tenant } = world
  const { facts } = origin
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
    },
    mode: modeOf(script),
    generation: script.generation ?? 'cecp',
    site: script.site,
    directions: script.directions,
    policies: script.policies,
    stages: merged(played.stages),
    between: betweenStages(played),
    customer: { objects: baseline.objects.size, differences: customerDifferences(tenant, baseline) },
    flow: [...flow].map(([change, messages]) => ({ change, messages: [...messages] })),
    findings,
  }
}

/** Changes by steps outside the stages: an administrator's own work. */
function betweenStages({ stages, world: { tenant } }: Played): ChangeRecord[] {
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
