import type { Entity } from '../../base.ts'
import { roleAssignmentId } from '../../entra/object-ids.ts'
import { writing } from '../access.ts'
import { findDirectoryObject } from '../directory-object.ts'
import { conflictingObject, notEmulated, referenceInvalid, resourceNotFound } from '../errors.ts'
import { resource } from '../resource.ts'
import type { Turn } from '../turn.ts'
import { findRoleDefinition, READ_ROLES, roleDefinitions } from './roleDefinitions.ts'

/** An Exchange administrator is none of these. https://learn.microsoft.com/graph/api/rbacapplication-post-roleassignments */
const WRITE = writing(
  ['RoleManagement.ReadWrite.Directory'],
  ['Global Administrator', 'Privileged Role Administrator'],
)

/** Directory roles given to users, groups and service principals. Scopes below the whole directory are not emulated. */
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
    ...{ condition: { type: 'String', selectOnly: true }, appScopeId: { type: 'String', selectOnly: true } },
  },
  list: READ_ROLES,
  get: READ_ROLES,
  create: { access: WRITE, complete: newAssignment },
  delete: { access: WRITE },
  navigations: {
    principal: {
      type: 'directoryObject',
      context: 'directoryObjects',
      access: READ_ROLES,
      single: true,
      expand: true,
      expandOnly: true,
      reach: ({ tenant }, { principalId }) => {
        const found = findDirectoryObject(tenant, String(principalId))
        return found ? [found] : []
      },
    },
    roleDefinition: {
      type: 'unifiedRoleDefinition',
      context: roleDefinitions.segment,
      schema: roleDefinitions.schema,
      access: READ_ROLES,
      single: true,
      expand: true,
      expandOnly: true,
      reach: (_, { roleDefinitionId }) => {
        const entity = findRoleDefinition(String(roleDefinitionId))
        return entity ? [{ kind: roleDefinitions.kind, entity }] : []
      },
    },
  },
})

/** That unknown ids answer 404 is inferred; the conflict is observed. */
function newAssignment({ tenant }: Turn, draft: Entity): Entity {
  const principalId = String(draft.principalId).toLowerCase()
  const roleDefinitionId = String(draft.roleDefinitionId).toLowerCase()
  const directoryScopeId = draft.directoryScopeId ?? '/'
  if (directoryScopeId !== '/' || draft.appScopeId || draft.condition) throw notEmulated()
  const principal = findDirectoryObject(tenant, principalId)
  if (!principal) throw resourceNotFound(principalId)
  if (!findRoleDefinition(roleDefinitionId)) throw resourceNotFound(roleDefinitionId)
  if (principal.kind === 'groups' && principal.entity.isAssignableToRole !== true)
    throw referenceInvalid('principal')
  const id = roleAssignmentId(roleDefinitionId, principalId)
  if (tenant.get('roleAssignments', id)) throw conflictingObject()
  return { id, principalId, directoryScopeId, roleDefinitionId }
}
