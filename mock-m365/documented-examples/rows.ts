/** Objects that documented answers show, as the mock stores them. */
import type { Entity, Kind } from '../base.ts'
import type { Asked } from './asked.ts'
import { BLANK, blankFor, plain } from './blanks.ts'
import { record } from './documented-example.ts'
import { idIn } from './kinds.ts'
import { RELATIONS } from './relations.ts'
import type { One, Stage } from './stage.ts'

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const rowsOf = (answer: unknown): Entity[] => {
  const { value } = record(answer)
  return Array.isArray(value) ? value.map(record) : []
}

export function putRow(stage: Stage, kind: Kind, row: Entity): One {
  const blank = blankFor(kind, row)
  const id = row.id === undefined ? stage.uuid() : idIn(row.id)
  const one = stage.put(kind, { ...blank, ...plain(row), id })
  for (const [name, value] of Object.entries(row)) {
    const relate = name.endsWith('@delta')
      ? RELATIONS[name.slice(0, -'@delta'.length).toLowerCase()]
      : undefined
    if (!relate || !Array.isArray(value)) continue
    const rows = value.map(record).filter((reached) => reached['@removed'] === undefined)
    relate({ stage, asked: EXPANDING, subject: one, rows, further: [] })
  }
  return one
}

const EXPANDING: Asked = { method: 'GET', path: '', query: '', headers: {}, body: undefined, callerId: '' }

/** Objects that `$expand` shows inside an object are related to it. */
export function seedExpanded(stage: Stage, subject: One, body: Entity): void {
  for (const [name, value] of Object.entries(body)) {
    const relate = RELATIONS[name.toLowerCase()]
    const named = body[`${name}Id`]
    const rows = Array.isArray(value)
      ? value.map(record)
      : [{ ...(named === undefined ? {} : { id: named }), ...record(value) }]
    if (!relate || rows.some(({ id }) => id === undefined)) continue
    relate({ stage, asked: EXPANDING, subject, rows, further: [] })
    for (const row of rows) seedExpanded(stage, { kind: subject.kind, id: String(row.id) }, row)
  }
}

/** Rows of a list; in a delta, changes since the link was issued. */
export function seedRow(stage: Stage, asked: Asked, kind: Kind, row: Entity): void {
  const isLater = /\$deltatoken=/i.test(asked.query)
  const removed = row['@removed'] !== undefined
  if (removed) stage.put(kind, { ...BLANK[kind], displayName: 'Removed', id: idIn(row.id) })
  else if (!isLater) {
    const one = putRow(stage, kind, row)
    seedExpanded(stage, one, row)
    if (/\/delta(?:\(\))?$/i.test(asked.path)) seedCleared(stage, one, row)
    return
  }
  const id = row.id === undefined ? stage.uuid() : idIn(row.id)
  stage.sinceLink.push({ kind, id, after: removed ? undefined : { ...BLANK[kind], ...plain(row), id } })
}

/** A null in a delta means that the property had a value: it is set and removed before the first round. */
function seedCleared(stage: Stage, { kind, id }: One, row: Entity): void {
  const cleared = Object.keys(row).filter((name) => row[name] === null)
  if (cleared.length === 0) return
  const had = Object.fromEntries(cleared.map((name) => [name, 'Once']))
  stage.later.push((tenant) => {
    const actor = { type: 'system', id, displayName: 'Documented example' } as const
    const write = { at: Date.UTC(2015, 0), actor, call: 'seed', requestId: stage.uuid() }
    const now = tenant.get(kind, id)
    tenant.commit(write, kind, id, { ...now, ...had })
    tenant.commit(write, kind, id, now)
  })
}

/** Instances are shown for schedules that hold now. */
export const STORED_AS: Readonly<Record<Kind, Kind>> = {
  roleAssignmentScheduleInstances: 'roleAssignmentSchedules',
  roleEligibilityScheduleInstances: 'roleEligibilitySchedules',
}

/** A schedule that holds as long as the instance. */
export function spanIn(row: Entity): Entity {
  const { startDateTime, endDateTime } = row
  if (startDateTime === undefined) return {}
  const type = typeof endDateTime === 'string' ? 'afterDateTime' : 'noExpiration'
  const start = startDateTime ?? '2022-01-01T00:00:00Z'
  const scheduleInfo = { startDateTime: start, expiration: { type, endDateTime } }
  const id = row.roleEligibilityScheduleId ?? row.roleAssignmentScheduleId ?? row.id
  return { scheduleInfo, id }
}
