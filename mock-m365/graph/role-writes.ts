/** Giving and taking a directory role at once and without end, whatever path asked for it. */
import type { Entity } from '../base.ts'
import { roleAssignmentId } from '../entra/object-ids.ts'
import { roleAssignmentsOf } from '../entra/role-assignments.ts'
import { writing } from './access.ts'
import { findPrincipal } from './directory-object.ts'
import { idOf } from './entities.ts'
import { type GraphError, referenceInvalid, resourceNotFound } from './errors.ts'
import { findRoleDefinition } from './resources/roleDefinitions.ts'
import type { Turn } from './turn.ts'

/** An Exchange administrator is none of these. https://learn.microsoft.com/graph/api/rbacapplication-post-roleassignments */
export const WRITE_ROLES = writing(
  ['RoleManagement.ReadWrite.Directory'],
  ['Global Administrator', 'Privileged Role Administrator'],
)

/** A plain assignment, judged and not yet committed. That unknown ids answer 404 is inferred. */
export function newRoleAssignment(
  { tenant, arrival }: Turn,
  principalId: string,
  roleDefinitionId: string,
  conflict: () => GraphError,
): Entity {
  const principal = findPrincipal(tenant, principalId)
  if (!principal) throw resourceNotFound(principalId)
  if (!findRoleDefinition(roleDefinitionId)) throw resourceNotFound(roleDefinitionId)
  if (principal.kind === 'groups' && principal.entity.isAssignableToRole !== true)
    throw referenceInvalid('principal')
  const held = roleAssignmentsOf(tenant, principalId, arrival.at)
  if (held.some((one) => one.roleDefinitionId === roleDefinitionId)) throw conflict()
  const id = roleAssignmentId(roleDefinitionId, principalId)
  return { id, principalId, directoryScopeId: '/', roleDefinitionId }
}

export function assignRole(
  turn: Turn,
  principalId: string,
  roleDefinitionId: string,
  conflict: () => GraphError,
): void {
  const made = newRoleAssignment(turn, principalId, roleDefinitionId, conflict)
  turn.tenant.commit(turn.write, 'roleAssignments', idOf(made), made)
}

/** Takes what stands and what a schedule brings alike. */
export function removeRole({ tenant, write }: Turn, assignment: Entity): void {
  tenant.commit(write, 'roleAssignments', idOf(assignment), undefined)
  if (assignment.scheduleId !== undefined)
    tenant.commit(write, 'roleAssignmentSchedules', String(assignment.scheduleId), undefined)
}
