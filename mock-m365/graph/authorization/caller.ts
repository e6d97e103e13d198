/** Who calls: the principal behind a token, as the tenant knows it now. */
import type { Entity } from '../../base.ts'
import type { Claims } from '../../entra/tokens/tokens.ts'
import { GRAPH_APP_ID } from '../../entra/well-known.ts'
import type { Surroundings } from '../../surroundings.ts'
import type { Actor, Tenant } from '../../tenant.ts'
import { identityDisabled, identityNotFound, tokenAudience } from '../wire/errors.ts'

export interface Caller {
  /** The tenant's present state. */
  readonly truth: Tenant
  /** The tenant as seen by the replica that this request reached; the same object where no delay is set. */
  readonly seen: Tenant
  readonly actor: Actor
  readonly guest: boolean
  /** The user or service principal behind the token. */
  readonly entity: Entity
}

/** Both names of Graph as a resource; tokens of the two endpoints differ in which one they have. */
const AUDIENCES = new Set([GRAPH_APP_ID, 'https://graph.microsoft.com', 'https://graph.microsoft.com/'])

/**
 * A token outlives its service principal, and is then refused. That a delegated token needs both its client
 * and its user is inferred. @throws GraphError 401
 */
export function identify(cloud: Surroundings, claims: Claims, at: number): Caller {
  if (!AUDIENCES.has(claims.aud)) throw tokenAudience()
  const truth = cloud.tenants.get(claims.tid)
  if (!truth) throw identityNotFound()
  const seen = cloud.viewOf(truth, 'graph', at)
  const isApp = claims.idtyp === 'app'
  const caller: Entity | undefined = seen.get(isApp ? 'servicePrincipals' : 'users', claims.oid)
  const client = isApp ? caller : seen.find('servicePrincipals', 'appId', claims.appid)[0]
  if (!caller || !client || !isRegistered(cloud, client)) throw identityNotFound()
  if (caller.accountEnabled === false || client.accountEnabled === false) throw identityDisabled()
  const actor: Actor = isApp
    ? { type: 'application', id: claims.oid, displayName: claims.app_displayname }
    : { type: 'user', id: claims.oid, displayName: claims.name ?? claims.upn ?? claims.oid }
  return { truth, seen, actor, guest: caller.userType === 'Guest', entity: caller }
}

/**
 * An application that its home tenant has deleted ends in every tenant. Microsoft's own applications may have
 * no registration here.
 */
function isRegistered(cloud: Surroundings, { appId, appOwnerOrganizationId }: Entity): boolean {
  const home = cloud.tenants.get(String(appOwnerOrganizationId))
  return home === undefined || home.find('applications', 'appId', appId).length > 0
}
