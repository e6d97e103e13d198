/** Plays a script: interprets its steps, watches the invariants after each, and keeps what reports need. */
import type { StageResult } from '#cas-core'
import type { PlannedFault, Tenant } from '#mock-m365'
import type { Finding, StageRecord } from '#reports'
import type { Condition } from '../expected.ts'
import { INVARIANTS } from '../invariants/index.ts'
import { NO_SCOPES } from '../mail/scopes.ts'
import { mailWatchOf } from '../mail/watch.ts'
import { administrator, assignExchangeRole, type Reply } from './administrator.ts'
import { type Baseline, baselineAfter, baselineOf } from './baseline.ts'
import { meddle } from './meddling.ts'
import { type Invariant, type Moment, nameOf, type StepResult } from './moment.ts'
import { isTouchedByHand, type MailPromise, promiseAfter } from './promise.ts'
import { expectedOf, reckon, reckoningOf } from './reckoning.ts'
import { stageRecordOf } from './record.ts'
import { isStageOp, type Script, type Step, type StepFault } from './script.ts'
import { inlineAppId, type Origin, type Warp, type World, worldOf } from './world.ts'

export interface Played {
  readonly world: World
  readonly results: readonly StepResult[]
  readonly stages: readonly StageRecord[]
  readonly findings: readonly Finding[]
  /** How often each invariant was evaluated on something, by name. */
  readonly evaluated: ReadonlyMap<string, number>
  readonly baseline: Baseline
  readonly condition: Condition
  /** Writes after which the probes were sent, and those that left mail unsafe. */
  readonly mail: { readonly writes: number; readonly unsafe: number }
}

export interface PlayOptions {
  readonly warp?: Warp
  readonly invariants?: readonly Invariant[]
  /** Called after every step, invariants checked. */
  readonly onStep?: (moment: Moment) => void
}

export async function play(script: Script, origin: Origin, options: PlayOptions = {}): Promise<Played> {
  const { warp = {}, invariants = INVARIANTS, onStep } = options
  const world = worldOf(script, origin, warp)
  const reckoning = reckoningOf()
  const made = new Set<string>()
  const results: StepResult[] = []
  const stages: StageRecord[] = []
  const findings: Finding[] = []
  const evaluated = new Map<string, number>()
  const mail = { writes: 0, unsafe: 0 }
  let baseline = baselineOf(world.tenant)
  let promise: MailPromise = NO_SCOPES
  let touched = false
  for (const [index, step] of script.steps.entries()) {
    const [position, callsBefore] = [world.tenant.position, world.cloud.calls.length]
    const startedAt = world.clock.now()
    const expected = isStageOp(step.op) ? expectedOf(step.op, step, script, reckoning) : undefined
    world.faults.load((step.faults ?? []).map(planned))
    const result = await act(world, step)
    const changes = world.tenant.changesSince(position)
    const calls = world.cloud.calls.slice(callsBefore)
    reckon(reckoning, step, result, script)
    baseline = baselineAfter(baseline, step, changes, made)
    if (step.op !== 'administrator')
      for (const { kind, key, before } of changes) if (!before) made.add(`${kind} ${key}`)
    touched ||= isTouchedByHand(step, changes, made)
    const promised = promise
    promise = touched ? NO_SCOPES : promiseAfter(promise, step, result, world)
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
      madeByProduct: made,
      promise: { before: promised, after: promise },
    }
    for (const one of invariants) {
      const breaches = one.check(moment)
      if (!breaches) continue
      evaluated.set(one.name, (evaluated.get(one.name) ?? 0) + 1)
      for (const detail of breaches) findings.push({ invariant: one.name, detail, step: index })
    }
    const { writes = 0, unsafe = 0 } = mailWatchOf(moment) ?? {}
    mail.writes += writes
    mail.unsafe += unsafe
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
  return { world, results, stages, findings, evaluated, baseline, condition: reckoning.condition, mail }
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

const planned = ([operation, occurrence, fault, knobs]: StepFault): PlannedFault => ({
  operation,
  occurrence,
  fault,
  ...(knobs ? { knobs } : {}),
})

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
