/**
 * Observe, plan, do, record, and again until the plan is empty. Provisioning, synchronization, deprovisioning,
 * cleanup, repair and resumption are this loop with another goal.
 */
import { M365Error } from '../microsoft/errors.ts'
import { type Patience, patienceOf, pauseMs } from '../microsoft/retry.ts'
import { CONFIRM_MS } from '../microsoft/session.ts'
import type { ListKindName, ObjectKindName } from '../objects/index.ts'
import type { Fields, Found } from '../objects/kind.ts'
import type { Known } from './journal.ts'
import type { Obstacle } from './obstacle.ts'
import { perform } from './perform.ts'
import { needsOf, type Plan, planSteps, type Step, titleOf } from './plan.ts'
import { GRACE_MS, type Observed, ownOf } from './question.ts'
import { Refusals } from './refusals.ts'
import { cellOf, isList } from './row.ts'
import type { Looking, Work } from './work.ts'

export interface Reached {
  /** Steps that were done, in order: `create TMCAS Inline …`. */
  readonly done: readonly string[]
  /** Steps that are left, where something stands in their way. */
  readonly left: readonly string[]
  readonly obstacles: readonly Obstacle[]
  /** What ended the work before its time: waiting does not mend it, or was tried long enough. */
  readonly error?: M365Error
}

/** Rounds of one reconciliation: each one makes progress or waits, so more of them means that something is wrong. */
const ROUNDS_MAX = 60
/** How often a tenant is looked at that shows less than it should. */
const POLL_MS = 60_000

/**
 * One object's refusal stops only what depends on it.
 * @param seen what stands in the tenant, where it has just been observed for the same goal
 * @throws LeaseLost where another worker has taken over
 */
export async function reconcile(work: Work, seen?: Observed): Promise<Reached> {
  const run: Run = {
    work,
    done: [],
    refusals: new Refusals(),
    patience: patienceOf(work.session.ports, GRACE_MS),
    left: undefined,
  }
  try {
    const { obstacles, left } = await rounds(run, seen)
    return { done: run.done, left, obstacles }
  } catch (error) {
    if (!(error instanceof M365Error)) throw error
    return { done: run.done, left: leftOf(run), obstacles: run.refusals.obstacles, error }
  }
}

/** One reconciliation on its way. */
interface Run {
  readonly work: Work
  readonly done: string[]
  readonly refusals: Refusals
  readonly patience: Patience
  /** The last plan, and the first of its steps that is not done. */
  left: { readonly plan: Plan; readonly from: number } | undefined
}

/** Titles of what the last plan has left to do. */
function leftOf({ left }: Run): string[] {
  if (!left) return []
  const steps = left.plan.steps.slice(left.from).filter(({ action }) => action !== 'wait')
  return [...steps.map(titleOf), ...left.plan.left]
}

/** @throws M365Error for what ends the work as a whole */
async function rounds(run: Run, seen: Observed | undefined): Promise<Plan> {
  const { work, refusals } = run
  const { ports } = work.session
  let observed = seen
  let isAbsenceConfirmed = false
  for (let round = 0; round < ROUNDS_MAX; ) {
    observed ??= await observe(work)
    if (!isAbsenceConfirmed && isMissingOurs(work, observed)) {
      isAbsenceConfirmed = true
      await ports.clock.sleep(CONFIRM_MS)
      observed = await observe(work)
    }
    await settleOpenIntents(work, observed)
    const standing = standingIn(work, observed)
    const table = work.table.map((row) => refusals.spared(row))
    const plan = planSteps({
      table,
      goal: work.goal,
      standing,
      kindOf: work.kinds.object,
      observed,
      memory: work.journal,
      nowMs: ports.clock.now(),
      refused: refusals.ofRows,
      incomplete: refusals.incomplete,
      ...(work.together ? { together: work.together } : {}),
    })
    const obstacles = [...plan.obstacles, ...refusals.ofParts]
    if (plan.steps.length === 0) return { ...plan, obstacles }
    observed = undefined
    // waiting ends by itself, so that it is not a round
    if (plan.steps[0]?.action !== 'wait') round++
    const pause = await doSteps(run, { ...plan, obstacles }, standing)
    if (pause > 0) await ports.clock.sleep(pause)
  }
  throw new M365Error(
    'exchange',
    500,
    'RoundsExhausted',
    `the goal "${work.goal}" was not reached in ${ROUNDS_MAX} rounds`,
  )
}

/**
 * Whether an object that is to go, and that we have made and not asked to go, is not there. Somebody may have removed it, or
 * one listing was wrong: were it believed, the object would stay for good, and what it refers to would go first.
 */
const isMissingOurs = ({ table, goal, journal }: Work, observed: Observed): boolean =>
  table.some(
    (row) =>
      !isList(row) &&
      cellOf(row, goal) === 'absent' &&
      journal.of(row.key).id !== undefined &&
      !isAskedToGo(journal.of(row.key)) &&
      ownOf(row, { observed, memory: journal }) === undefined,
  )

const isAskedToGo = ({ open, lastDone }: Known): boolean =>
  [...open, lastDone].some((write) => write?.action === 'remove')

/** Does a plan's steps, except those that depend on one that failed. Returns how long to wait before the next look. */
async function doSteps(run: Run, plan: Plan, standing: Map<string, Fields>): Promise<number> {
  const { work, patience, refusals } = run
  const { ports } = work.session
  const hindered = new Set<string>()
  let pause = 0
  for (const [i, step] of plan.steps.entries()) {
    run.left = { plan, from: i }
    if (step.action === 'wait') return Math.max(pause, waitFor(step, work))
    const { key } = step.row
    if (step.action !== 'disable' && isHindered(step, work, hindered)) {
      hindered.add(key)
      continue
    }
    const outcome = await perform(work, step, standing)
    if (outcome.type === 'done') {
      ports.log.info({ step: step.action, object: step.row.name }, titleOf(step))
      run.done.push(titleOf(step))
      patience.renew(key)
      const lasting = outcome.refused.filter(({ part, error }) => {
        const failures = error.meaning === 'absent' ? patience.bears(`${key} ${part}`, error) : undefined
        if (failures !== undefined) pause = Math.max(pause, pauseMs(ports, error, failures))
        return failures === undefined
      })
      refusals.addParts(step.row, lasting)
      continue
    }
    hindered.add(key)
    const failures =
      outcome.type === 'look again' ? patience.bears(key, outcome.error, newest(step, work)) : undefined
    if (failures !== undefined) {
      pause = Math.max(pause, pauseMs(ports, outcome.error, failures))
      // who is throttled, or hears nothing, does not go on to the next call
      if (outcome.isPassing) return pause
    } else if (outcome.isPassing) throw outcome.error
    else refusals.add(step, outcome.error, standing)
  }
  return pause
}

/** When the newest of the things was written that the step waits for, in milliseconds since the epoch. */
function newest({ row }: Step, { table, goal, journal }: Work): number {
  return Math.max(
    ...[row.key, ...needsOf(row, { table, goal })].map((key) => journal.of(key).lastDone?.at ?? 0),
  )
}

/** Whether something that the step needs, or its own object, has failed in this round. */
function isHindered({ row, action }: Step, work: Work, hindered: ReadonlySet<string>): boolean {
  const { table, goal, together } = work
  if (hindered.size === 0) return false
  if (action === 'enable' && together?.has(row.key)) return true
  return hindered.has(row.key) || needsOf(row, { table, goal }).some((key) => hindered.has(key))
}

function waitFor(step: Extract<Step, { action: 'wait' }>, { session: { ports } }: Work): number {
  const pause = Math.min(POLL_MS, Math.max(1_000, step.untilMs - ports.clock.now()))
  const seconds = Math.ceil(pause / 1000)
  ports.log.info({ ms: pause }, `waiting ${seconds} s for the tenant to show what was written`)
  return pause
}

/** Reads only the kinds that the goal has something to say about, and lists to which a claim is open. */
export async function observe({ session, journal, table, goal, kinds }: Looking): Promise<Observed> {
  session.ports.log.info({ goal }, 'looking at what stands in the tenant')
  const objects = new Map<ObjectKindName, readonly Found[]>()
  const lists = new Map<ListKindName, readonly string[]>()
  for (const row of table) {
    const cell = cellOf(row, goal)
    if (isList(row)) {
      const isOpen = journal.of(row.key).openClaims.length > 0
      if (cell !== 'kept' || isOpen) lists.set(row.kind, await kinds.list(row.kind).observe(session))
    } else if (cell !== 'kept' && !objects.has(row.kind)) {
      const same = table.filter((other) => other.kind === row.kind)
      const ids = same.flatMap(({ key }) => journal.of(key).id ?? [])
      const names = same.map(({ name }) => name)
      const kind = kinds.object(row.kind)
      const isGoing = same.some(({ key }) => isAskedToGo(journal.of(key)))
      objects.set(row.kind, await kind.observe(session, { ids, names, detail: cell === 'present', isGoing }))
    }
  }
  return { objects, lists, isContested: isContested({ table, journal }, objects) }
}

function isContested({ table, journal }: Pick<Looking, 'table' | 'journal'>, objects: Observed['objects']) {
  return table.some((row) => {
    const { id, tried } = journal.of(row.key)
    if (isList(row) || id !== undefined || tried.length === 0) return false
    const marked = objects.get(row.kind)?.filter(({ marker }) => marker?.key === row.key) ?? []
    return marked.length > 0 && !marked.some(({ marker }) => marker && tried.includes(marker.opId))
  })
}

/** It grows while steps are done: a group made a moment ago has an address that the plan could not know. */
export function standingIn(
  { table, journal }: Pick<Work, 'table' | 'journal'>,
  observed: Observed,
): Map<string, Fields> {
  const standing = new Map<string, Fields>()
  for (const row of table) {
    const found = isList(row) ? undefined : ownOf(row, { observed, memory: journal })
    if (found) standing.set(row.key, found.fields)
  }
  return standing
}

/** What an earlier run, or an answer that was lost, left open is settled by what stands in the tenant. */
async function settleOpenIntents({ table, journal }: Work, observed: Observed): Promise<void> {
  for (const row of table) {
    const { open, openClaims } = journal.of(row.key)
    if (isList(row)) {
      const standing = observed.lists.get(row.kind)
      for (const { opId, entries } of standing ? openClaims : []) {
        const there = entries.filter((entry) => standing?.includes(entry)).length
        if (there === 0) continue
        // all are added at once or none is: where few stand, somebody has added them, and they stay; where most do,
        // somebody has taken some of our entries out. It is decided at first sight: fewer of our entries may stand later
        const isOurs = there * 2 >= entries.length
        await journal.append(
          isOurs ? { type: 'done', opId, seen: true } : { type: 'failed', opId, code: 'AddedByOthers' },
        )
      }
    } else {
      const creates = new Set(open.filter(({ action }) => action === 'create').map(({ opId }) => opId))
      const found = observed.objects.get(row.kind)?.find(({ marker }) => marker && creates.has(marker.opId))
      if (found?.marker)
        await journal.append({ type: 'done', opId: found.marker.opId, id: found.id, seen: true })
    }
  }
}
