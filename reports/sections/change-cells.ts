/** A change as table cells: every section of the change audit uses the same cells in the same order. */
import type { AuditedChange } from '../audit.ts'
import { type Difference, type Field, parted } from '../difference.ts'
import type { Cell, Span } from '../section.ts'
import { readable, shortened } from '../value-text.ts'

export const CHANGE_COLUMNS = ['#', 'Time (UTC)', 'Actor', 'Call', 'Object', 'Before → after'] as const

const LINES_MAX = 40
const NAME_CHARACTERS_MAX = 120

/** @param linesMax how many lines the last cell may have; a last line says how many are left out */
export function changeCells(change: AuditedChange, linesMax = LINES_MAX): Cell[] {
  const { seq, at, actor, call, kind, name, cascade, differences } = change
  return [
    String(seq),
    time(at),
    [short(actor.displayName || actor.id), `(${actor.type})`],
    cascade ? [{ code: short(call) }, '(a consequence of it)'] : { code: short(call) },
    [{ code: short(kind) }, short(name)],
    linesOf(kind, differences, linesMax),
  ]
}

/** `2026-08-03 08:15:00`; text that is not a time stays as it is. */
export function time(at: string): string {
  const [, date, clock] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(at) ?? []
  return date && clock ? `${date} ${clock}` : short(at)
}

export function short(text: string): string {
  return shortened(text, NAME_CHARACTERS_MAX)
}

export function count(n: number, singular: string, plural = `${singular}s`): string {
  return `${n} ${n === 1 ? singular : plural}`
}

function linesOf(kind: string, differences: readonly Difference[], linesMax: number): readonly Span[] {
  const { own, derived } = parted(kind, differences)
  const follows = derived.flatMap((one) => ('property' in one ? one.property : []))
  const lines = [
    ...own.flatMap(linesIn),
    ...(follows.length > 0 ? [`and what follows from it: ${follows.join(', ')}`] : []),
  ]
  if (lines.length === 0) return ['no property that matters to a reader']
  if (lines.length <= linesMax) return lines
  return [...lines.slice(0, linesMax), `… and ${lines.length - linesMax} more, in the JSON form`]
}

function linesIn(difference: Difference): readonly string[] {
  switch (difference.kind) {
    case 'created':
      return ['created', ...difference.fields.map(fieldLine)]
    case 'removed':
      return ['removed', ...difference.fields.map(fieldLine)]
    case 'set':
      return [`${difference.property}: ${readable(difference.before)} → ${readable(difference.after)}`]
    case 'entry added':
      return [`${difference.property}: added ${readable(difference.entry)}`]
    case 'entry removed':
      return [`${difference.property}: removed ${readable(difference.entry)}`]
    case 'reordered':
      return [`${difference.property}: same entries in another order`]
  }
}

function fieldLine({ property, value }: Field): string {
  return `${property}: ${readable(value)}`
}
