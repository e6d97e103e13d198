/** Plays a script: interprets its steps, watches the invariants after each, and keeps what reports need. */
import type { StageResult, Store } from '#cas-core'
import type { CallRecord, Change, PlannedFault } from '#mock-m365'
import type { Finding } from '#reports'
import { INVARIANTS } from '../invariants/index.ts'
import { watchedMail } from '../mail/watch.ts'
import { Reached } from '../reached/index.ts'
import type { SubjectHost } from '../subjects/host.ts'
import { isOfTwo } from '../workers/step-of-two.ts'
import { byTwoWorkers } from '../workers/two-workers.ts'
import { administrator, assignExchangeRole, type Reply } from './administrator.ts'
import { baselineAfter, baselineOf } from './baseline.ts'
import { atConsole, dueAtConsole } from './console/act.ts'
import { reckonPolicies } from './console/policies-after.ts'
import { formerObjectsIn } from './former.ts'
import { inProcessStep } from './in-process-steps.ts'
import { isMailStep, type MailStep, mailed } from './incoming-mail.ts'
import { type RememberedStore, rememberedStore } from './kept-writes.ts'
import { meddle } from './meddling.ts'
import type { Invariant, Moment } from './moment.ts'
import { grantableIn } from './obstacles.ts'
import type { Played, PlayedStage } from './played.ts'
import { Promises } from './promise.ts'
import { foretoldOf } from './proper-ends.ts'
import { reckon, reckonConsent, reckoningOf } from './reckoning.ts'
import { nameIn, stageRecordOf } from './record.ts'
import {
  isByOthers,
  isConsoleStep,
  isStageOp,
  lagMsOf,
  type Script,
  type Step,
  type StepFault,
} from './script.ts'
import { type Stage, stageOf } from './stage-of.ts'
import type { StepResult } from './step-result.ts'
import {
  apiAppId,
  heldWorld,
  type InProcessWorld,
  inlineAppId,
  isInProcess,
  type Origin,
  type Warp,
  type World,
  worldOf,
} from './world.ts'

export interface PlayOptions {
  /** How cas-core in this process is wrong; says nothing to a system under test elsewhere. */
  readonly warp?: Warp
  /** The system under test; cas-core in this process where absent. */
  readonly host?: SubjectHost
  readonly invariants?: readonly Invariant[]
  /** Called after every step, invariants checked. */
  readonly onStep?: (moment: Moment) => void
  /** Called with each step that was taken, so that other runs can go on after it. */
  readonly keep?: (taken: Taken) => void
  /** Where the product of this process keeps what it does; memory where absent. */
  readonly store?: Store
  /** The first steps, which another run has taken: they are not played again, and not judged. */
  readonly taken?: readonly Taken[]
}

/** A step that was played, and the world when it had ended. */
export interface Taken {
  readonly world: World
  /** As it is judged: of two workers the step of the one that has worked. */
  readonly step: Step
  readonly result: StepResult
  readonly stage: Stage | undefined
  readonly changes: readonly Change[]
  readonly calls: readonly CallRecord[]
  readonly startedAt: number
  readonly endedAt: number
  readonly store: () => Promise<Store>
}

export function play(
  script: Script,
  origin: Origin,
  options?: Omit<PlayOptions, 'host'>,
): Promise<Played<InProcessWorld>>
export function play(script: Script, origin: Origin, options: PlayOptions): Promise<Played>
export async function play(
  script: Script,
  origin: Origin,
  { warp = {}, host, store: own, ...options }: PlayOptions = {},
): Promise<Played> {
  if (host) return playIn(await host.worldOf(script, origin), options)
  const last = options.taken?.at(-1)
  if (last) {
    const standing = { world: last.world, store: await last.store() }
    return playIn(worldOf(script, origin, warp, { standing }), options)
  }
  if (!options.keep) return playIn(worldOf(script, origin, warp, own ? { store: own } : {}), options)
  const { store, copy } = rememberedStore()
  return playIn(worldOf(script, origin, warp, { store }), options, copy)
}

/** @param copy of what the product keeps, where other runs are to go on from this one's steps */
async function playIn(
  world: World,
  { invariants = INVARIANTS, onStep, keep, taken = [] }: Omit<PlayOptions, 'warp' | 'host' | 'store'>,
  copy?: RememberedStore['copy'],
): Promise<Played> {
  const { script, origin } = world
  const start = (taken.length > 0 && origin.cloud.tenantNamed(origin.facts.tenantId)) || world.tenant
  const reckoning = reckoningOf(start, grantableIn(start, script))
  // the former account's objects are the product's, which has made them before the run
  const made = new Set<string>(formerObjectsIn(start))
  const promises = new Promises(start)
  const results: StepResult[] = []
  const stages: PlayedStage[] = []
  const seen = new Seen(invariants)
  let baseline = baselineOf(start, origin.facts)
  let lastByOthers = Number.NEGATIVE_INFINITY
  let byOthersSinceStage = true
  const steps: Step[] = []
  for (const [index, asked] of script.steps.entries()) {
    const earlier = taken[index]
    const took = earlier ?? (await take(world, asked))
    const { step, result, stage, changes, startedAt, endedAt } = took
    const isQuiet = startedAt - lastByOthers >= lagMsOf(script)
    const isUndisturbed = !byOthersSinceStage
    reckonConsent(reckoning, step, result)
    const before = reckoning.condition
    const foretold = foretoldOf(stage, step, took.world, reckoning)
    reckon(reckoning, { step, stage, result, changes }, took.world, foretold.expected)
    if (!stage && changes.length > 0) lastByOthers = endedAt
    baseline = baselineAfter(baseline, { step, result, changes, site: script.site }, made)
    byOthersSinceStage = stage ? false : byOthersSinceStage || !STANDS_STILL.has(step.op)
    if (!isByOthers(step))
      for (const { kind, key, before } of changes) if (!before) made.add(`${kind} ${key}`)
    const promise = promises.take({ step, stage, result, changes, isQuiet }, made, took.world)
    const previous = lastBefore(steps, results)
    if (!earlier) {
      const moment: Moment = {
        ...took,
        index,
        previous,
        before,
        condition: reckoning.condition,
        ...foretold,
        mails: await world.subject.mails(),
        logged: (await world.subject.logged?.()) ?? [],
        baseline,
        madeByProduct: made,
        promise,
        isQuiet,
        isUndisturbed,
      }
      seen.look(moment)
      onStep?.(moment)
    }
    if (copy) keep?.({ ...took, world: heldWorld(world), store: copy() })
    results.push(result)
    steps.push(step)
    const record = stageRecordOf({ ...took, names: (id) => nameIn(took.world.tenant, id) })
    if (record) stages.push(record)
  }
  world.faults.load([])
  const { condition } = reckoning
  const { findings, evaluated, flow, mail, reached } = seen
  return { world, results, stages, findings, evaluated, baseline, condition, flow, mail, reached }
}

async function take(world: World, step: Step): Promise<Omit<Taken, 'store'>> {
  const [position, callsBefore, startedAt] = [
    world.tenant.position,
    world.cloud.calls.length,
    world.clock.now(),
  ]
  world.faults.load((step.faults ?? []).map(planned))
  const did = await acted(world, step)
  const changes = world.tenant.changesSince(position)
  const calls = world.cloud.calls.slice(callsBefore)
  return { world, ...did, changes, calls, startedAt, endedAt: world.clock.now() }
}

/** What invariants have said so far, and what the run has met. */
class Seen {
  readonly findings: Finding[] = []
  readonly evaluated = new Map<string, number>()
  readonly flow = new Map<string, Set<string>>()
  readonly mail = { writes: 0, unsafe: 0 }
  readonly reached = new Reached()
  readonly #invariants: readonly Invariant[]

  constructor(invariants: readonly Invariant[]) {
    this.#invariants = invariants
  }

  look(moment: Moment): void {
    const { flow } = this
    this.findings.push(...findingsAt(moment, this.#invariants, this.evaluated))
    const { writes = 0, unsafe = 0, effects = [] } = watchedMail(moment) ?? {}
    for (const { change, message } of effects) flow.set(change, (flow.get(change) ?? new Set()).add(message))
    this.mail.writes += writes
    this.mail.unsafe += unsafe
    this.reached.see(moment)
  }
}

/** @param evaluated counts, by name, the invariants that had something to look at */
function findingsAt(
  moment: Moment,
  invariants: readonly Invariant[],
  evaluated: Map<string, number>,
): Finding[] {
  return invariants.flatMap(({ name, atQuiet, check }) => {
    const breaches = atQuiet && !moment.isQuiet ? undefined : check(moment)
    if (!breaches) return []
    evaluated.set(name, (evaluated.get(name) ?? 0) + 1)
    return breaches.map((detail) => ({ invariant: name, detail, step: moment.index }))
  })
}

/** A step, after which the world knows what the account is to protect. */
async function acted(world: World, asked: Step): Promise<Pick<Taken, 'step' | 'result' | 'stage'>> {
  const { step, result } =
    isOfTwo(asked) && isInProcess(world)
      ? await byTwoWorkers(world, asked)
      : { step: asked, result: await actedAlone(world, asked) }
  const stage = stageOf(step, result)
  world.directions = directionsAfter(world, stage, result)
  reckonPolicies(world, step, result, stage)
  return { step, result, stage }
}

const actedAlone = (world: World, step: Step): Promise<StepResult> =>
  isMailStep(step) ? whileItLives(world, mailed(world, step)) : act(world, step)

async function act(world: World, step: Exclude<Step, MailStep>): Promise<StepResult> {
  const { origin, fetch, subject } = world
  const person = (name: Parameters<typeof administrator>[2]) => administrator(fetch, origin.facts, name)
  try {
    switch (step.op) {
      case 'assign role':
        return replied(
          await patiently(world, () =>
            assignExchangeRole(
              person(step.by ?? 'admin'),
              step.other ? apiAppId(world) : inlineAppId(world),
              step.through,
              world.clock.now(),
            ),
          ),
        )
      case 'administrator':
        return replied(await meddle(person(step.by ?? 'admin'), step.act, step.value))
      case 'advance':
        await world.clock.sleep(step.hours * 3_600_000)
        return DONE
      case 'await synchronization':
        return await untilSynchronization(world)
      case 'console':
      case 'console consent':
        return await whileItLives(world, atConsole(world, step))
      case 'restart':
        if (step.generation === undefined) await subject.restart()
        else if (isInProcess(world)) world.restart(step.generation)
        else return NOT_AT_CONSOLE
        return DONE
      default:
        return isInProcess(world) ? await whileItLives(world, inProcessStep(world, step)) : NOT_AT_CONSOLE
    }
  } catch (error) {
    // a person's own call may be struck by a fault; the product must not let anything but an answer through
    if (isStageOp(step.op) || isConsoleStep(step)) throw error
    const message = error instanceof Error ? error.message : String(error)
    return { outcome: 'failed', message, activities: [] }
  }
}

const NOT_AT_CONSOLE: StepResult = {
  outcome: 'refused',
  message: 'this system under test is met at its console alone, and the step is not an operation of it',
  activities: [],
}

/** Where inline mode has none, the console tells what is due next for the accounts of API mode. */
async function untilSynchronization(world: World): Promise<StepResult> {
  const { clock } = world
  const inline = isInProcess(world) ? await world.service.nextSyncAt() : undefined
  const at = inline ?? (await dueAtConsole(world))
  if (at === undefined) return { outcome: 'refused', message: 'no synchronization is due', activities: [] }
  await clock.sleep(at - clock.now())
  return DONE
}

/** People look again for what they know to be there, until it can be seen. */
async function patiently({ clock, script }: World, act: () => Promise<Reply>): Promise<Reply> {
  const until = clock.now() + lagMsOf(script)
  for (;;) {
    const reply = await act()
    if (reply.status !== 404 || clock.now() >= until) return reply
    await clock.sleep(60_000)
  }
}

/** A stage to its end, or to that of the product's process: the next step finds a new one on the same journal. */
async function whileItLives(world: World, work: Promise<StageResult | StepResult>): Promise<StepResult> {
  const result = await Promise.race([work, world.subject.crashed])
  if (typeof result === 'object') return result
  await world.subject.restart()
  return { outcome: 'crashed', message: ENDS[result], code: result, activities: [] }
}

const ENDS = {
  crashed: 'the product’s process ended',
  endless: 'the product does not come to an end, and was ended',
}

/** A new grant begins with what the account file says. */
function directionsAfter({ directions, script }: World, stage: Stage | undefined, { outcome }: StepResult) {
  if (outcome !== 'done' || stage?.mode !== 'inline') return directions
  if (stage.op === 'upgrade') return 'both'
  return stage.op === 'clean up' ? script.directions : directions
}

const planned = ([operation, occurrence, fault, knobs]: StepFault): PlannedFault => ({
  operation,
  occurrence,
  fault,
  ...(knobs ? { knobs } : {}),
})

/** The last step that could change anything. A step that only lets time pass changes nothing. */
function lastBefore(steps: readonly Step[], results: readonly StepResult[]): Moment['previous'] {
  for (let i = results.length - 1; i >= 0; i--) {
    const [step, result] = [steps[i], results[i]]
    if (step && result && !WAITS.has(step.op)) return { step, result }
  }
  return undefined
}

/** Steps after which everything is as it was. */
const STANDS_STILL: ReadonlySet<Step['op']> = new Set<Step['op']>([
  'advance',
  'await synchronization',
  'restart',
])

const WAITS: ReadonlySet<Step['op']> = new Set<Step['op']>(['advance', 'await synchronization'])

const DONE: StepResult = { outcome: 'done', message: '', activities: [] }

function replied({ status, body }: Reply): StepResult {
  if (status < 400) return DONE
  return { outcome: 'refused', message: `${status} ${JSON.stringify(body).slice(0, 300)}`, activities: [] }
}
