/** Assigning and removing a directory role, at once and without end, for all paths that ask for it. */
import type { Entity } from '../../base.ts'
import { builtInRole } from '../../entra/directory/directory-roles.ts'
import { roleAssignmentId } from '../../entra/directory/object-ids.ts'
import { roleAssignmentsOf } from '../../entra/directory/role-assignments.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import type { View } from '../../tenant.ts'
import { writing } from '../authorization/access.ts'
import { findPrincipal } from '../directory/directory-object.ts'
import { findRoleDefinition, isAssignable } from '../resources/roleDefinitions.ts'
import { idOf } from '../verbs/entities.ts'
import {
  type GraphError,
  notEmulated,
  ownGlobalAdministrator,
  referenceInvalid,
  resourceNotFound,
  scopeUnsupported,
} from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

/**
 * An Exchange administrator may not do it.
 * https://learn.microsoft.com/graph/api/rbacapplication-post-roleassignments
 */
export const WRITE_ROLES = writing(
  ['RoleManagement.ReadWrite.Directory'],
  ['roleAssignments/allProperties/update'],
)

const GLOBAL_ADMINISTRATOR = roleTemplate('Global Administrator')

interface NewAssignment {
  readonly principalId: string
  readonly roleDefinitionId: string
  /** `/` for the directory, `/{id}` for an application or its service principal. */
  readonly directoryScopeId?: string
}

/** A plain assignment, judged and not yet committed. That unknown ids answer 404 is inferred. */
export function newRoleAssignment(
  { tenant, arrival }: Turn,
  { principalId, roleDefinitionId, directoryScopeId = '/' }: NewAssignment,
  conflict: () => GraphError,
): Entity {
  const principal = findPrincipal(tenant, principalId)
  if (!principal) throw resourceNotFound(principalId)
  const role = findRoleDefinition(tenant, roleDefinitionId)
  if (!role || !isAssignable(role)) throw resourceNotFound(roleDefinitionId)
  const scopeId = scopeOf(tenant, roleDefinitionId, directoryScopeId)
  if (principal.kind === 'groups' && principal.entity.isAssignableToRole !== true)
    throw referenceInvalid('principal')
  const held = roleAssignmentsOf(tenant, principalId, arrival.at)
  const isHeld = held.some(
    (one) => one.roleDefinitionId === roleDefinitionId && (one.directoryScopeId ?? '/') === directoryScopeId,
  )
  if (isHeld) throw conflict()
  const id = roleAssignmentId(roleDefinitionId, principalId, scopeId)
  return { id, principalId, directoryScopeId, roleDefinitionId }
}

/**
 * Roles that can be assigned for one application; custom roles can be too.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/custom-overview#scope
 */
const FOR_ONE_APPLICATION = new Set(
  ['Application Administrator', 'Cloud Application Administrator'].map(roleTemplate),
)

/**
 * The object that is the role's scope; undefined for the directory. Administrative units are not emulated.
 */
function scopeOf(view: View, roleDefinitionId: string, scope: string): string | undefined {
  if (scope === '/') return undefined
  const id = scope.slice(1)
  if (!scope.startsWith('/') || id.startsWith('administrativeUnits/')) throw notEmulated()
  if (!view.get('applications', id) && !view.get('servicePrincipals', id)) throw resourceNotFound(id)
  if (builtInRole(roleDefinitionId) && !FOR_ONE_APPLICATION.has(roleDefinitionId))
    throw scopeUnsupported(scope)
  return id
}

export function assignRole(
  turn: Turn,
  principalId: string,
  roleDefinitionId: string,
  conflict: () => GraphError,
): void {
  const made = newRoleAssignment(turn, { principalId, roleDefinitionId }, conflict)
  turn.tenant.commit(turn.write, 'roleAssignments', idOf(made), made)
}

/** Nobody takes the highest role from themselves. */
export function checkRemoval({ claims }: Turn, { principalId, roleDefinitionId }: Entity): void {
  if (principalId === claims.oid && roleDefinitionId === GLOBAL_ADMINISTRATOR) throw ownGlobalAdministrator()
}

/** Removes plain assignments and those of a schedule. */
export function removeRole({ tenant, write }: Turn, assignment: Entity): void {
  tenant.commit(write, 'roleAssignments', idOf(assignment), undefined)
  if (assignment.scheduleId !== undefined)
    tenant.commit(write, 'roleAssignmentSchedules', String(assignment.scheduleId), undefined)
}
