/**
 * Microsoft's own applications: the two resources that every tenant has, and the two public clients through which
 * administrators' tools sign in. Their permissions are granted in every embedded tenant, as an administrator who
 * uses those tools would have done.
 */
import type { Entity } from '../base.ts'
import { servicePrincipalFor } from '../entra/directory/directory.ts'
import { permissionGrantId } from '../entra/directory/object-ids.ts'
import { EXCHANGE_APP_ID, GRAPH_APP_ID, PERMISSIONS } from '../entra/well-known.ts'
import type { Ids } from '../ports.ts'

/** Tenant that owns Microsoft's first-party applications. */
export const MICROSOFT_TENANT_ID = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a'

interface FirstParty {
  readonly appId: string
  readonly displayName: string
  /** Delegated scopes that the client holds tenant-wide, by resource. */
  readonly scopes: Readonly<Record<string, readonly string[]>>
}

const GRAPH_TOOL_SCOPES = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'Directory.ReadWrite.All',
  'Domain.ReadWrite.All',
  'Group.ReadWrite.All',
  'RoleManagement.ReadWrite.Directory',
  'User.ReadWrite.All',
]

const FIRST_PARTY: readonly FirstParty[] = [
  { appId: GRAPH_APP_ID, displayName: 'Microsoft Graph', scopes: {} },
  { appId: EXCHANGE_APP_ID, displayName: 'Office 365 Exchange Online', scopes: {} },
  {
    appId: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
    displayName: 'Microsoft Graph Command Line Tools',
    scopes: { [GRAPH_APP_ID]: GRAPH_TOOL_SCOPES },
  },
  {
    appId: 'fb78d390-0c51-40cd-8e17-fdbfab77341b',
    displayName: 'Microsoft Exchange REST API Based Powershell',
    scopes: { [EXCHANGE_APP_ID]: ['Exchange.Manage'] },
  },
]

/** Where command line tools and native ones are sent back to (observed). */
const TOOL_REDIRECT_URIS = [
  'http://localhost',
  'https://login.microsoftonline.com/common/oauth2/nativeclient',
]

export const firstPartyApplications = (ids: Ids): Entity[] =>
  FIRST_PARTY.map(({ appId, displayName, scopes }) => ({
    id: ids.uuid(),
    appId,
    displayName,
    signInAudience: 'AzureADMultipleOrgs',
    isFallbackPublicClient: Object.keys(scopes).length > 0,
    identifierUris: [],
    requiredResourceAccess: [],
    passwordCredentials: [],
    web: { redirectUris: [] },
    publicClient: { redirectUris: Object.keys(scopes).length > 0 ? TOOL_REDIRECT_URIS : [] },
  }))

/** Service principals and tenant-wide grants of the first-party applications in one tenant. */
export function firstPartyState(
  ids: Ids,
  at: number,
): { servicePrincipals: Entity[]; oauth2PermissionGrants: Entity[] } {
  const principals = new Map<string, Entity>()
  for (const { appId, displayName } of FIRST_PARTY) {
    const application = { appId, displayName, signInAudience: 'AzureADMultipleOrgs', identifierUris: [] }
    const made = servicePrincipalFor(application, MICROSOFT_TENANT_ID, ids.uuid(), at)
    principals.set(appId, { ...made, tags: [], ...offers(appId) })
  }
  const oauth2PermissionGrants: Entity[] = []
  for (const { appId, scopes } of FIRST_PARTY)
    for (const [resourceAppId, names] of Object.entries(scopes)) {
      const clientId = String(principals.get(appId)?.id)
      const resourceId = String(principals.get(resourceAppId)?.id)
      const id = permissionGrantId(clientId, resourceId)
      const scope = names.join(' ')
      oauth2PermissionGrants.push({
        clientId,
        consentType: 'AllPrincipals',
        id,
        principalId: null,
        resourceId,
        scope,
      })
    }
  return { servicePrincipals: [...principals.values()], oauth2PermissionGrants }
}

const offered = new Map<string, Entity>()

/** App roles and scopes that a resource offers; the lists are long, so that all tenants share them. */
function offers(appId: string): Entity {
  let made = offered.get(appId)
  if (!made) {
    const { appRoles = {}, scopes = {} } = PERMISSIONS[appId] ?? {}
    made = {
      appRoles: Object.entries(appRoles).map(([value, id]) => ({
        allowedMemberTypes: ['Application'],
        description: value,
        displayName: value,
        id,
        isEnabled: true,
        origin: 'Application',
        value,
      })),
      oauth2PermissionScopes: Object.entries(scopes).map(([value, id]) => ({
        adminConsentDescription: value,
        adminConsentDisplayName: value,
        id,
        isEnabled: true,
        type: 'Admin',
        userConsentDescription: null,
        userConsentDisplayName: null,
        value,
      })),
    }
    offered.set(appId, made)
  }
  return made
}
