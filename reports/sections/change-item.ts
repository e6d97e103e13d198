/** A change as an item of a timeline: who changed what, with which call, and each value before and after. */
import type { AuditedChange } from '../audit.ts'
import { type Difference, parted, valuesOf } from '../difference.ts'
import type { RunRecord } from '../record.ts'
import type { Cell, Span, TimelineItem } from '../section.ts'
import { readable } from '../value-text.ts'
import { changeCells, short, time } from './change-cells.ts'

/**
 * @param row number of the documented change that it shows; empty where none does
 * @param permissions of the whole run
 */
export function changeItem(
  change: AuditedChange,
  row: string,
  permissions: RunRecord['permissions'] = [],
): TimelineItem {
  const { seq, at, actor, call, kind, name, key, cascade, requestId, differences } = change
  const who = short(actor.displayName || actor.id)
  const { own, derived } = parted(kind, differences)
  const allowing = permissions
    .filter(
      ({ application, calls }) =>
        application === actor.displayName && calls.some(({ operation }) => operation === call),
    )
    .map(({ name }) => name)
  return {
    id: `change-${seq}`,
    number: `#${seq}`,
    time: time(at),
    title: [{ strong: short(name || key) }, `${kind},`, deedOf(differences)],
    facets: { Actor: who, Kind: kind, Call: call },
    fields: [
      { label: 'Actor', value: `${who} (${actor.type})` },
      { label: 'Call', value: cascade ? [{ code: call }, 'a consequence of it'] : { code: call } },
      ...(allowing.length > 0 ? [{ label: 'Allowed by', value: allowing.join(', ') }] : []),
      { label: 'Object', value: [short(name), { code: short(key) }] },
      { label: 'Request id', value: { code: short(requestId) } },
      ...(row === '' ? [] : [{ label: 'Documented as', value: `row ${row}` }]),
    ],
    values: own.flatMap(shownValues),
    aside: derived.flatMap(shownValues),
    cells: [...changeCells(change), row],
  }
}

function deedOf(differences: readonly Difference[]): Span {
  const kinds = new Set(differences.map(({ kind }) => kind))
  if (kinds.has('created')) return 'created'
  if (kinds.has('removed')) return 'removed'
  return 'changed'
}

/** Lists one entry a line. */
const entriesOf = (value: unknown): Cell =>
  Array.isArray(value) && value.length > 0 ? value.map(readable) : readable(value)

const shownValues = (difference: Difference): Cell[][] => valuesOf(difference, entriesOf)
