import { BUILT_IN_ROLES } from '../../entra/directory/directory-roles.ts'
import { resource } from '../verbs/resource.ts'
import { READ_ROLES } from './roleDefinitions.ts'

/** The three that the directory gives by itself are among them (observed). */
const TEMPLATES = BUILT_IN_ROLES.map(({ id, description, displayName }) => ({
  id,
  deletedDateTime: null,
  description,
  displayName,
}))

/** What a directory role is activated from; the same in every tenant. */
export const directoryRoleTemplates = resource({
  segment: 'directoryRoleTemplates',
  type: 'directoryRoleTemplate',
  source: 'https://learn.microsoft.com/graph/api/resources/directoryroletemplate',
  provenance: 'documented',
  // Known from clients that read one page and have all roles (observed).
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
