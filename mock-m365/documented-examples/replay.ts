/** Plays documented requests, each in a tenant made for it, and reports differences from the documented answers. */

import type { Entity } from '../base.ts'
import { WELL_KNOWN_NAMES } from '../graph/mail/folders/well-known-folders.ts'
import { RESOURCES } from '../graph/resources/index.ts'
import { namesEndpoints, withEndpointsHeard } from '../graph/subscriptions/handshake.ts'
import { seededIds } from '../seeded-ids.ts'
import { Microsoft365 } from '../services.ts'
import { Tenant } from '../tenant.ts'
import { HOUR_MS } from '../times.ts'
import { virtualClock } from '../virtual-clock.ts'
import type { Answer, Arrival } from '../wire.ts'
import { type Asked, askedBy, TENANT_ID } from './asked.ts'
import { type Difference, differences } from './comparison.ts'
import { type DocumentedExample, record } from './documented-example.ts'
import { APP, tokenOf } from './full-rights.ts'
import { STORED_AS } from './rows.ts'
import { seed } from './seeding.ts'
import { Stage } from './stage.ts'

export interface Replayed {
  readonly id: string
  /** Its name in call records; undefined where the mock refuses the request as not emulated. */
  readonly operation: string | undefined
  readonly differences: readonly Difference[]
}

/**
 * First an application, then a signed-in administrator: the page does not name the caller, so the one with
 * the documented answer counts.
 */
export async function replay(example: DocumentedExample): Promise<Replayed> {
  const callers = /^\/me(?:[/?]|$)/i.test(example.target) ? (['user'] as const) : (['app', 'user'] as const)
  let best: Replayed | undefined
  for (const caller of callers) {
    const played = await play(example, caller)
    if (!best || weightOf(played) < weightOf(best)) best = played
    if (best.operation === undefined || best.differences.length === 0) break
  }
  return best ?? { id: example.id, operation: undefined, differences: [] }
}

/** A refusal counts as a greater difference than any number of properties; a refusal of the caller counts most. */
const weightOf = ({ differences: found }: Replayed): number => {
  const status = found.find(({ kind }) => kind === 'status')
  return found.length + (status ? 1000 : 0) + (status?.at.startsWith('403') ? 1000 : 0)
}

async function play(example: DocumentedExample, caller: 'app' | 'user'): Promise<Replayed> {
  const stage = new Stage()
  const asked = askedBy(example, stage)
  seed(stage, asked, example.answer)
  const at = momentOf(example)
  const tenant = new Tenant(TENANT_ID, stage.base())
  const cloud = new Microsoft365({ clock: virtualClock(at), ids: seededIds(example.id), tenants: [tenant] })
  for (const act of stage.later) act(tenant)
  const world = {
    cloud,
    tenant,
    asked,
    at,
    version: example.version,
    token: tokenOf(cloud, { caller, callerId: asked.callerId, at }),
  }
  await prepare(world, stage)
  const path = await minted(world, stage, renamed(asked.path, stage))
  const query = await linked(world, stage, path, asked.query)
  const answer = await send(
    { ...world, asked: { ...asked, body: bodyOf(asked.body, stage, at) } },
    { path, query },
  )
  const operation = cloud.calls.at(-1)?.operation
  if (operation === undefined || operation.endsWith('/{unknown}') || takesWordForKey(operation, asked.path))
    return { id: example.id, operation: undefined, differences: [] }
  const heardAnswer = example.truncated ? await followed(world, heard(answer)) : heard(answer)
  const rules = { exact: asked.method === 'GET' && !isOwn(path), truncated: example.truncated }
  const documented = { status: example.status, body: example.answer }
  return { id: example.id, operation, differences: differences(documented, heardAnswer, rules) }
}

/** Maximum pages of a list that are read: page sizes differ, and the example may show rows of any page. */
const PAGES_MAX = 5

async function followed(world: World, first: Heard): Promise<Heard> {
  const body = { ...record(first.body) }
  const rows = [...listIn(body.value)]
  let next = body['@odata.nextLink']
  if (world.asked.method !== 'GET' || typeof next !== 'string') return first
  for (let page = 1; page < PAGES_MAX && typeof next === 'string'; page++) {
    const [path = '', query = ''] = next
      .slice(next.indexOf(`/${world.version}/`) + world.version.length + 1)
      .split(/\?(.*)/s)
    const more = record(heard(await send(world, { path, query })).body)
    rows.push(...listIn(more.value))
    next = more['@odata.nextLink']
  }
  return { status: first.status, body: { ...body, value: rows } }
}

interface Heard {
  readonly status: number
  readonly body: unknown
}

interface World {
  readonly cloud: Microsoft365
  readonly tenant: Tenant
  readonly asked: Asked
  readonly at: number
  readonly version: string
  readonly token: string
}

/** Deleted objects are kept for 30 days, and roles held for their time: so the clock is set to the page's date. */
function momentOf({ snapshot, answer, body }: DocumentedExample): number {
  const rows = [record(answer), ...listIn(record(answer).value)]
  const last = (name: string) =>
    Math.max(...rows.map((row) => Date.parse(String(record(row)[name]))).filter((at) => at > 0), 0)
  // A role held without a schedule is shown as held from the moment of the question on.
  const asked = rows.map(record).find((row) => row.createdDateTime === null && row.scheduleInfo !== undefined)
  const from = Date.parse(String(record(asked?.scheduleInfo).startDateTime))
  if (from > 0) return from
  if (record(body).scheduleInfo !== undefined) return last('createdDateTime') || Date.parse(snapshot)
  if (last('expirationDateTime') > 0) return last('expirationDateTime') - 2 * HOUR_MS
  const shown = last('deletedDateTime') || (last('endDateTime') > 0 ? last('startDateTime') : 0)
  return shown > 0 ? shown + HOUR_MS : Date.parse(snapshot)
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Ids are segments, or in parentheses after a name. */
const renamed = (path: string, { renamed: names }: Stage): string =>
  path
    .split('/')
    .map((segment) => {
      const [, before = '', id = '', after = ''] = /^(\w+\('?)?(.*?)('?\))?$/s.exec(segment) ?? []
      const to = names.get(id)
      return to === undefined ? segment : `${before}${encodeURIComponent(to)}${after}`
    })
    .join('/')

/** The body with ids of this tenant, and with what the page shortens. */
function bodyOf(body: unknown, { renamed: names, completions }: Stage, at: number): unknown {
  if (body === undefined || (names.size === 0 && completions.length === 0)) return body
  const whole =
    completions.length === 0 ? body : Object.assign({ ...record(body) }, ...completions.map((one) => one(at)))
  let text = JSON.stringify(whole)
  for (const [from, to] of names) text = text.replaceAll(JSON.stringify(from), JSON.stringify(to))
  return JSON.parse(text)
}

/** Objects that only the service can make, such as a subscription, are made by a request. */
async function prepare(world: World, stage: Stage): Promise<void> {
  for (const { path, body, standsFor } of stage.prior) {
    const made = await send(
      { ...world, asked: { ...world.asked, method: 'POST', headers: JSON_SENT, body: body(world.at) } },
      { path, query: '' },
    )
    const { id } = record(heard(made).body)
    if (standsFor !== undefined && typeof id === 'string') stage.renamed.set(standsFor, id)
  }
}

const JSON_SENT = { 'content-type': 'application/json' }

/**
 * A documented link has a token of another tenant: the mock's own token replaces it, and then the page's
 * changes are made.
 */
async function linked(world: World, stage: Stage, path: string, query: string): Promise<string> {
  if (!/delta(?:\(\))?$/i.test(path)) return query
  // The number of pages of a first round depends on the tenant's size: here it is one.
  if (/\$skiptoken=/i.test(query)) return ''
  if (!/\$deltatoken=/i.test(query)) return query
  const link = record(heard(await send(world, { path, query: '' })).body)['@odata.deltaLink']
  const { tenant, at } = world
  const actor = { type: 'system', id: APP, displayName: 'Documented example' } as const
  for (const { kind, id, after } of stage.sinceLink)
    tenant.commit({ at, actor, call: 'seed', requestId: stage.uuid() }, kind, id, after)
  for (const act of stage.mailSinceLink) act(tenant)
  return typeof link === 'string' ? link.slice(link.indexOf('?') + 1) : query
}

/** Objects that the service derives and does not store have ids and values of this tenant only. */
const OWN = RESOURCES.filter(({ derived, kind }) => derived && kind !== 'roleDefinitions').map(
  ({ segment }) => segment,
)
const MINTED = new RegExp(`^/(${[...OWN, 'auditLogs/directoryAudits'].join('|')})/([^/(]+)(?=/|$)`, 'i')

const isOwn = (path: string): boolean =>
  MINTED.test(`${path}/x`) || /^\/subscriptions|^\/(?:me|users\/[^/]+)\/mail/i.test(path)

/** The documented id, where the tenant has it, else that of the object which is most like the documented one. */
async function minted(world: World, stage: Stage, path: string): Promise<string> {
  const [whole, segment, id] = MINTED.exec(path) ?? []
  if (!whole || !segment || !id || id.includes('=')) return path
  const listed = listIn(
    record(heard(await send(world, { path: `/${segment}`, query: '', method: 'GET' })).body).value,
  )
  const rows = listed.map(record)
  const named = decodeURIComponent(id)
  if (rows.some((row) => row.id === named)) return path
  const kind = segment.slice(segment.lastIndexOf('/') + 1)
  const meant = stage.get(STORED_AS[kind] ?? kind, named) ?? {}
  const [nearest] = rows.toSorted((a, b) => likeness(b, meant) - likeness(a, meant))
  return nearest ? path.replace(whole, `/${segment}/${encodeURIComponent(String(nearest.id))}`) : path
}

/** How many properties two objects have with the same value. */
const likeness = (one: Entity, other: Entity): number =>
  Object.entries(other).filter(([name, value]) => JSON.stringify(one[name]) === JSON.stringify(value)).length

/** A word that the page prints in the path is not a key, although the mock could read it as one. */
function takesWordForKey(operation: string, path: string): boolean {
  const template = operation.slice(operation.indexOf('/')).split('/')
  return path
    .split('/')
    .some(
      (part, at) =>
        /^[a-z]+(?:[A-Z][a-z]+)*(?:\(.*\))?$/.test(part) && template[at] === '{id}' && !isFolder(part),
    )
}

const isFolder = (part: string): boolean => WELL_KNOWN_NAMES.has(part.toLowerCase())

interface Sending {
  readonly path: string
  readonly query: string
  readonly method?: string
}

async function send(world: World, { path, query, method }: Sending): Promise<Answer> {
  const { cloud, asked, at, version, token } = world
  const isOther = method !== undefined && method !== asked.method
  const arrival: Arrival = {
    method: method ?? asked.method,
    host: 'graph.microsoft.com',
    origin: 'https://graph.microsoft.com',
    path: `/${version}${path}`,
    query,
    headers: { ...asked.headers, authorization: `Bearer ${token}` },
    body:
      asked.body === undefined || isOther
        ? ''
        : typeof asked.body === 'string'
          ? asked.body
          : JSON.stringify(asked.body),
    at,
  }
  if (!namesEndpoints(arrival)) return cloud.handle(arrival)
  const judge = (judged: Arrival) => cloud.handle(judged)
  return judge(await withEndpointsHeard(arrival, judge, { notify: echo, ids: cloud.ids, now: () => at }))
}

/** Every endpoint of the documentation repeats its validation token. */
const echo: Parameters<typeof withEndpointsHeard>[2]['notify'] = async ({ url }) => ({
  status: 200,
  contentType: 'text/plain',
  body: new URL(url).searchParams.get('validationToken') ?? '',
})

function heard({ status, body }: Answer): Heard {
  const text = String(body)
  return { status, body: text.startsWith('{') ? JSON.parse(text) : null }
}
