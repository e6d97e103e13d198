/** When users last signed in. It needs its own permission, and a licence. */
import { hasPremium } from '../dynamic-membership/service-plans.ts'
import type { Query } from '../odata/query.ts'
import { graphPermissionMissing, notPremium } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

const NAME = 'signInActivity'
const PERMISSION = 'AuditLog.Read.All'

/**
 * https://learn.microsoft.com/graph/api/user-list (documented); that the permission is checked first is
 * inferred.
 */
export function checkSignInActivity({ claims, tenant }: Turn, { select = [], asks }: Query): void {
  if (!select.includes(NAME) && !asks.includes(NAME)) return
  const held = claims.idtyp === 'app' ? (claims.roles ?? []) : (claims.scp ?? '').split(' ')
  if (!held.includes(PERMISSION)) throw graphPermissionMissing(PERMISSION)
  if (!hasPremium(tenant)) throw notPremium()
}
