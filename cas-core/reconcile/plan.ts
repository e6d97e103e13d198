/** From what is wanted, what stands and what the journal knows, to ordered steps. Pure: it makes no call and reads no clock. */
import type { Found } from '../objects/kind.ts'
import { behindUntil, isSwitchInDoubt } from './behind.ts'
import { isForGood, type Obstacle } from './obstacle.ts'
import { GRACE_MS, isRecent, ownOf, type Question, widened } from './question.ts'
import { cellOf, isList, type ListRow, type ObjectRow, type Row } from './row.ts'

export type Step =
  | { readonly action: 'create'; readonly row: ObjectRow }
  | { readonly action: 'update' | 'remove'; readonly row: ObjectRow; readonly found: Found }
  /** Without an id where the object is made earlier in the same plan. */
  | { readonly action: 'enable' | 'disable'; readonly row: ObjectRow; readonly id: string | undefined }
  | { readonly action: 'claim'; readonly row: ListRow; readonly entries: readonly string[] }
  | {
      readonly action: 'release'
      readonly row: ListRow
      readonly entries: readonly string[]
      /** Entries that are not there, as an open release explains. */
      readonly gone?: readonly string[]
    }
  | { readonly action: 'wait'; readonly row: Row; readonly untilMs: number }

export interface Plan {
  readonly steps: readonly Step[]
  readonly obstacles: readonly Obstacle[]
  /** What the obstacles keep from being done: `create TMCAS Inline …`. */
  readonly left: readonly string[]
}

/**
 * Make before break: what is made comes in table order, then rerouting is switched on; only when a flow of mail has all
 * that it is to have does the plan switch off and take away in it, and removing comes last. So mail that is to be
 * rerouted before and after is rerouted in between, by whichever row. A flow that is to stop stops before anything else,
 * so that nothing which is mended meanwhile leads its mail once more.
 * While the tenant shows less than we have done, nothing is planned on it.
 */
export function planSteps(question: Question): Plan {
  const { table, goal } = question
  for (const row of table) {
    const untilMs = behindUntil(row, question)
    if (untilMs !== undefined) return { steps: [{ action: 'wait', row, untilMs }], obstacles: [], left: [] }
  }
  const obstacles = obstaclesTo(question)
  const removed: Step[] = []
  const left: Step[] = []
  const growing: Growth[] = []
  for (const row of table) {
    const cell = cellOf(row, goal)
    const isHindered = obstacles.has(row.key)
    if (cell === 'absent') {
      const steps = isList(row) ? stepsToRelease(row, question) : stepsToRemove(row, question)
      ;(isHindered ? left : removed).push(...steps)
    } else if (cell === 'present')
      growing.push({ row, ...growthOf(row, question), obstacle: obstacles.get(row.key) })
  }
  const { steps, held } = inOrder(growing, question)
  left.push(...held)
  // where nothing is left to remove, nothing waits
  const waiting = new Set(left.map(({ row }) => row.key))
  const told = table.filter((row) => cellOf(row, goal) === 'present' || waiting.has(row.key))
  return {
    steps: [...steps, ...inRemovalOrder(removed, table)],
    obstacles: told.flatMap(({ key }) => obstacles.get(key) ?? []),
    left: left.flatMap((step) => (step.action === 'wait' ? [] : titleOf(step))),
  }
}

/** The steps of a row that is to stand. */
interface Growth extends Steps {
  readonly row: Row
  readonly obstacle: Obstacle | undefined
}

interface Steps {
  /** It comes to be, or covers more. */
  readonly made: readonly Step[]
  /** It leads mail from now on, or what leads to it does: that comes later in the table. */
  readonly on: readonly Step[]
  /** It covers more and less at once, where both would not fit into it. */
  readonly exchanged: readonly Step[]
  /** It leads no mail, or covers less. */
  readonly narrowed: readonly Step[]
}

const NO_STEPS: Steps = { made: [], on: [], exchanged: [], narrowed: [] }

function growthOf(row: Row, question: Question): Steps {
  if (isList(row)) return { ...NO_STEPS, made: stepsToClaim(row, question) }
  const making = stepsToMake(row, question)
  const switching = stepsToSwitch(row, question)
  const [off, on] = [switching.filter(isSwitchingOff), switching.filter((step) => !isSwitchingOff(step))]
  return { ...making, on, narrowed: [...off, ...making.narrowed] }
}

const isSwitchingOff = ({ action }: Step): boolean => action === 'disable'

/** All steps of rows in the order in which they are done, and those that are not to be done yet. */
function inOrder(
  growing: readonly Growth[],
  { incomplete = new Set(), together = new Set() }: Pick<Question, 'incomplete' | 'together'>,
): { steps: readonly Step[]; held: readonly Step[] } {
  const held: Step[] = []
  const flowsToWiden = new Set<string | undefined>()
  const phases: Record<keyof Steps, Step[]> = { made: [], on: [], exchanged: [], narrowed: [] }
  // where rerouting is switched off altogether, nothing takes over from anything
  const flowsThatRun = new Set(
    growing.flatMap(({ row }) => (!isList(row) && row.enabled === true ? [row.flow] : [])),
  )
  const isFailing = growing.some(
    ({ row, obstacle }) => obstacle !== undefined && together.has(row.key) && isForGood(obstacle),
  )
  for (const { row, obstacle, ...steps } of growing)
    for (const phase of ['made', 'on', 'exchanged'] as const) {
      const waitsForAll = phase === 'on' && isFailing && together.has(row.key)
      ;(obstacle || waitsForAll ? held : phases[phase]).push(...steps[phase])
      // who has switched a rule off wants no other one to go on in its place
      const isOverruled = obstacle?.code === 'switched off by hand'
      if (steps[phase].length > 0 && !isOverruled && flowsThatRun.has(row.flow)) flowsToWiden.add(row.flow)
    }
  // a refused part may be what another row of the flow still covers
  const parted = growing.flatMap(({ row }) =>
    incomplete.has(row.key) && flowsThatRun.has(row.flow) ? [row] : [],
  )
  for (const { row, obstacle, narrowed } of growing)
    for (const step of narrowed) {
      const coversForAnother = parted.some(({ key, flow }) => flow === row.flow && key !== row.key)
      // what must not run is switched off, whatever hinders the rest
      const isHeld = flowsToWiden.has(row.flow) || coversForAnother || (obstacle && !isSwitchingOff(step))
      ;(isHeld ? held : phases.narrowed).push(step)
    }
  const isStop = (step: Step) => isSwitchingOff(step) && !flowsThatRun.has(step.row.flow)
  const [stops, narrowed] = [phases.narrowed.filter(isStop), phases.narrowed.filter((step) => !isStop(step))]
  return { steps: [...stops, ...phases.made, ...phases.on, ...phases.exchanged, ...narrowed], held }
}

export const titleOf = ({ action, row }: Step): string => `${action} ${row.name}`

/** What stands in the way of rows, or of what they refer to, in any table order. */
function obstaclesTo(question: Question): Map<string, Obstacle> {
  const { table, goal, refused } = question
  const found = new Map<string, Obstacle>(refused)
  for (const row of table) {
    if (isList(row) || cellOf(row, goal) !== 'present') continue
    const obstacle = found.get(row.key) ?? obstacleTo(row, question)
    if (obstacle) found.set(row.key, obstacle)
  }
  // an obstacle blocks what depends on it, and so on, until a round over the table finds no more
  let before = 0
  while (found.size > before) {
    before = found.size
    for (const row of table) {
      if (found.has(row.key)) continue
      const another = needsOf(row, question).flatMap((key) => found.get(key) ?? [])
      const missing = another.find(({ blocks }) => blocks)?.name
      const { key, name } = row
      if (missing) found.set(key, { code: 'waits for another', key, name, data: { missing }, blocks: true })
    }
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

function stepsToMake(row: ObjectRow, question: Question): Steps {
  const { standing, kindOf, memory, nowMs } = question
  const found = ownOf(row, question)
  // what we may have removed a moment ago, a replica may still show: it is neither there nor gone
  const removal = memory.of(row.key).open.findLast(({ action }) => action === 'remove')
  if (found && isRecent(removal, nowMs))
    return { ...NO_STEPS, made: [{ action: 'wait', row, untilMs: removal.at + GRACE_MS }] }
  if (!found) return row.isFormer ? NO_STEPS : { ...NO_STEPS, made: [{ action: 'create', row }] }
  const kind = kindOf(row.kind)
  const differs = (one: ObjectRow) => Object.keys(kind.differences(one.wanted(standing), found)).length > 0
  const isUnmarked = found.marker === undefined
  if (!differs(row) && !isUnmarked) return NO_STEPS
  const update = (wanted: ObjectRow): Step => ({ action: 'update', row: wanted, found })
  if (row.enabled === false) return { ...NO_STEPS, narrowed: [update(row)] }
  // what leads no mail now has nothing to go on covering
  if (!leadsMail(row, question)) return { ...NO_STEPS, made: [update(row)] }
  const wider = widened(row, found, kind)
  if (!differs(wider) && !isUnmarked) return { ...NO_STEPS, narrowed: [update(row)] }
  if (kind.excess?.(wider.wanted(standing))) return { ...NO_STEPS, exchanged: [update(row)] }
  return { ...NO_STEPS, made: [update(wider)] }
}

/** Whether mail is led by the row's object as it stands: by itself, or by a rule that refers to it. */
function leadsMail(row: ObjectRow, question: Question): boolean {
  const { table } = question
  return table.some((one) => {
    if (isList(one) || (one.key !== row.key && !one.after.includes(row.key))) return false
    const needed = table.filter((other) => one.after.includes(other.key))
    return isOn(one, question) && needed.every((other) => isList(other) || !isOff(other, question))
  })
}

const isOn = (row: ObjectRow, question: Question): boolean => stateOf(row, question) === true
const isOff = (row: ObjectRow, question: Question): boolean => stateOf(row, question) === false

/** Whether the row's object is on; undefined where there is none, or nothing to switch. */
function stateOf(row: ObjectRow, question: Question): boolean | undefined {
  const found = ownOf(row, question)
  return found && question.kindOf(row.kind).isEnabled?.(found)
}

/** A rule with a condition for being on is made switched off, and switched on when all else stands. */
function stepsToSwitch(row: ObjectRow, question: Question): Step[] {
  const { memory, nowMs } = question
  const { isEnabled } = question.kindOf(row.kind)
  if (!isEnabled || row.isFormer) return []
  const found = ownOf(row, question)
  const wanted = row.enabled ?? true
  const standing = found ? isEnabled(found) : row.enabled === undefined
  const action = wanted ? 'enable' : 'disable'
  if (standing === wanted && !isSwitchInDoubt(memory.of(row.key), action, nowMs)) return []
  return [{ action, row, id: found?.id }]
}

function stepsToRemove(row: ObjectRow, question: Question): Step[] {
  const { memory, nowMs } = question
  const found = ownOf(row, question)
  if (found) return [{ action: 'remove', row, found }]
  const { open } = memory.of(row.key)
  // not only the listing is to say that it is gone, but the answer to the removal too
  const removal = open.findLast(({ action, id }) => action === 'remove' && id !== undefined)
  if (removal?.id !== undefined) return [{ action: 'remove', row, found: unseen(row, removal.id) }]
  // a create whose outcome is open may still take effect: its absence is believed after the grace window only
  const creation = open.findLast(({ action }) => action === 'create')
  if (isRecent(creation, nowMs)) return [{ action: 'wait', row, untilMs: creation.at + GRACE_MS }]
  return []
}

/** An object that is not shown, and whose removal has had no answer. */
const unseen = ({ name }: ObjectRow, id: string): Found => ({ id, name, marker: undefined, fields: {} })

/** We add what is missing, and remember that it was. */
function stepsToClaim(row: ListRow, { observed }: Question): Step[] {
  const standing = observed.lists.get(row.kind) ?? []
  const entries = row.entries.filter((entry) => !standing.includes(entry))
  if (row.oneByOne) return entries.map((entry) => ({ action: 'claim', row, entries: [entry] }))
  return entries.length > 0 ? [{ action: 'claim', row, entries }] : []
}

/** We remove only what we remember to have added. */
function stepsToRelease(row: ListRow, { memory, observed }: Question): Step[] {
  const { claimed, openClaims, open } = memory.of(row.key)
  const ours = new Set([...claimed, ...openClaims.flatMap((open) => open.entries)])
  if (ours.size === 0) return []
  const standing = observed.lists.get(row.kind)
  const released = open.flatMap(({ action, entries }) => (action === 'release' ? entries : []))
  const gone = released.filter((entry) => ours.has(entry) && standing?.includes(entry) === false)
  return [{ action: 'release', row, entries: [...ours], ...(gone.length > 0 ? { gone } : {}) }]
}

function obstacleTo(row: ObjectRow, question: Question): Obstacle | undefined {
  if (row.isFormer) return undefined
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
