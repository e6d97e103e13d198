/** Groups that may hold directory roles. https://learn.microsoft.com/entra/identity/role-based-access-control/groups-concept */
import type { Entity } from '../../base.ts'
import { hasPremium } from '../dynamic-membership/service-plans.ts'
import { quotaExceeded, requestDenied, valueInvalid } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

/** In one tenant (documented). */
const ROLE_ASSIGNABLE_MAX = 500
const PERMISSION = 'RoleManagement.ReadWrite.Directory'

const isRoleAssignable = ({ isAssignableToRole }: Entity): boolean => isAssignableToRole === true

/**
 * Security-enabled, not public, and made by callers who may also assign roles. The page asks for the
 * visibility `Hidden`, which is not a value of the property, and its example has no visibility. Inferred:
 * Public is refused, Private is the default, and a tenant without the licence is refused.
 */
export function roleAssignableGroup(turn: Turn, draft: Entity): Entity {
  if (!isRoleAssignable(draft)) return draft
  const { tenant } = turn
  if (!mayWrite(turn)) throw requestDenied()
  if (draft.securityEnabled !== true) throw valueInvalid('securityEnabled', 'Group')
  if (draft.visibility === 'Public') throw valueInvalid('visibility', 'Group')
  if (!hasPremium(tenant)) throw requestDenied()
  const count = tenant.find('groups', 'isAssignableToRole', true).length + 1
  if (count > ROLE_ASSIGNABLE_MAX) throw quotaExceeded(count, ROLE_ASSIGNABLE_MAX, 'role-assignable groups')
  return { ...draft, visibility: draft.visibility ?? 'Private' }
}

/** Changing, filling and deleting one (documented). @throws GraphError 403 */
export function checkRoleAssignable(turn: Turn, group: Entity): void {
  if (isRoleAssignable(group) && !mayWrite(turn)) throw requestDenied()
}

/** This permission is needed in addition to the call's own; roles need an action that covers such groups. */
function mayWrite({ claims, grant }: Turn): boolean {
  if (claims.idtyp !== 'app')
    return grant.roles.length > 0 && (claims.scp ?? '').split(' ').includes(PERMISSION)
  return grant.roles.length > 0 || claims.roles?.includes(PERMISSION) === true
}
