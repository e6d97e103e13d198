import { resource } from '../resource.ts'
import { READ_ROLES, roleDefinitions } from './roleDefinitions.ts'

/** What a directory role is activated from; the same in every tenant. */
export const directoryRoleTemplates = resource({
  segment: 'directoryRoleTemplates',
  type: 'directoryRoleTemplate',
  source: 'https://learn.microsoft.com/graph/api/resources/directoryroletemplate',
  provenance: 'documented',
  properties: {
    id: { type: 'String', readOnly: true },
    deletedDateTime: { type: 'DateTimeOffset', readOnly: true },
    description: { type: 'String', readOnly: true },
    displayName: { type: 'String', readOnly: true },
  },
  list: READ_ROLES,
  get: READ_ROLES,
  derived: (view) => roleDefinitions.derived?.(view, 0) ?? [],
})
