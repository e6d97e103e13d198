import type { Entity } from '../../base.ts'
import { ROLE_TEMPLATES } from '../../entra/well-known.ts'
import { reading } from '../access.ts'
import { resource } from '../resource.ts'

export const READ_ROLES = reading(
  [
    'RoleManagement.Read.Directory',
    'RoleManagement.ReadWrite.Directory',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  [
    'RoleManagement.Read.Directory',
    'RoleManagement.ReadWrite.Directory',
    'RoleManagement.Read.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
)

const DEFINITIONS: readonly Entity[] = Object.entries(ROLE_TEMPLATES).map(([displayName, id]) => ({
  id,
  displayName,
  isBuiltIn: true,
  isEnabled: true,
  resourceScopes: ['/'],
  templateId: id,
  version: '1',
}))

/** The built-in roles, the same in every tenant; id and templateId are one (observed). Actions are not listed. */
export const roleDefinitions = resource({
  segment: 'roleManagement/directory/roleDefinitions',
  type: 'unifiedRoleDefinition',
  source: 'https://learn.microsoft.com/graph/api/resources/unifiedroledefinition',
  provenance: 'observed',
  orRefused: true,
  properties: {
    id: { type: 'String', readOnly: true, filter: 'default' },
    description: { type: 'String' },
    displayName: { type: 'String', filter: 'default' },
    isBuiltIn: { type: 'Boolean', readOnly: true, filter: 'default' },
    isEnabled: { type: 'Boolean' },
    resourceScopes: { type: 'String', collection: true },
    templateId: { type: 'String', filter: 'default' },
    version: { type: 'String' },
    rolePermissions: { type: 'Complex', collection: true },
  },
  list: READ_ROLES,
  get: READ_ROLES,
  derived: () => DEFINITIONS,
})

export function findRoleDefinition(id: string): Entity | undefined {
  return DEFINITIONS.find((definition) => definition.id === id)
}
