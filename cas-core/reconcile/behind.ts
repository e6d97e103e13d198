/**
 * What the tenant shows, against what the journal says. A replica that is behind and a write whose outcome is open look
 * alike. What an open write explains is settled by the same call once more, which costs no time; only what a server may
 * not have heard of yet is waited for.
 */
import type { Fields } from '../objects/kind.ts'
import type { Action, Known, Write } from './journal.ts'
import { digestOf, GRACE_MS, isRecent, ownOf, type Question, widened } from './question.ts'
import { cellOf, isList, type ListRow, type ObjectRow, type Row } from './row.ts'

/** Until when a row's replica that does not show our last write counts as behind; undefined where it shows it. */
export function behindUntil(row: Row, question: Question): number | undefined {
  const { goal, memory, nowMs } = question
  const known = memory.of(row.key)
  const { lastDone } = known
  if (cellOf(row, goal) === 'kept' || !isRecent(lastDone, nowMs)) return undefined
  const shown = isList(row) ? listShows(row, lastDone, question) : shows(row, lastDone, question)
  if (shown === 'shown' || shown === 'explained') return undefined
  // a server that has not heard of a young thing shows the same as one that has seen it go
  return shown === 'gone' ? youngUntil(known, nowMs) : lastDone.at + GRACE_MS
}

/** Until when a server may not have heard of the thing; undefined where each one has. */
export function youngUntil({ madeAt, open }: Known, nowMs: number): number | undefined {
  const making = open.filter(({ action }) => action === 'create' || action === 'claim')
  const until = Math.max(madeAt ?? 0, ...making.map(({ at }) => at)) + GRACE_MS
  return nowMs < until ? until : undefined
}

/** `explained` and `gone`: as an open write would leave it, `gone` where that takes it away. */
type Shown = 'shown' | 'explained' | 'gone' | 'behind'

const OPPOSITES: Readonly<Partial<Record<Action, Action>>> = {
  enable: 'disable',
  disable: 'enable',
  create: 'update',
  update: 'update',
}

const isOpen = ({ open }: Known, action: Action | undefined): boolean =>
  open.some((write) => write.action === action)

function shows(row: ObjectRow, lastDone: Write, question: Question): Shown {
  const { goal, standing, kindOf, memory } = question
  const { action, wanted } = lastDone
  const known = memory.of(row.key)
  const found = ownOf(row, question)
  if (action === 'remove') return found ? 'behind' : 'shown'
  if (!found) return isOpen(known, 'remove') ? 'gone' : 'behind'
  if (known.id !== undefined && found.id !== known.id) return 'behind'
  if (cellOf(row, goal) === 'absent') return 'shown'
  const kind = kindOf(row.kind)
  const isWritten = (state: Fields) => wanted === digestOf(state)
  const now = row.wanted(standing)
  const wider = isWritten(now) ? now : widened(row, found, kind).wanted(standing)
  const written = isWritten(wider) ? wider : undefined
  const isShown =
    action === 'enable' || action === 'disable'
      ? kind.isEnabled?.(found) === (action === 'enable')
      : !written || Object.keys(kind.differences(written, found)).length === 0
  if (isShown) return 'shown'
  return isOpen(known, OPPOSITES[action]) ? 'explained' : 'behind'
}

function listShows(row: ListRow, { action, entries }: Write, { memory, observed }: Question): Shown {
  const { claimed, open } = memory.of(row.key)
  const standing = new Set(observed.lists.get(row.kind))
  const openEntries = (one: Action) =>
    new Set(open.flatMap((write) => (write.action === one ? write.entries : [])))
  if (action === 'claim') {
    const missing = claimed.filter((entry) => !standing.has(entry))
    if (missing.length === 0) return 'shown'
    const released = openEntries('release')
    return missing.every((entry) => released.has(entry)) ? 'gone' : 'behind'
  }
  const back = entries.filter((entry) => standing.has(entry))
  if (back.length === 0) return 'shown'
  const again = openEntries('claim')
  return back.every((entry) => again.has(entry)) ? 'explained' : 'behind'
}

/** Whether a switch is set again though it shows as wanted: a replica that is behind would show the same. */
export function isSwitchInDoubt(
  { lastDone, open }: Known,
  action: 'enable' | 'disable',
  nowMs: number,
): boolean {
  return (
    isRecent(lastDone, nowMs) &&
    lastDone.action === OPPOSITES[action] &&
    open.some((write) => write.action === action)
  )
}
