/** People who sign in: by name and password, and whether an earlier sign-in is still valid. */
import type { Entity } from '../../base.ts'
import type { Tenant } from '../../tenant.ts'
import type { Realm } from '../realm.ts'
import { refuse } from '../refusals/index.ts'
import type { Entra } from '../service.ts'
import type { SignedIn } from '../sign-ins.ts'
import { text } from './directory.ts'

/** A person of a tenant, signed in. */
export interface Account {
  readonly tenant: Tenant
  readonly user: Entity
  readonly who: SignedIn
}

/** @throws EntraError 50034, 50020, 50126, 50057 @param at milliseconds since the epoch */
export function signInTo(
  entra: Entra,
  realm: Realm,
  username: string,
  password: string,
  at: number,
): Account {
  const domain = username.slice(username.lastIndexOf('@') + 1)
  const own = realm.word === 'consumers' ? undefined : entra.tenantNamed(domain)
  const tenant = realm.tenant ?? own
  const [user] = tenant?.find('users', 'userPrincipalName', username) ?? []
  if (!tenant || !user) {
    const isElsewhere = own && own !== tenant && own.find('users', 'userPrincipalName', username).length > 0
    if (tenant && isElsewhere)
      throw refuse.userOfAnotherTenant({ upn: username, home: own.id, tenant: nameOf(tenant) })
    throw refuse.userNotFound({ upn: username, tenant: tenant?.id ?? realm.name })
  }
  if (typeof user.password !== 'string' || user.password !== password) throw refuse.passwordWrong()
  if (user.accountEnabled === false) throw refuse.userDisabled()
  const who = { tenantId: tenant.id, userId: text(user.id), position: tenant.position, at }
  return { tenant, user, who }
}

/** The person of an earlier sign-in, if it is still valid. @throws EntraError 50034, 50057, 50173 */
export function accountOf(entra: Entra, who: SignedIn): Account {
  const tenant = entra.tenants.get(who.tenantId)
  const user = tenant?.get('users', who.userId)
  if (!tenant || !user) throw refuse.userNotFound({ upn: who.userId, tenant: who.tenantId })
  if (user.accountEnabled === false) throw refuse.userDisabled()
  const then = tenant.before(who.position).get('users', who.userId)
  if (then !== user && then) {
    const validFrom = text(user.signInSessionsValidFromDateTime)
    const isRevoked = validFrom !== text(then.signInSessionsValidFromDateTime)
    if (isRevoked || user.password !== then.password)
      throw refuse.sessionRevoked({ issuedAt: who.at, validFrom: Date.parse(validFrom) || who.at })
  }
  return { tenant, user, who }
}

/** Display name of the organization. */
export const nameOf = (tenant: Tenant): string =>
  text(tenant.list('organization')[0]?.displayName) || tenant.id
