/** Custom roles. https://learn.microsoft.com/entra/identity/role-based-access-control/custom-create */
import type { Entity } from '../../base.ts'
import { CUSTOM_ACTIONS } from '../../entra/directory/directory-roles.ts'
import { allowedActionsIn } from '../authorization/roles-beyond-token.ts'
import { hasPremium } from '../dynamic-membership/service-plans.ts'
import { idOf } from '../verbs/entities.ts'
import {
  actionNotForCustomRoles,
  conflictingObject,
  quotaExceeded,
  requestDenied,
  resourceCategoryUnsupported,
  typeInvalid,
  valueInvalid,
} from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

/** In one organization. https://learn.microsoft.com/entra/identity/users/directory-service-limits-restrictions */
const ROLES_MAX = 100
/** Proposed: no page says how many actions a role may have; fewer than this exist. */
const ACTIONS_MAX = 512
const TITLE = 'UnifiedRoleDefinition'
const CATEGORY = 'microsoft.directory'

/** Needs Microsoft Entra ID P1 (documented); the refusal without it is inferred. */
export function newCustomRole(turn: Turn, draft: Entity): Entity {
  if (!hasPremium(turn.tenant)) throw requestDenied()
  const count = turn.tenant.list('roleDefinitions').length + 1
  if (count > ROLES_MAX) throw quotaExceeded(count, ROLES_MAX, 'custom roles')
  checkDefinition(turn, draft)
  return {
    ...draft,
    isBuiltIn: false,
    isPrivileged: false,
    resourceScopes: ['/'],
    templateId: draft.templateId ?? draft.id,
    version: draft.version ?? null,
    rolePermissions: permissionsOf(draft),
    inheritsPermissionsFrom: [],
  }
}

export function updatedCustomRole(turn: Turn, before: Entity, after: Entity): Entity {
  checkBuiltIn(turn, before)
  if (!hasPremium(turn.tenant)) throw requestDenied()
  checkDefinition(turn, after)
  return { ...after, resourceScopes: ['/'], rolePermissions: permissionsOf(after) }
}

/** Microsoft's own roles cannot be changed or removed (documented); the refusal is inferred. */
export function checkBuiltIn(_: Turn, { isBuiltIn }: Entity): void {
  if (isBuiltIn === true) throw valueInvalid('isBuiltIn', TITLE)
}

/** A removed role's assignments are removed too (inferred). */
export function removeCustomRole({ tenant, write }: Turn, role: Entity): void {
  for (const kind of ['roleAssignments', 'roleAssignmentSchedules', 'roleEligibilitySchedules'])
    for (const held of tenant.find(kind, 'roleDefinitionId', idOf(role)))
      tenant.commit(write, kind, idOf(held), undefined, true)
}

/** That two roles cannot have the same name is documented only for the portal; the refusal is inferred. */
function checkDefinition({ tenant }: Turn, role: Entity): void {
  const { rolePermissions, displayName, id } = role
  if (!Array.isArray(rolePermissions) || rolePermissions.length === 0)
    throw valueInvalid('rolePermissions', TITLE)
  for (const set of rolePermissions)
    if (!Array.isArray(set.allowedResourceActions)) throw typeInvalid('allowedResourceActions', 'String')
  const actions = allowedActionsIn(role)
  if (actions.length === 0 || actions.length > ACTIONS_MAX) throw valueInvalid('rolePermissions', TITLE)
  for (const action of actions) checkAction(action)
  const name = String(displayName).toLowerCase()
  const isTaken = tenant
    .list('roleDefinitions')
    .some((other) => other.id !== id && String(other.displayName).toLowerCase() === name)
  if (isTaken) throw conflictingObject()
}

function checkAction(action: string): void {
  const category = action.slice(0, Math.max(0, action.indexOf('/')))
  if (category !== CATEGORY) throw resourceCategoryUnsupported(category)
  if (!CUSTOM_ACTIONS.has(action)) throw actionNotForCustomRoles(action)
}

/** Sets of permissions as answers show them: with a condition, which is always null here. */
const permissionsOf = ({ rolePermissions }: Entity): Entity[] =>
  (Array.isArray(rolePermissions) ? rolePermissions : []).map(({ allowedResourceActions }) => ({
    allowedResourceActions,
    condition: null,
  }))
