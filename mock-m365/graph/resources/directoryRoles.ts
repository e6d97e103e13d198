import type { Entity } from '../../base.ts'
import { hash32, seededIds } from '../../seeded-ids.ts'
import type { View } from '../../tenant.ts'
import { findDirectoryObject } from '../directory-object.ts'
import { type Reached, resource } from '../resource.ts'
import { findRoleDefinition, READ_ROLES } from './roleDefinitions.ts'

/** Roles that are activated, which here means: held by somebody. Assignments are written through roleAssignments. */
export const directoryRoles = resource({
  segment: 'directoryRoles',
  type: 'directoryRole',
  source: 'https://learn.microsoft.com/graph/api/resources/directoryrole',
  provenance: 'documented',
  alternateKeys: ['roleTemplateId'],
  properties: {
    id: { type: 'String', readOnly: true },
    deletedDateTime: { type: 'DateTimeOffset', readOnly: true },
    description: { type: 'String', readOnly: true },
    displayName: { type: 'String', readOnly: true, filter: 'default' },
    roleTemplateId: { type: 'String', readOnly: true, filter: 'default' },
  },
  list: READ_ROLES,
  get: READ_ROLES,
  derived: activated,
  navigations: {
    members: {
      type: 'directoryObject',
      context: 'directoryObjects',
      access: READ_ROLES,
      casts: ['user', 'group', 'servicePrincipal'],
      reach: ({ tenant }, { roleTemplateId }) => holders(tenant, roleTemplateId),
    },
  },
})

/** A role's id is the tenant's own, its template id is not; the id is made from both so that it stays the same. */
function activated(view: View): Entity[] {
  const [organization] = view.list('organization')
  const held = new Set(view.list('roleAssignments').map(({ roleDefinitionId }) => String(roleDefinitionId)))
  const roles: Entity[] = []
  for (const roleTemplateId of held) {
    const definition = findRoleDefinition(roleTemplateId)
    const seed = `${hash32(String(organization?.id))} ${roleTemplateId}`
    if (definition)
      roles.push({ id: seededIds(seed).uuid(), displayName: definition.displayName, roleTemplateId })
  }
  return roles
}

function holders(view: View, roleTemplateId: unknown): Reached {
  return view.find('roleAssignments', 'roleDefinitionId', roleTemplateId).flatMap(({ principalId }) => {
    const found = findDirectoryObject(view, String(principalId))
    return found ? [found] : []
  })
}
