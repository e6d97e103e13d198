/** From what is wanted, what stands and what the journal knows, to ordered steps. Pure: no call, no clock of its own. */
import { createHash } from 'node:crypto'
import type { ListKindName, ObjectKindName } from '../objects/index.ts'
import type { Fields, Found, ObjectKind } from '../objects/kind.ts'
import type { Known, Memory, Write } from './journal.ts'
import type { Obstacle } from './obstacle.ts'
import {
  cellOf,
  type Goal,
  isList,
  type ListRow,
  type ObjectHead,
  type ObjectRow,
  type Row,
  type Standing,
} from './row.ts'

export type Step =
  | { readonly action: 'create'; readonly row: ObjectRow }
  | { readonly action: 'update' | 'remove'; readonly row: ObjectRow; readonly found: Found }
  /** Without an id where the object is made earlier in the same plan. */
  | { readonly action: 'enable' | 'disable'; readonly row: ObjectRow; readonly id: string | undefined }
  | { readonly action: 'claim' | 'release'; readonly row: ListRow; readonly entries: readonly string[] }
  | { readonly action: 'wait'; readonly row: Row; readonly untilMs: number }

/** The tenant, as far as the goal's rows need it. */
export interface Observed {
  readonly objects: ReadonlyMap<ObjectKindName, readonly Found[]>
  readonly lists: ReadonlyMap<ListKindName, readonly string[]>
}

export interface Question {
  readonly table: readonly Row[]
  readonly goal: Goal
  readonly standing: Standing
  readonly kindOf: (name: ObjectKindName) => ObjectKind
  readonly observed: Observed
  readonly memory: Memory
  readonly nowMs: number
  /** What was refused in this run, by key: it is not tried again. */
  readonly refused: ReadonlyMap<string, Obstacle>
}

export interface Plan {
  readonly steps: readonly Step[]
  readonly obstacles: readonly Obstacle[]
  /** What the obstacles keep from being done: `create TMCAS Inline …`. */
  readonly left: readonly string[]
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
  const { table, goal } = question
  for (const row of table) {
    const untilMs = behindUntil(row, question)
    if (untilMs !== undefined) return { steps: [{ action: 'wait', row, untilMs }], obstacles: [], left: [] }
  }
  const obstacles = obstaclesTo(question)
  const off: Step[] = []
  const made: Step[] = []
  const on: Step[] = []
  const removed: Step[] = []
  const left: Step[] = []
  for (const row of table) {
    const cell = cellOf(row, goal)
    if (cell === 'kept') continue
    const isHindered = obstacles.has(row.key)
    if (cell === 'absent') {
      const steps = isList(row) ? stepsToRelease(row, question) : stepsToRemove(row, question)
      ;(isHindered ? left : removed).push(...steps)
      continue
    }
    const making = isList(row) ? stepsToClaim(row, question) : stepsToMake(row, question)
    ;(isHindered ? left : made).push(...making)
    // what is always on is whole only when it is: what leads to it comes later in the table
    if (isList(row)) continue
    const switching = row.enabled === undefined ? made : on
    for (const step of stepsToSwitch(row, question)) {
      // what must not run is switched off first, whatever hinders the rest
      if (step.action === 'disable') off.push(step)
      else (isHindered ? left : switching).push(step)
    }
  }
  // where nothing is left to remove, nothing waits
  const waiting = new Set(left.map(({ row }) => row.key))
  const told = table.filter((row) => cellOf(row, goal) === 'present' || waiting.has(row.key))
  return {
    steps: [...off, ...made, ...on, ...inRemovalOrder(removed, table)],
    obstacles: told.flatMap(({ key }) => obstacles.get(key) ?? []),
    left: left.flatMap((step) => (step.action === 'wait' ? [] : titleOf(step))),
  }
}

export const titleOf = ({ action, row }: Step): string => `${action} ${row.name}`

/** What stands in the way of rows: of their own, or of what they refer to, in any table order. */
function obstaclesTo(question: Question): Map<string, Obstacle> {
  const { table, goal, refused } = question
  const found = new Map<string, Obstacle>(refused)
  for (const row of table) {
    if (isList(row) || cellOf(row, goal) !== 'present') continue
    const obstacle = found.get(row.key) ?? obstacleTo(row, question)
    if (obstacle) found.set(row.key, obstacle)
  }
  // an obstacle blocks what depends on it, and so on: as many times as there are rows at most
  for (const _ of table)
    for (const row of table) {
      if (found.has(row.key)) continue
      const another = needsOf(row, question).flatMap((key) => found.get(key) ?? [])
      const missing = another.find(({ blocks }) => blocks)?.name
      const { key, name } = row
      if (missing) found.set(key, { code: 'waits for another', key, name, data: { missing }, blocks: true })
    }
  return found
}

/** Keys of the rows that a row's steps wait for: what is made needs what it refers to; what goes, what refers to it. */
export function needsOf(
  { key, after, cells }: Row,
  { table, goal }: Pick<Question, 'table' | 'goal'>,
): string[] {
  if (cells[goal] === 'present') return table.flatMap((row) => (after.includes(row.key) ? row.key : []))
  if (cells[goal] !== 'absent') return []
  return table.flatMap((row) => (row.after.includes(key) && row.cells[goal] === 'absent' ? row.key : []))
}

/** What refers to others goes before them; among equals, what was made last goes first. */
function inRemovalOrder(steps: readonly Step[], table: readonly Row[]): Step[] {
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
  row: ObjectHead,
  { observed, memory }: Pick<Question, 'observed' | 'memory'>,
): Found | undefined {
  const candidates = observed.objects.get(row.kind) ?? []
  const { id } = memory.of(row.key)
  return candidates.find((one) => one.id === id) ?? candidates.find((one) => one.marker?.key === row.key)
}

/** Until when a row's replica that does not show our last write counts as behind; undefined where it shows it. */
function behindUntil(row: Row, question: Question): number | undefined {
  const { lastDone, claimed } = question.memory.of(row.key)
  if (cellOf(row, question.goal) === 'kept' || !isRecent(lastDone, question.nowMs)) return undefined
  const standing = isList(row) ? (question.observed.lists.get(row.kind) ?? []) : []
  const isShown = !isList(row)
    ? shows(row, lastDone, question)
    : lastDone.action === 'claim'
      ? claimed.every((entry) => standing.includes(entry))
      : !lastDone.entries.some((entry) => standing.includes(entry))
  return isShown ? undefined : lastDone.at + GRACE_MS
}

function shows(row: ObjectRow, { action, wanted }: Write, question: Question): boolean {
  const { goal, standing, kindOf, memory } = question
  const { id } = memory.of(row.key)
  const found = ownOf(row, question)
  if (action === 'remove') return found === undefined
  if (!found || (id !== undefined && found.id !== id)) return false
  if (cellOf(row, goal) === 'absent') return true
  const kind = kindOf(row.kind)
  if (action === 'enable' || action === 'disable') return kind.isEnabled?.(found) === (action === 'enable')
  const now = row.wanted(standing)
  return wanted !== digestOf(now) || Object.keys(kind.differences(now, found)).length === 0
}

function stepsToMake(row: ObjectRow, question: Question): Step[] {
  const { standing, kindOf, memory, nowMs } = question
  const found = ownOf(row, question)
  // what we may have removed a moment ago, a replica may still show: it is neither there nor gone
  const removal = memory.of(row.key).open.findLast(({ action }) => action === 'remove')
  if (found && isRecent(removal, nowMs)) return [{ action: 'wait', row, untilMs: removal.at + GRACE_MS }]
  if (!found) return [{ action: 'create', row }]
  const unmarked = found.marker === undefined
  const different = Object.keys(kindOf(row.kind).differences(row.wanted(standing), found)).length > 0
  return different || unmarked ? [{ action: 'update', row, found }] : []
}

/** A rule with a condition for being on is made switched off, and switched on when all else stands. */
function stepsToSwitch(row: ObjectRow, question: Question): Step[] {
  const { isEnabled } = question.kindOf(row.kind)
  if (!isEnabled) return []
  const found = ownOf(row, question)
  const wanted = row.enabled ?? true
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

/** We add what is missing, and remember that it was. */
function stepsToClaim(row: ListRow, { observed }: Question): Step[] {
  const standing = observed.lists.get(row.kind) ?? []
  const entries = row.entries.filter((entry) => !standing.includes(entry))
  if (row.oneByOne) return entries.map((entry) => ({ action: 'claim', row, entries: [entry] }))
  return entries.length > 0 ? [{ action: 'claim', row, entries }] : []
}

/** We remove only what we remember to have added. */
function stepsToRelease(row: ListRow, { memory }: Question): Step[] {
  const { claimed, openClaims } = memory.of(row.key)
  const ours = new Set([...claimed, ...openClaims.flatMap((open) => open.entries)])
  return ours.size > 0 ? [{ action: 'release', row, entries: [...ours] }] : []
}

function obstacleTo(row: ObjectRow, question: Question): Obstacle | undefined {
  if (ownOf(row, question)) return disabledByHand(row, question) ?? tooLarge(row, question)
  const candidates = question.observed.objects.get(row.kind) ?? []
  const same = candidates.some((one) => one.name.toLowerCase() === row.name.toLowerCase())
  if (!same) return tooLarge(row, question)
  const { key, name } = row
  return { code: 'name taken', key, name, data: {}, blocks: true }
}

/** What a service would refuse is not asked of it: what stands goes on protecting what it names. */
function tooLarge(row: ObjectRow, { kindOf, standing }: Question): Obstacle | undefined {
  const excess = kindOf(row.kind).excess?.(row.wanted(standing))
  const { key, name } = row
  return excess && { code: 'too large', key, name, data: excess, blocks: false }
}

/** Switching back on what somebody has switched off would overrule them: it is reported instead. */
function disabledByHand(row: ObjectRow, question: Question): Obstacle | undefined {
  const found = ownOf(row, question)
  const { isEnabled } = question.kindOf(row.kind)
  if (!found || !isEnabled || isEnabled(found)) return undefined
  if (!question.memory.of(row.key).leftEnabled || !(row.enabled ?? true)) return undefined
  const { key, name } = row
  return { code: 'switched off by hand', key, name, data: {}, blocks: false }
}
