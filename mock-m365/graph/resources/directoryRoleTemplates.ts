import { BUILT_IN_ROLES } from '../../entra/directory/directory-roles.ts'
import { resource } from '../verbs/resource.ts'
import { READ_ROLES } from './roleDefinitions.ts'

/** The three roles that the directory gives by itself are among them (observed). */
const TEMPLATES = BUILT_IN_ROLES.map(({ id, description, displayName }) => ({
  id,
  deletedDateTime: null,
  description,
  displayName,
}))

/** Templates from which directory roles are activated; the same in every tenant. */
export const directoryRoleTemplates = resource({
  segment: 'directoryRoleTemplates',
  type: 'directoryRoleTemplate',
  source: 'https://learn.microsoft.com/graph/api/resources/directoryroletemplate',
  provenance: 'documented',
  // Page size: clients read one page and have all roles (observed).
  inOnePage: true,
  properties: {
    id: { type: 'String', readOnly: true },
    deletedDateTime: { type: 'DateTimeOffset', readOnly: true },
    description: { type: 'String', readOnly: true },
    displayName: { type: 'String', readOnly: true },
  },
  list: READ_ROLES,
  get: READ_ROLES,
  derived: () => TEMPLATES,
})
