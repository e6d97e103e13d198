/** Subscriptions to changes. https://learn.microsoft.com/graph/api/resources/subscription */

import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { MINUTE_MS } from '../../times.ts'
import type { Answer } from '../../wire.ts'
import { ANYONE, authorise, type Grant } from '../authorization/access.ts'
import { noContent, ok } from '../wire/answer.ts'
import { jsonOf } from '../wire/body.ts'
import { GraphError } from '../wire/errors.ts'
import type { Operation } from '../wire/router.ts'
import type { Turn } from '../wire/turn.ts'
import {
  duplicateSubscription,
  expiresTooLate,
  forbidden,
  invalidRequest,
  quotaReached,
  subscriptionNotFound,
} from './errors.ts'
import { checkEndpoints } from './handshake.ts'
import { renewalIn, wantedIn } from './input.ts'
import { rowNamed, type Subscribable, subscribableOf } from './resources.ts'

const SOURCE = 'https://learn.microsoft.com/graph/api/resources/subscription'
/** Documented: a shorter life is raised to this. */
const MINUTES_MIN = 45
/** Active ones. https://learn.microsoft.com/graph/change-notifications-overview#subscription-quotas */
const QUOTAS = { appAndTenant: 100, tenant: 1000, mailbox: 1000, app: 50_000 }

const operation = (
  method: Operation['method'],
  path: string,
  run: Operation['run'],
  provenance: Operation['provenance'] = 'documented',
): Operation => ({
  method,
  path,
  access: ANYONE,
  source: SOURCE,
  provenance: provenance ?? 'documented',
  run,
})

export const subscriptionOperations: readonly Operation[] = [
  operation('GET', 'subscriptions', list),
  operation('POST', 'subscriptions', subscribe),
  operation('GET', 'subscriptions/{id}', getOne),
  operation('PATCH', 'subscriptions/{id}', renew),
  operation('DELETE', 'subscriptions/{id}', unsubscribe),
  operation('POST', 'subscriptions/{id}/reauthorize', reauthorize, 'inferred'),
]

/** Keys as answers show them (observed); a subscription's other keys are internal. */
const SHOWN = [
  'id',
  'resource',
  'applicationId',
  'changeType',
  'clientState',
  'notificationUrl',
  'notificationQueryOptions',
  'lifecycleNotificationUrl',
  'expirationDateTime',
  'creatorId',
  'includeResourceData',
  'latestSupportedTlsVersion',
  'encryptionCertificate',
  'encryptionCertificateId',
  'notificationUrlAppId',
] as const

/** Subscriptions that have not run out. @param at milliseconds since the epoch */
export const activeIn = (view: View, at: number): Entity[] =>
  view.list('subscriptions').filter((one) => isActive(one, at))

export const isActive = (subscription: Entity, at: number): boolean =>
  Date.parse(String(subscription.expirationDateTime)) > at

function list(turn: Turn): Answer {
  const value = activeIn(turn.tenant, turn.arrival.at)
    .filter((one) => one.applicationId === turn.claims.appid)
    .map((one) => shown(turn, one))
  return ok(turn, 200, { body: JSON.stringify({ ...context(turn), value }) })
}

function subscribe(turn: Turn): Answer {
  const { tenant, arrival, claims, cloud, write } = turn
  const wanted = wantedIn(jsonOf(arrival))
  const { row, keys } = subscribableOf(wanted.resource)
  const changeType = changeTypesIn(wanted.changeType, row)
  const grant = grantOf(turn, row)
  const expirationDateTime = expiry(wanted.expires, row, arrival.at)
  const watch = row.watch({ ...turn, grant }, keys)
  checkQuotas(turn, row, watch.id)
  checkDuplicate(turn, wanted.resource, changeType)
  checkEndpoints(turn, [wanted.notificationUrl, wanted.lifecycleNotificationUrl])
  const id = cloud.ids.uuid()
  const created: Entity = {
    id,
    resource: wanted.resource,
    applicationId: claims.appid,
    changeType,
    clientState: wanted.clientState,
    notificationUrl: wanted.notificationUrl,
    lifecycleNotificationUrl: wanted.lifecycleNotificationUrl,
    expirationDateTime,
    creatorId: claims.oid,
    includeResourceData: wanted.includeResourceData,
    latestSupportedTlsVersion: wanted.latestSupportedTlsVersion,
    row: row.name,
    watch,
    // Notifications name items as the subscriber asked at the beginning (documented).
    immutable: /\bIdType\s*=\s*"?ImmutableId"?/i.test(arrival.headers.prefer ?? ''),
    paused: false,
  }
  tenant.commit(write, 'subscriptions', id, created)
  return answerOne(turn, created, 201)
}

/**
 * One subscription of an application to the same changes of the same resource.
 * https://learn.microsoft.com/graph/api/subscription-post-subscriptions#duplicate-subscription-behavior
 */
function checkDuplicate({ tenant, arrival, claims }: Turn, resource: unknown, changeType: unknown): void {
  const other = activeIn(tenant, arrival.at).find(
    (one) => one.applicationId === claims.appid && one.resource === resource && one.changeType === changeType,
  )
  if (other) throw duplicateSubscription(String(other.id))
}

function getOne(turn: Turn): Answer {
  return answerOne(turn, ownByPath(turn), 200)
}

/** The endpoint must answer now as it did at first (observed: https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2805). */
function renew(turn: Turn): Answer {
  const before = ownByPath(turn)
  const row = rowOf(before)
  const { expires, notificationUrl } = renewalIn(jsonOf(turn.arrival))
  grantOf(turn, row)
  const renewed = expires === undefined ? {} : { expirationDateTime: expiry(expires, row, turn.arrival.at) }
  checkEndpoints(turn, [notificationUrl ?? text(before.notificationUrl)])
  const after: Entity = {
    ...before,
    ...renewed,
    ...(notificationUrl === undefined ? {} : { notificationUrl }),
    paused: false,
  }
  turn.tenant.commit(turn.write, 'subscriptions', String(before.id), after)
  return answerOne(turn, after, 200)
}

function unsubscribe(turn: Turn): Answer {
  turn.tenant.commit(turn.write, 'subscriptions', String(ownByPath(turn).id), undefined)
  return noContent(turn)
}

/**
 * Resumes notifications after the service has asked for a new authorization.
 * https://learn.microsoft.com/graph/api/subscription-reauthorize
 */
function reauthorize(turn: Turn): Answer {
  const before = ownByPath(turn)
  grantOf(turn, rowOf(before))
  checkEndpoints(turn, [text(before.notificationUrl)])
  if (before.paused === true)
    turn.tenant.commit(turn.write, 'subscriptions', String(before.id), { ...before, paused: false })
  return noContent(turn)
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Subscriptions belong to the application that made them (documented). */
function ownByPath({ tenant, keys, claims, arrival }: Turn): Entity {
  const found = tenant.get('subscriptions', keys[0]?.value.toLowerCase() ?? '')
  if (!found || found.applicationId !== claims.appid || !isActive(found, arrival.at))
    throw subscriptionNotFound()
  return found
}

function rowOf(subscription: Entity): Subscribable {
  const row = rowNamed(subscription.row)
  if (!row) throw new TypeError(`${subscription.row} is not a resource with subscriptions`)
  return row
}

/** Subscribing needs the permission to read (documented). */
function grantOf({ tenant, claims }: Turn, row: Subscribable): Grant {
  const guest = claims.idtyp === 'user' && tenant.get('users', claims.oid)?.userType === 'Guest'
  try {
    return authorise(row.access, claims, guest)
  } catch (error) {
    if (error instanceof GraphError) throw forbidden()
    throw error
  }
}

function changeTypesIn(text: string, { changeTypes }: Subscribable): string {
  const types = text.split(',', 8).map((one) => one.trim().toLowerCase())
  if (types.some((one) => !changeTypes.includes(one)) || new Set(types).size < types.length)
    throw invalidRequest(`The changeType '${text.slice(0, 64)}' is not supported for this resource.`)
  return types.join(',')
}

function expiry(expires: number, { minutesMax }: Subscribable, at: number): string {
  if (expires <= at) throw invalidRequest('expirationDateTime must be in the future.')
  if (expires > at + minutesMax * MINUTE_MS) throw expiresTooLate(minutesMax)
  return new Date(Math.max(expires, at + MINUTES_MIN * MINUTE_MS)).toISOString()
}

function checkQuotas(
  { tenant, arrival, claims, cloud }: Turn,
  { isOutlook }: Subscribable,
  id: string | undefined,
): void {
  const active = activeIn(tenant, arrival.at)
  const ofApp = (one: Entity) => one.applicationId === claims.appid
  if (isOutlook) {
    const mailbox = active.filter(({ watch }) => isOn(watch, 'messages', id))
    if (mailbox.length >= QUOTAS.mailbox) throw quotaReached(QUOTAS.mailbox)
  } else {
    const directory = active.filter((one) => rowNamed(one.row)?.isOutlook === false)
    if (directory.filter(ofApp).length >= QUOTAS.appAndTenant) throw quotaReached(QUOTAS.appAndTenant)
    if (directory.length >= QUOTAS.tenant) throw quotaReached(QUOTAS.tenant)
  }
  // Counting in all tenants is slow, and matters only where this tenant has many.
  if (active.length < QUOTAS.tenant) return
  let all = 0
  for (const one of cloud.tenants.values()) all += activeIn(one, arrival.at).filter(ofApp).length
  if (all >= QUOTAS.app) throw quotaReached(QUOTAS.app)
}

function isOn(watch: unknown, kind: string, id: string | undefined): boolean {
  if (typeof watch !== 'object' || watch === null) return false
  return Reflect.get(watch, 'kind') === kind && Reflect.get(watch, 'id') === id
}

function shown({ version }: Turn, subscription: Entity): Record<string, unknown> {
  const own = Object.fromEntries(SHOWN.map((name) => [name, subscription[name] ?? null]))
  // Only beta has it, with this fixed value:
  // https://learn.microsoft.com/graph/api/resources/subscription?view=graph-rest-beta
  return version === 'beta' ? { ...own, notificationContentType: 'application/json' } : own
}

function answerOne(turn: Turn, subscription: Entity, status: 200 | 201): Answer {
  return ok(turn, status, {
    body: JSON.stringify({ ...context(turn, '/$entity'), ...shown(turn, subscription) }),
  })
}

const context = ({ annotated, arrival, version }: Turn, suffix = '') =>
  annotated ? { '@odata.context': `${arrival.origin}/${version}/$metadata#subscriptions${suffix}` } : {}
