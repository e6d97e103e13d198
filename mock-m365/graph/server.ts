/** Microsoft Graph v1.0, as far as the mock serves it. https://learn.microsoft.com/graph/overview */
import type { Entity } from '../base.ts'
import type { Cloud } from '../cloud.ts'
import { type Claims, readToken, type TokenFailure } from '../entra/tokens.ts'
import { GRAPH_APP_ID } from '../entra/well-known.ts'
import type { Actor, Tenant } from '../tenant.ts'
import type { Answer, Arrival, Service } from '../wire.ts'
import { authorise } from './access.ts'
import { clientRequestIdOf, refusal, tooManyRequests } from './answer.ts'
import { deletedItemOperations } from './deleted-items.ts'
import {
  GraphError,
  identityDisabled,
  identityNotFound,
  tokenAudience,
  tokenExpired,
  tokenMalformed,
  tokenMissing,
  tokenSignature,
} from './errors.ts'
import { meOperations } from './me.ts'
import { operationsOf } from './operations.ts'
import { RESOURCES } from './resources/index.ts'
import { type Found, Router } from './router.ts'
import type { Turn } from './turn.ts'

const ROUTER = new Router([...RESOURCES.flatMap(operationsOf), ...deletedItemOperations, ...meOperations])

/** Both names of the one resource, as tokens of either endpoint bear them. */
const AUDIENCES = new Set([GRAPH_APP_ID, 'https://graph.microsoft.com', 'https://graph.microsoft.com/'])

const TOKEN_ERRORS: Readonly<Record<TokenFailure, () => GraphError>> = {
  missing: tokenMissing,
  malformed: tokenMalformed,
  signature: tokenSignature,
  expired: tokenExpired,
}

export const graph: Service<Cloud> = {
  name: 'graph',
  resolve(arrival, cloud) {
    const found = ROUTER.find(arrival.method, arrival.path)
    const claims = readToken(cloud, arrival.headers.authorization, arrival.at)
    return {
      service: 'graph',
      operation: found.template,
      ...(typeof claims === 'string' ? {} : { tenantId: claims.tid }),
      writes: arrival.method !== 'GET' && arrival.method !== 'HEAD' && arrival.method !== 'OPTIONS',
      run: (requestId) => answer({ arrival, cloud, requestId }, found, claims),
    }
  },
  throttled: (arrival, retryAfterSeconds, requestId) =>
    tooManyRequests(
      { arrival, requestId, clientRequestId: clientRequestIdOf(arrival, requestId) },
      retryAfterSeconds,
    ),
}

interface Asked {
  readonly arrival: Arrival
  readonly cloud: Cloud
  readonly requestId: string
}

function answer({ arrival, cloud, requestId }: Asked, found: Found, claims: Claims | TokenFailure): Answer {
  const clientRequestId = clientRequestIdOf(arrival, requestId)
  try {
    const { operation, refusal: refused } = found
    if (refused) throw refused
    if (!operation) throw new TypeError('a route is an operation or a refusal')
    if (typeof claims === 'string') throw TOKEN_ERRORS[claims]()
    const { tenant, actor, guest } = identify(cloud, claims)
    const turn: Turn = {
      arrival,
      cloud,
      tenant,
      claims,
      grant: authorise(operation.access, claims, guest),
      keys: found.keys,
      write: { at: arrival.at, actor, call: found.template, requestId },
      requestId,
      clientRequestId,
      version: found.version,
      annotated: !arrival.headers.accept?.includes('odata.metadata=none'),
    }
    return operation.run(turn)
  } catch (error) {
    if (error instanceof GraphError) return refusal({ arrival, requestId, clientRequestId }, error)
    throw error
  }
}

/**
 * The caller as the tenant knows it now: a token outlives its service principal, and is then refused.
 * That a delegated token needs its client and its user alike is inferred.
 */
function identify(cloud: Cloud, claims: Claims): { tenant: Tenant; actor: Actor; guest: boolean } {
  if (!AUDIENCES.has(claims.aud)) throw tokenAudience()
  const tenant = cloud.tenants.get(claims.tid)
  if (!tenant) throw identityNotFound()
  const isApp = claims.idtyp === 'app'
  const caller: Entity | undefined = tenant.get(isApp ? 'servicePrincipals' : 'users', claims.oid)
  const client = isApp ? caller : tenant.find('servicePrincipals', 'appId', claims.appid)[0]
  if (!caller || !client) throw identityNotFound()
  if (caller.accountEnabled === false || client.accountEnabled === false) throw identityDisabled()
  const actor: Actor = isApp
    ? { type: 'application', id: claims.oid, displayName: claims.app_displayname }
    : { type: 'user', id: claims.oid, displayName: claims.name ?? claims.upn ?? claims.oid }
  return { tenant, actor, guest: caller.userType === 'Guest' }
}
