/** Microsoft Graph v1.0, as far as the mock serves it. https://learn.microsoft.com/graph/overview */
import type { Entity } from '../base.ts'
import { caeChallenge } from '../entra/tokens/cae.ts'
import { type Claims, readToken, type TokenFailure, type TokenIssuer } from '../entra/tokens/tokens.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Answer, Arrival, Call, Service } from '../wire.ts'
import { ACTIONS } from './actions/index.ts'
import { type Access, authorise } from './authorization/access.ts'
import { identify } from './authorization/caller.ts'
import { rolesBeyondToken } from './authorization/roles-beyond-token.ts'
import { consentRequestOperations } from './consent-requests/operations.ts'
import { readableByPages } from './cross-origin.ts'
import { deltaOperations, roundForgotten } from './delta/operations.ts'
import { extensionsOf } from './directory/directory-extensions.ts'
import { meOperations, withOwn } from './directory/me.ts'
import { userInfoOperations, versioned } from './directory/userinfo.ts'
import { processDynamicMembership } from './dynamic-membership/process.ts'
import { isWrite, Meter, type Metered } from './limits/meter.ts'
import type { Limits } from './limits/table.ts'
import { READS_BY_POST, unitsOfRefusal } from './limits/table.ts'
import { Outbox, type Outgoing } from './mail/messages/outbox.ts'
import { mailOperations } from './mail/operations.ts'
import { RecentLists } from './recent-lists.ts'
import { RESOURCES } from './resources/index.ts'
import type { Graph } from './service.ts'
import { Courier, type Delivered } from './subscriptions/courier.ts'
import { namesEndpoints, withEndpointsHeard } from './subscriptions/handshake.ts'
import { NOBODY, type Notify } from './subscriptions/notify.ts'
import { subscriptionOperations } from './subscriptions/operations.ts'
import { operationsOf } from './verbs/operations.ts'
import { clientRequestIdOf, refusal, type Signature, serverFailure, tooManyRequests } from './wire/answer.ts'
import { batchOperation } from './wire/batch.ts'
import {
  GraphError,
  requestDenied,
  resourceNotFound,
  tokenEarly,
  tokenExpired,
  tokenMalformed,
  tokenMissing,
  tokenRevoked,
  tokenSignature,
} from './wire/errors.ts'
import { type Found, type Operation, Router } from './wire/router.ts'
import type { Key, Metadata, Turn } from './wire/turn.ts'

/** Every operation that is served; everything else is refused. */
export const OPERATIONS: readonly Operation[] = [
  ...RESOURCES.flatMap(operationsOf),
  ...ACTIONS,
  ...meOperations,
  ...mailOperations,
  ...subscriptionOperations,
  ...deltaOperations,
  ...userInfoOperations,
  ...consentRequestOperations,
  batchOperation,
].map(withOwn)
const ROUTER = new Router(OPERATIONS)

const TOKEN_ERRORS: Readonly<Record<TokenFailure, () => GraphError>> = {
  missing: tokenMissing,
  malformed: tokenMalformed,
  signature: tokenSignature,
  expired: tokenExpired,
  early: tokenEarly,
}

export interface GraphOptions {
  /** The issuer of the tokens that it accepts. */
  readonly issuer: TokenIssuer
  /** The documented limits, enforced; where absent, headers only tell them. */
  readonly limits?: Limits | undefined
  /** The way to the endpoints of subscribers; where absent, no endpoint can be reached. */
  readonly notify?: Notify | undefined
  /** Time between a change and its notification; none where absent. */
  readonly notificationLatencyMs?: number | undefined
}

/** Microsoft Graph as a cloud opens it. */
export interface OpenedGraph {
  readonly service: Service
  /** Sends the notifications that are due: one round, in which each request is sent once. */
  readonly deliverNotifications: () => Promise<Delivered>
  /** Mail that waits to leave; it is handed over and waits no longer. */
  readonly takeMail: () => readonly Outgoing[]
  /** What it enforces now. */
  readonly limits: () => Limits | undefined
  /** Enforces other limits from now on, or none; counts start again. @throws RangeError for a scale out of bounds */
  readonly limitBy: (limits: Limits | undefined) => void
}

export function openGraph(
  surroundings: Surroundings,
  { issuer, limits, notify = NOBODY, notificationLatencyMs: latencyMs = 0 }: GraphOptions,
): OpenedGraph {
  const graph: Omit<Graph, keyof Enforced> & Enforced = {
    ...surroundings,
    ...enforcing(limits),
    issuer,
    lists: new RecentLists(),
    rounds: new RecentLists(),
    outbox: new Outbox(),
  }
  const { clock, ids, tenants, judge } = surroundings
  const courier = new Courier({ clock, ids, notify, tenants: tenants.values(), latencyMs })
  const ports = { notify, ids, now: () => clock.now() }
  return {
    service: readableByPages({
      ...SERVICE,
      resolve: (arrival) => resolve(arrival, graph),
      hear: (arrival) => (namesEndpoints(arrival) ? withEndpointsHeard(arrival, judge, ports) : undefined),
    }),
    deliverNotifications: () => courier.deliver(),
    takeMail: () => graph.outbox.emptied(),
    limits: () => graph.limits,
    limitBy: (others) => void Object.assign(graph, enforcing(others)),
  }
}

/** Fields and no getters: an object literal with one has a shape of its own in V8, which keeps its world until a major collection. */
interface Enforced {
  limits: Limits | undefined
  meter: Meter | undefined
}

const enforcing = (limits: Limits | undefined): Enforced => ({ limits, meter: limits && new Meter(limits) })

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

function resolve(arrival: Arrival, cloud: Graph): Call {
  const found = ROUTER.find(arrival.method, versioned(arrival.path))
  const claims = readToken(cloud.issuer, arrival.headers.authorization, arrival.at)
  return {
    service: 'graph',
    operation: found.template,
    ...(typeof claims === 'string' ? {} : { tenantId: claims.tid }),
    writes: !READING.has(arrival.method) && !READS_BY_POST.test(found.template),
    run: (requestId) => answer({ arrival, cloud, requestId }, found, claims),
  }
}

const SERVICE: Omit<Service, 'resolve' | 'hear'> = {
  name: 'graph',
  hosts: new Set(['graph.microsoft.com']),
  segments: new Set(['/v1.0', '/beta', '/oidc']),
  settle: processDynamicMembership,
  throttled: (arrival, retryAfterSeconds, requestId) =>
    tooManyRequests(
      { arrival, requestId, clientRequestId: clientRequestIdOf(arrival, requestId) },
      retryAfterSeconds,
    ),
  failing: (arrival, status, requestId) =>
    serverFailure({ arrival, requestId, clientRequestId: clientRequestIdOf(arrival, requestId) }, status),
  refusing: (arrival, _object, requestId) =>
    refusal({ arrival, requestId, clientRequestId: clientRequestIdOf(arrival, requestId) }, requestDenied()),
  missing: (arrival, object, requestId) =>
    refusal(
      { arrival, requestId, clientRequestId: clientRequestIdOf(arrival, requestId) },
      resourceNotFound(object),
    ),
  forgotten: (arrival, requestId) =>
    roundForgotten({ arrival, requestId, clientRequestId: clientRequestIdOf(arrival, requestId) }),
}

interface Asked {
  readonly arrival: Arrival
  readonly cloud: Graph
  readonly requestId: string
}

function answer(asked: Asked, found: Found, claims: Claims | TokenFailure): Answer {
  const { arrival, cloud, requestId } = asked
  const clientRequestId = clientRequestIdOf(arrival, requestId)
  const signature = { arrival, requestId, clientRequestId }
  try {
    const { operation, refusal: refused } = found
    if (refused) throw refused
    if (!operation) throw new TypeError('a route is an operation or a refusal')
    if (typeof claims === 'string') throw TOKEN_ERRORS[claims]()
    const challenge = caeChallenge(cloud, claims)
    if (challenge) return refusal(signature, tokenRevoked(), { 'WWW-Authenticate': challenge })
    const caller = identify(cloud, claims, arrival.at)
    const { actor, truth, seen, guest } = caller
    const metadata = metadataOf(arrival.headers.accept)
    const turn = (): Turn => ({
      arrival,
      cloud,
      tenant: operation.method === 'GET' ? seen : truth,
      seen,
      claims,
      grant: authorise(accessOf(operation, claims, found.keys[0], caller.entity), claims, guest, () =>
        rolesBeyondToken(truth, claims.oid, found.keys, arrival.at),
      ),
      keys: found.keys,
      write: { at: arrival.at, actor, call: found.template, requestId },
      requestId,
      clientRequestId,
      version: found.version,
      extensions: extensionsOf(truth, cloud.tenants.values()),
      metadata,
      annotated: metadata !== 'none',
    })
    const act = () => perform(found.template, operation, turn, signature)
    // A batch is counted by the requests in it.
    if (!cloud.limits || operation === batchOperation) return act()
    const { template } = found
    return metered(
      cloud,
      { tenant: truth, appId: claims.appid, operation: template, at: arrival.at },
      signature,
      act,
    )
  } catch (error) {
    if (error instanceof GraphError) return refusal(signature, error)
    throw error
  }
}

/** Users may read and write more of themselves than of others, if the path names them. */
function accessOf({ access, own }: Operation, claims: Claims, key: Key | undefined, caller: Entity): Access {
  if (!own || !key || claims.idtyp === 'app') return access
  const name = key.value.toLowerCase()
  return name === caller.id || name === String(caller.userPrincipalName).toLowerCase() ? own : access
}

/** The directory's part: its refusals cost a unit too. */
function perform(template: string, operation: Operation, turn: () => Turn, signature: Signature): Answer {
  try {
    return operation.run(turn())
  } catch (error) {
    if (error instanceof GraphError) return refusal(signature, error, unitsOfRefusal(template))
    throw error
  }
}

function metadataOf(accept: string | undefined): Metadata {
  if (accept === undefined || !accept.includes('odata.metadata=')) return 'minimal'
  if (accept.includes('odata.metadata=none')) return 'none'
  return accept.includes('odata.metadata=full') ? 'full' : 'minimal'
}

/** One call within the documented limits, where the cloud enforces them. */
function metered(cloud: Graph, call: Metered, signature: Signature, act: () => Answer): Answer {
  const { meter } = cloud
  const refused = meter?.refused(call)
  if (refused) return tooManyRequests(signature, refused.retryAfterSeconds, refused.headers)
  const before = call.tenant.position
  const answered = act()
  const warning = meter?.charge(call, {
    units: Number(answered.headers['x-ms-resource-unit'] ?? 1),
    ...(isWrite(call.operation) ? { commits: call.tenant.position - before } : {}),
  })
  return { ...answered, headers: { ...answered.headers, ...warning } }
}
