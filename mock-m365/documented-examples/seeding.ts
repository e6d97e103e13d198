/** The state for a documented answer: objects that path and bodies name exist, with the relations of the path. */
import type { Entity } from '../base.ts'
import type { Resource } from '../graph/verbs/resource.ts'
import type { Asked } from './asked.ts'
import { blankFor, plain } from './blanks.ts'
import { record } from './documented-example.ts'
import { seedElsewhere } from './elsewhere.ts'
import { isMail, seedMail } from './mail-seeding.ts'
import { ACTIONS, FOUNDATIONS, seedNamed } from './prerequisites.ts'
import { RELATIONS } from './relations.ts'
import { type Route, routeOf } from './routes.ts'
import { list, rowsOf, STORED_AS, seedExpanded, seedRow, spanIn } from './rows.ts'
import type { Stage } from './stage.ts'
import { seedTenant } from './tenant-seeding.ts'
import { wanted } from './wanted.ts'

/** Seeds everything. @param answer the documented body */
export function seed(stage: Stage, asked: Asked, answer: unknown): void {
  const body = record(answer)
  const rows = rowsOf(answer)
  const route = routeOf(asked.path, asked.callerId)
  if (isMail(asked.path)) seedMail(stage, asked, rows.length > 0 ? rows : [body])
  else if (/^\/\$batch$/i.test(asked.path)) seedBatch(stage, asked, body)
  else if (route) seedRoute(stage, asked, route, rows, body)
  else seedElsewhere(stage, asked, rows, body)
  seedNamed(stage, asked, answer)
  // The example's own tenant and caller have priority; these are added where they are missing.
  seedTenant(stage, asked, [body, ...rows, record(asked.body)])
}

/** Each step as a separate example. */
function seedBatch(stage: Stage, asked: Asked, body: Entity): void {
  const answers = new Map(list(body.responses).map((one) => [record(one).id, record(one).body]))
  for (const step of list(record(asked.body).requests).map(record)) {
    const [path = '', query = ''] = `/${String(step.url).replace(/^\//, '')}`.split(/\?(.*)/s)
    const one: Asked = { ...asked, method: String(step.method), path, query, body: step.body }
    seed(stage, one, answers.get(step.id))
  }
}

function seedRoute(stage: Stage, asked: Asked, route: Route, rows: readonly Entity[], body: Entity): void {
  const { resource, key, rest } = route
  const { kind } = resource
  const stored = STORED_AS[kind] ?? kind
  if (!key) {
    const isOwn = /^filterbycurrentuser/i.test(rest[0] ?? '') ? { principalId: asked.callerId } : {}
    const set = wanted(asked.query)
    if (asked.method === 'GET')
      for (const row of rows) seedRow(stage, asked, stored, { ...set, ...row, ...spanIn(row), ...isOwn })
    else FOUNDATIONS[kind]?.(stage, record(asked.body))
    return
  }
  if (!mayBeKey(key.value)) return
  const isRead = asked.method === 'GET' && rest.length === 0
  const shown = isRead ? plain(body) : {}
  const id = key.property === 'id' ? key.value : String(shown.id ?? stage.uuid())
  const spoken = { ...selected(asked.query), ...record(asked.body), ...shown }
  const state = {
    ...blankFor(stored, spoken),
    ...unchangeable(resource, asked),
    ...shown,
    ...(stored === kind ? {} : spanIn(shown)),
  }
  const subject = stage.put(stored, { ...state, [key.property]: key.value, id })
  const [segment = '', ...further] = rest
  const name = segment.replace(/^(?:microsoft\.)?graph\./i, '')
  if (isRead) seedExpanded(stage, subject, body)
  RELATIONS[name.toLowerCase()]?.({ stage, asked, subject, rows: named(rows, body), further })
  ACTIONS[name.toLowerCase()]?.({ stage, asked, subject, rows, further, answered: list(body.value) })
}

/** Names that `$select` asks for. */
const selected = (query: string): Entity =>
  Object.fromEntries(
    (/\$select=([^&]*)/i.exec(query)?.[1] ?? '').split(',').map((name) => [name.trim(), null]),
  )

/** What an update says along that it cannot change is so already. */
function unchangeable({ schema }: Resource, { method, body }: Asked): Entity {
  if (method !== 'PATCH') return {}
  return Object.fromEntries(
    Object.entries(record(body)).filter(([name]) => {
      const { readOnly, immutable } = schema.beta.properties.get(name) ?? {}
      return readOnly === true || immutable === true
    }),
  )
}

/** A literal name on the page, such as `settings`, is not a key. */
const mayBeKey = (value: string): boolean => !/^[a-z]+$/i.test(value)

/** A navigation to one object answers with it, not with a list. */
const named = (rows: readonly Entity[], body: Entity): readonly Entity[] =>
  rows.length > 0 || body.id === undefined ? rows : [body]
