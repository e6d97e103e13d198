/** From what was played to what reports may know. */
import type { CallRecord, Change } from '#mock-m365'
import type { ChangeRecord, RunRecord, StageName, StageRecord } from '#reports'
import { customerDifferences } from '../invariants/customer-untouched.ts'
import { nameOf, type StepResult } from './moment.ts'
import type { Played } from './play.ts'
import type { Step } from './script.ts'

/** Steps by the stage of the published table to which they belong. */
const STAGE_OF: Partial<Record<Step['op'], StageName>> = {
  consent: 'provisioning',
  'assign role': 'provisioning',
  provision: 'provisioning',
  synchronize: 'service running',
  deprovision: 'deprovisioning',
  'clean up': 'manual cleanup',
}

export interface StepRecord {
  readonly step: Step
  readonly result: StepResult
  readonly changes: readonly Change[]
  readonly calls: readonly CallRecord[]
  readonly startedAt: number
  readonly endedAt: number
}

/** Undefined for steps that are no part of a stage: waiting, restarts, an administrator's own work. */
export function stageRecordOf({
  step,
  result,
  changes,
  calls,
  startedAt,
  endedAt,
}: StepRecord): StageRecord | undefined {
  const stage = STAGE_OF[step.op]
  if (!stage) return undefined
  return {
    stage,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    outcome: result.outcome === 'pending' ? 'refused' : result.outcome,
    message: result.message,
    activities: result.activities,
    changes: changes.map(changeRecordOf),
    calls: { total: calls.length, writes: calls.filter(({ writes }) => writes).length },
  }
}

/** One record per stage: the steps of a grant are one stage to the reader. */
export function runRecordOf(played: Played, version: string): RunRecord {
  const { world, findings, baseline } = played
  const { script, origin, tenant } = world
  const { facts } = origin
  return {
    casproof: version,
    scenario: script.name,
    seed: script.seed,
    tenant: {
      id: facts.tenantId,
      displayName: facts.displayName,
      domains: facts.domains,
      source: origin.name,
    },
    site: script.site,
    stages: merged(played.stages),
    customer: { objects: baseline.objects.size, differences: customerDifferences(tenant, baseline) },
    findings,
  }
}

function merged(stages: readonly StageRecord[]): StageRecord[] {
  const together: StageRecord[] = []
  for (const one of stages) {
    const last = together.at(-1)
    if (last?.stage !== one.stage) together.push(one)
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

function changeRecordOf({
  seq,
  at,
  actor,
  call,
  requestId,
  kind,
  key,
  before,
  after,
  cascade,
}: Change): ChangeRecord {
  return {
    seq,
    at: new Date(at).toISOString(),
    actor,
    call,
    requestId,
    kind,
    key,
    name: nameOf(after ?? before),
    cascade,
    before: before ?? null,
    after: after ?? null,
  }
}
