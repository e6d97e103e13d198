/** From what is wanted, what stands and what the journal knows, to ordered steps. Pure: no call, no clock of its own. */
import { createHash } from 'node:crypto'
import type { Fields, Found, ObjectKind } from '../objects/kind.ts'
import {
  type Cell,
  type Context,
  isList,
  type ListRow,
  type ObjectRow,
  type ObjectsByGoal,
} from '../service-accounts/inline/table.ts'
import type { Goal, Known, Memory, Write } from './journal.ts'

export type Step =
  | { readonly action: 'create'; readonly row: ObjectRow }
  | { readonly action: 'update' | 'remove'; readonly row: ObjectRow; readonly found: Found }
  /** Without an id where the object is made earlier in the same plan. */
  | { readonly action: 'enable' | 'disable'; readonly row: ObjectRow; readonly id: string | undefined }
  | { readonly action: 'claim' | 'release'; readonly row: ListRow; readonly entries: readonly string[] }
  | { readonly action: 'wait'; readonly row: ObjectRow | ListRow; readonly untilMs: number }

/** Something that keeps a part of the goal from being reached, and that waiting does not mend. */
export interface Obstacle {
  readonly name: string
  readonly reason: string
  /** Whether objects that refer to this one cannot be made either. */
  readonly blocks: boolean
}

/** The tenant, as far as the goal's rows need it. */
export interface Observed {
  readonly objects: ReadonlyMap<ObjectRow['kind'], readonly Found[]>
  readonly lists: ReadonlyMap<ListRow['kind'], readonly string[]>
}

export interface Question {
  readonly table: ObjectsByGoal
  readonly goal: Goal
  readonly context: Context
  readonly kinds: (row: ObjectRow) => ObjectKind
  readonly observed: Observed
  readonly memory: Memory
  readonly nowMs: number
}

export interface Plan {
  readonly steps: readonly Step[]
  readonly obstacles: readonly Obstacle[]
}

/**
 * How long after a write presence or absence is not believed: replicas of Microsoft's directory lag by minutes,
 * and a request whose answer was lost may still take effect.
 */
export const GRACE_MS = 15 * 60_000

/** Whether something was written so recently, or may have been, that not every replica need know of it. */
export const isYoung = ({ open, lastDone }: Known, nowMs: number): boolean =>
  open.some((write) => isRecent(write, nowMs)) || isRecent(lastDone, nowMs)

const isRecent = (write: Write | undefined, nowMs: number): write is Write =>
  write !== undefined && nowMs < write.at + GRACE_MS

/** Short name of a wanted state, by which a later run knows whether it wants the same. */
export const digestOf = (wanted: Fields): string =>
  createHash('sha256').update(JSON.stringify(wanted)).digest('hex').slice(0, 16)

/**
 * Switching off comes first and removing last; what is made is made in table order, and rerouting is switched on after
 * all else.
 * While the tenant shows less than we have done, nothing is planned on it.
 */
export function planSteps(question: Question): Plan {
  for (const row of question.table) {
    const untilMs = behindUntil(row, question)
    if (untilMs !== undefined) return { steps: [{ action: 'wait', row, untilMs }], obstacles: [] }
  }
  const obstacles = obstaclesTo(question)
  const made: Step[] = []
  const switched: Step[] = []
  const removed: Step[] = []
  for (const row of question.table) {
    const cell = row.cells[question.goal]
    if (cell === 'kept') continue
    if (isList(row)) (cell === 'present' ? made : removed).push(...stepsForList(row, cell, question))
    else if (cell === 'absent') removed.push(...stepsToRemove(row, question))
    else {
      const hindered = obstacles.has(row.key)
      if (!hindered) made.push(...stepsToMake(row, question))
      // what must not run is switched off, whatever hinders the rest
      const switches = stepsToSwitch(row, question).filter(({ action }) => !hindered || action === 'disable')
      // what is always on is whole only when it is: what leads to it comes later in the table
      ;(row.enabled ? switched : made).push(...switches)
    }
  }
  const off = switched.filter(({ action }) => action === 'disable')
  const on = switched.filter(({ action }) => action === 'enable')
  const steps = [...off, ...made, ...on, ...inRemovalOrder(removed, question.table)]
  return { steps, obstacles: question.table.flatMap(({ key }) => obstacles.get(key) ?? []) }
}

/** What stands in the way of rows that are to be present: of their own, or of what they refer to, in any table order. */
function obstaclesTo(question: Question): Map<string, Obstacle> {
  const { table, goal } = question
  const present = table.filter((row) => !isList(row)).filter(({ cells }) => cells[goal] === 'present')
  const found = new Map<string, Obstacle>()
  for (const row of present) {
    const obstacle = obstacleTo(row, question)
    if (obstacle) found.set(row.key, obstacle)
  }
  const blocks = (key: string) => found.get(key)?.blocks === true
  // an obstacle blocks what refers to it, and so on: as many times as there are rows at most
  for (const _ of present)
    for (const { key, name, after } of present) {
      const missing = found.has(key) ? undefined : after.find(blocks)
      if (missing)
        found.set(key, { name, reason: `waits for ${missing}, which could not be made`, blocks: true })
    }
  return found
}

/** What refers to others goes before them; among equals, what was made last goes first. */
function inRemovalOrder(steps: readonly Step[], table: ObjectsByGoal): Step[] {
  const depths = new Map<string, number>()
  const depthOf = (key: string): number => {
    const known = depths.get(key)
    if (known !== undefined) return known
    // a row that refers to itself, directly or not, would be a mistake in the table: it ends here
    depths.set(key, 0)
    const after = table.find((row) => row.key === key)?.after ?? []
    const depth = after.length === 0 ? 0 : 1 + Math.max(...after.map(depthOf))
    depths.set(key, depth)
    return depth
  }
  return steps.toReversed().sort((a, b) => depthOf(b.row.key) - depthOf(a.row.key))
}

/** The row's own object: by the journal's id, else by our mark; never by name alone. */
export function ownOf(
  row: ObjectRow,
  { observed, memory }: Pick<Question, 'observed' | 'memory'>,
): Found | undefined {
  const candidates = observed.objects.get(row.kind) ?? []
  const { id } = memory.of(row.key)
  return candidates.find((one) => one.id === id) ?? candidates.find((one) => one.marker?.key === row.key)
}

/** Until when a row's replica that does not show our last write counts as behind; undefined where it shows it. */
function behindUntil(row: ObjectRow | ListRow, question: Question): number | undefined {
  const { lastDone, claimed } = question.memory.of(row.key)
  if (row.cells[question.goal] === 'kept' || !isRecent(lastDone, question.nowMs)) return undefined
  const standing = isList(row) ? (question.observed.lists.get(row.kind) ?? []) : []
  const isShown = !isList(row)
    ? shows(row, lastDone, question)
    : lastDone.action === 'claim'
      ? claimed.every((entry) => standing.includes(entry))
      : !lastDone.entries.some((entry) => standing.includes(entry))
  return isShown ? undefined : lastDone.at + GRACE_MS
}

function shows(row: ObjectRow, { action, wanted }: Write, question: Question): boolean {
  const { goal, context, kinds, memory } = question
  const { id } = memory.of(row.key)
  const found = ownOf(row, question)
  if (action === 'remove') return found === undefined
  if (!found || (id !== undefined && found.id !== id)) return false
  if (row.cells[goal] === 'absent') return true
  const kind = kinds(row)
  if (action === 'enable' || action === 'disable') return kind.isEnabled?.(found) === (action === 'enable')
  const now = row.wanted(context)
  return wanted !== digestOf(now) || Object.keys(kind.differences(now, found)).length === 0
}

function stepsToMake(row: ObjectRow, question: Question): Step[] {
  const { context, kinds, memory, nowMs } = question
  const found = ownOf(row, question)
  // what we may have removed a moment ago, a replica may still show: it is neither there nor gone
  const removal = memory.of(row.key).open.findLast(({ action }) => action === 'remove')
  if (found && isRecent(removal, nowMs)) return [{ action: 'wait', row, untilMs: removal.at + GRACE_MS }]
  if (!found) return [{ action: 'create', row }]
  const unmarked = found.marker === undefined
  const different = Object.keys(kinds(row).differences(row.wanted(context), found)).length > 0
  return different || unmarked ? [{ action: 'update', row, found }] : []
}

/** A rule with a condition for being on is made switched off, and switched on when all else stands. */
function stepsToSwitch(row: ObjectRow, question: Question): Step[] {
  const { isEnabled } = question.kinds(row)
  if (!isEnabled) return []
  const found = ownOf(row, question)
  const wanted = row.enabled?.(question.context) ?? true
  const standing = found ? isEnabled(found) : row.enabled === undefined
  return standing === wanted ? [] : [{ action: wanted ? 'enable' : 'disable', row, id: found?.id }]
}

function stepsToRemove(row: ObjectRow, question: Question): Step[] {
  const { memory, nowMs } = question
  const found = ownOf(row, question)
  if (found) return [{ action: 'remove', row, found }]
  // a create whose outcome is open may still take effect: its absence is believed after the grace window only
  const creation = memory.of(row.key).open.findLast(({ action }) => action === 'create')
  if (isRecent(creation, nowMs)) return [{ action: 'wait', row, untilMs: creation.at + GRACE_MS }]
  return []
}

/** We add what is missing and remember that it was; we remove only what we remember. */
function stepsForList(row: ListRow, cell: Cell, { context, observed, memory }: Question): Step[] {
  const standing = observed.lists.get(row.kind) ?? []
  const known = memory.of(row.key)
  if (cell === 'present') {
    const entries = row.entries(context).filter((entry) => !standing.includes(entry))
    if (row.oneByOne) return entries.map((entry) => ({ action: 'claim', row, entries: [entry] }))
    return entries.length > 0 ? [{ action: 'claim', row, entries }] : []
  }
  const claimed = new Set([...known.claimed, ...known.openClaims.flatMap((open) => open.entries)])
  return claimed.size > 0 ? [{ action: 'release', row, entries: [...claimed] }] : []
}

function obstacleTo(row: ObjectRow, question: Question): Obstacle | undefined {
  if (ownOf(row, question)) return disabledByHand(row, question)
  const candidates = question.observed.objects.get(row.kind) ?? []
  const same = candidates.some((one) => one.name.toLowerCase() === row.name.toLowerCase())
  if (!same) return undefined
  return {
    name: row.name,
    reason: 'an object of this name exists that is not ours; it was left alone',
    blocks: true,
  }
}

/** Switching back on what somebody has switched off would overrule them: it is reported instead. */
function disabledByHand(row: ObjectRow, question: Question): Obstacle | undefined {
  const found = ownOf(row, question)
  const { isEnabled } = question.kinds(row)
  if (!found || !isEnabled || isEnabled(found)) return undefined
  if (!question.memory.of(row.key).leftEnabled || !(row.enabled?.(question.context) ?? true)) return undefined
  return {
    name: row.name,
    reason: 'was switched off by somebody else; switch it on to resume protection',
    blocks: false,
  }
}
