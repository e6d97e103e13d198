import type { Entity } from '../../base.ts'
import { roleAssignmentsAt } from '../../entra/directory/role-assignments.ts'
import { findDirectoryObject, findPrincipal } from '../directory/directory-object.ts'
import { checkRemoval, newRoleAssignment, removeRole, WRITE_ROLES } from '../roles/role-writes.ts'
import { type Navigation, resource } from '../verbs/resource.ts'
import { conflictingObject, notEmulated } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { findRoleDefinition, READ_ROLES, roleDefinitions } from './roleDefinitions.ts'

/** What `$expand` may name on everything that gives a role to a principal. */
export const ROLE_ENDS: Readonly<Record<'principal' | 'roleDefinition' | 'directoryScope', Navigation>> = {
  principal: {
    type: 'directoryObject',
    context: 'directoryObjects',
    access: READ_ROLES,
    single: true,
    expand: true,
    expandOnly: true,
    reach: ({ tenant }, { principalId }) => {
      const found = findPrincipal(tenant, String(principalId))
      return found ? [found] : []
    },
  },
  roleDefinition: {
    type: 'unifiedRoleDefinition',
    context: roleDefinitions.segment,
    schema: roleDefinitions.schema,
    resource: () => roleDefinitions,
    access: READ_ROLES,
    single: true,
    expand: true,
    expandOnly: true,
    reach: ({ tenant }, { roleDefinitionId }) => {
      const entity = findRoleDefinition(tenant, String(roleDefinitionId))
      return entity ? [{ kind: roleDefinitions.kind, entity }] : []
    },
  },
  // The whole directory has no object (inferred).
  directoryScope: {
    type: 'directoryObject',
    context: 'directoryObjects',
    access: READ_ROLES,
    single: true,
    expand: true,
    expandOnly: true,
    reach: ({ tenant }, { directoryScopeId }) => {
      const found = findDirectoryObject(tenant, String(directoryScopeId).slice(1))
      return found ? [found] : []
    },
  },
}

/**
 * Directory roles given to users, groups and service principals; activations of Privileged Identity
 * Management are here for their time. Below the whole directory, the only emulated scopes are single
 * applications.
 */
export const roleAssignments = resource({
  segment: 'roleManagement/directory/roleAssignments',
  type: 'unifiedRoleAssignment',
  source: 'https://learn.microsoft.com/graph/api/resources/unifiedroleassignment',
  provenance: 'documented',
  properties: {
    id: { type: 'String', readOnly: true },
    principalId: { type: 'String', required: true, filter: 'default' },
    directoryScopeId: { type: 'String', filter: 'default' },
    roleDefinitionId: { type: 'String', required: true, filter: 'default' },
    // Beta's old name, which still works (documented):
    // https://learn.microsoft.com/graph/api/resources/unifiedroleassignment?view=graph-rest-beta
    resourceScope: { type: 'String', readOnly: true, only: 'beta', storedAs: 'directoryScopeId' },
    ...{ condition: { type: 'String', selectOnly: true }, appScopeId: { type: 'String', selectOnly: true } },
  },
  list: READ_ROLES,
  get: READ_ROLES,
  create: { access: WRITE_ROLES, complete: newAssignment },
  delete: { access: WRITE_ROLES, check: checkRemoval, cascade: removeRole },
  derived: roleAssignmentsAt,
  expandsMany: true,
  navigations: ROLE_ENDS,
})

/** https://learn.microsoft.com/graph/api/rbacapplication-post-roleassignments — the conflict is observed. */
function newAssignment(turn: Turn, draft: Entity): Entity {
  const { directoryScopeId = '/', appScopeId, condition } = draft
  if (appScopeId || condition) throw notEmulated()
  const given = (name: string) => String(draft[name]).toLowerCase()
  const [principalId, roleDefinitionId] = [given('principalId'), given('roleDefinitionId')]
  const asked = { principalId, roleDefinitionId, directoryScopeId: String(directoryScopeId ?? '/') }
  return newRoleAssignment(turn, asked, conflictingObject)
}
