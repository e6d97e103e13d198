import { reading } from '../access.ts'
import { resource } from '../resource.ts'

const READ = reading([
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
])

/** Delegated scopes granted; consent makes them. The id is decodable, see entra/object-ids.ts. */
export const oauth2PermissionGrants = resource({
  segment: 'oauth2PermissionGrants',
  type: 'oAuth2PermissionGrant',
  source: 'https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant',
  provenance: 'documented',
  listCost: 2,
  properties: {
    clientId: { type: 'String', filter: 'default' },
    consentType: { type: 'String', filter: 'default' },
    id: { type: 'String', readOnly: true },
    principalId: { type: 'String', filter: 'default', filterNull: 'default' },
    resourceId: { type: 'String', filter: 'default' },
    scope: { type: 'String', filter: 'default' },
  },
  list: READ,
  get: READ,
})
