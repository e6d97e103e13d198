/**
 * Observe, plan, do, record, and again until the plan is empty. Provisioning, synchronization, deprovisioning,
 * cleanup, repair and resumption are this loop with another goal.
 */
import { M365Error, type Meaning, SupersededError } from '../microsoft/errors.ts'
import { isPassing, patienceOf, pauseMs } from '../microsoft/retry.ts'
import type { Session } from '../microsoft/session.ts'
import { kindOf, listKindOf } from '../objects/index.ts'
import type { Fields, Found, Made } from '../objects/kind.ts'
import { type Context, isList, type ObjectRow, type ObjectsByGoal } from '../service-accounts/inline/table.ts'
import type { Entry, Goal, Ledger } from './journal.ts'
import {
  digestOf,
  GRACE_MS,
  isYoung,
  type Observed,
  type Obstacle,
  ownOf,
  planSteps,
  type Step,
} from './plan.ts'

export interface Work {
  readonly session: Session
  readonly ledger: Ledger
  readonly table: ObjectsByGoal
  readonly goal: Goal
  readonly epoch: number
  /** Client id of the product's application, for the row of that name. */
  readonly appId: string
  readonly context: Omit<Context, 'standing' | 'marks'>
}

export interface Reached {
  /** Steps that were done, in order: `create TMCAS Inline …`. */
  readonly done: readonly string[]
  readonly obstacles: readonly Obstacle[]
}

/** Rounds of one reconciliation: each one makes progress or waits, so more of them means that something is wrong. */
const ROUNDS_MAX = 60
/** How often a tenant is looked at that shows less than it should. */
const POLL_MS = 60_000

/**
 * @param seen what stands in the tenant, where it has just been observed for the same goal
 * @throws M365Error for what waiting does not mend, SupersededError where a newer goal stands
 */
export async function reconcile(work: Work, seen?: Observed): Promise<Reached> {
  const { ports } = work.session
  const done: string[] = []
  const patience = patienceOf(ports, GRACE_MS)
  let observed = seen
  for (let round = 0; round < ROUNDS_MAX; ) {
    observed ??= await observe(work)
    settleOpenIntents(work, observed)
    const context = contextOf(work, observed)
    const nowMs = ports.clock.now()
    const kinds = (row: ObjectRow) => kindOf(row.kind, work.appId)
    const { steps, obstacles } = planSteps({ ...work, context, kinds, observed, memory: work.ledger, nowMs })
    if (steps.length === 0) return { done, obstacles }
    observed = undefined
    // waiting ends by itself, so that it is no round
    if (steps[0]?.action !== 'wait') round++
    for (const step of steps) {
      if (step.action === 'wait') {
        const pause = Math.min(POLL_MS, Math.max(1_000, step.untilMs - nowMs))
        ports.log.info(
          { ms: pause },
          `waiting ${Math.ceil(pause / 1000)} s for the tenant to show what was written`,
        )
        await ports.clock.sleep(pause)
        break
      }
      const doubt = await perform(work, step, context)
      if (doubt) {
        const failures = patience.bears(doubt)
        if (failures === undefined) throw doubt
        await ports.clock.sleep(pauseMs(ports, doubt, failures))
        break
      }
      const told = `${step.action} ${step.row.name}`
      ports.log.info({ step: step.action, object: step.row.name }, told)
      done.push(told)
      patience.renew()
    }
  }
  throw new M365Error(
    'exchange',
    500,
    'RoundsExhausted',
    `the goal "${work.goal}" was not reached in ${ROUNDS_MAX} rounds`,
  )
}

export type Looking = Pick<Work, 'session' | 'ledger' | 'table' | 'goal' | 'appId'>

/** Reads only the kinds that the goal has something to say about, and lists to which a claim is open. */
export async function observe({ session, ledger, table, goal, appId }: Looking): Promise<Observed> {
  session.ports.log.info({ goal }, 'looking at what stands in the tenant')
  const objects = new Map<ObjectRow['kind'], readonly Found[]>()
  const lists = new Map<'ipAllowList' | 'spoofAllowList', readonly string[]>()
  for (const row of table) {
    const isOpen = isList(row) && ledger.of(row.key).openClaims.length > 0
    if ((row.cells[goal] === 'kept' && !isOpen) || objects.has(row.kind as ObjectRow['kind'])) continue
    if (isList(row)) lists.set(row.kind, await listKindOf(row.kind).observe(session))
    else {
      const ids = table.filter((one) => one.kind === row.kind).flatMap((one) => ledger.of(one.key).id ?? [])
      objects.set(
        row.kind,
        await kindOf(row.kind, appId).observe(session, ids, row.cells[goal] === 'present'),
      )
    }
  }
  return { objects, lists }
}

/** Writes the intent, acts, writes the outcome. Returns the failure after which to look again, if there was one. */
async function perform(work: Work, step: Doing, context: Growing): Promise<M365Error | undefined> {
  const { ports } = work.session
  const opId = ports.ids.uuid()
  const young = isYoung(work.ledger.of(step.row.key), ports.clock.now())
  record(work, { type: 'intent', opId, key: step.row.key, action: step.action, ...detailsOf(step, context) })
  try {
    const made = await act(work, step, context, opId)
    if (made) context.standing.set(step.row.key, made.fields)
    record(work, { type: 'done', opId, ...(made ? { id: made.id } : {}) })
    return undefined
  } catch (error) {
    if (!(error instanceof M365Error)) throw error
    if (error.meaning === 'absent' && REMOVING.has(step.action) && !young) {
      record(work, { type: 'done', opId })
      return undefined
    }
    if (error.inDoubt) record(work, { type: 'unknown', opId })
    else record(work, { type: 'failed', opId, code: error.code })
    ports.log.warn(
      { step: step.action, object: step.row.name, status: error.status, code: error.code },
      error.message,
    )
    // a replica that is behind refuses what refers to, or adds to, what it does not know
    if (isPassing(error) || LOOK_AGAIN.has(error.meaning) || (young && error.meaning === 'refused'))
      return error
    throw error
  }
}

/** Answers that need not tell how the tenant stands: it is looked at afresh. */
const LOOK_AGAIN: ReadonlySet<Meaning> = new Set(['exists', 'absent'])
/** What is gone is removed; but a server that has not heard of a young object says that it is gone. */
const REMOVING: ReadonlySet<Step['action']> = new Set(['remove', 'release'])

function detailsOf(step: Doing, context: Context): { entries?: readonly string[]; wanted?: string } {
  if ('entries' in step) return { entries: step.entries }
  if (step.action !== 'create' && step.action !== 'update') return {}
  return { wanted: digestOf(step.row.wanted(context)) }
}

async function act(work: Work, step: Doing, context: Context, opId: string): Promise<Made | undefined> {
  const { session, appId, ledger } = work
  if ('entries' in step) {
    const list = listKindOf(step.row.kind)
    await (step.action === 'claim' ? list.add(session, step.entries) : list.remove(session, step.entries))
    return undefined
  }
  const { row } = step
  const kind = kindOf(row.kind, appId)
  if ('found' in step) {
    if (step.action === 'remove') await kind.remove(session, step.found)
    else await kind.update(session, step.found, changesOf(work, step, context))
    return undefined
  }
  if ('id' in step) {
    await kind.setEnabled?.(session, step.id ?? ledger.of(row.key).id ?? '', step.action === 'enable')
    return undefined
  }
  const mark = session.marks.write({ key: row.key, opId })
  return kind.create(session, { wanted: row.wanted(context), mark, enabled: row.enabled === undefined })
}

type Doing = Exclude<Step, { action: 'wait' }>

/** What differs, and our mark where somebody has removed it. */
function changesOf(
  { session, appId }: Work,
  { row, found }: { row: ObjectRow; found: Found },
  context: Context,
): Fields {
  const kind = kindOf(row.kind, appId)
  const changes = kind.differences(row.wanted(context), found)
  if (found.marker) return changes
  const mark = session.marks.write({ key: row.key, opId: session.ports.ids.uuid() })
  return { ...changes, [kind.markedIn]: mark }
}

/** `standing` grows while steps are done: a group made a moment ago has an address that the plan could not know. */
type Growing = Context & { readonly standing: Map<string, Fields> }

function contextOf(work: Work, observed: Observed): Growing {
  const standing = new Map<string, Fields>()
  for (const row of work.table) {
    if (isList(row)) continue
    const found = ownOf(row, { observed, memory: work.ledger })
    if (found) standing.set(row.key, found.fields)
  }
  return { ...work.context, marks: work.session.marks, standing }
}

/** What an earlier run, or an answer that was lost, left open is settled by what stands in the tenant. */
function settleOpenIntents(work: Work, observed: Observed): void {
  for (const row of work.table) {
    const { open, openClaims } = work.ledger.of(row.key)
    if (isList(row)) {
      const standing = observed.lists.get(row.kind)
      for (const { opId, entries } of standing ? openClaims : []) {
        const there = entries.filter((entry) => standing?.includes(entry)).length
        if (there === 0) continue
        // all are added at once or none is: where few stand, somebody has added them, and they stay; where most do,
        // somebody has taken some of ours out. It is decided at first sight: later on fewer of ours may stand
        if (there * 2 < entries.length) record(work, { type: 'failed', opId, code: 'AddedByOthers' })
        else record(work, { type: 'done', opId, seen: true })
      }
    } else {
      const creates = new Set(open.filter(({ action }) => action === 'create').map(({ opId }) => opId))
      if (creates.size === 0) continue
      const made = observed.objects.get(row.kind)?.find(({ marker }) => marker && creates.has(marker.opId))
      if (made?.marker) record(work, { type: 'done', opId: made.marker.opId, id: made.id, seen: true })
    }
  }
}

/** A goal of an older epoch may write nothing more, neither here nor in the tenant. */
function record({ session, ledger, epoch }: Work, entry: Entry): void {
  const current = ledger.epoch
  if (current !== epoch) throw new SupersededError(epoch, current)
  ledger.append({ ...entry, at: session.ports.clock.now(), epoch })
}
