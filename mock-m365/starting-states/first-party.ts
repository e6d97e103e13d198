/**
 * Microsoft's own applications in starting tenants. Permissions of administrators' tools are granted in every
 * embedded tenant, as by an administrator who uses them.
 */
import type { Entity } from '../base.ts'
import { servicePrincipalFor } from '../entra/directory/directory.ts'
import { FIRST_PARTY, type FirstParty, MICROSOFT_TENANT_ID } from '../entra/directory/first-party.ts'
import { permissionGrantId } from '../entra/directory/object-ids.ts'
import { PERMISSIONS } from '../entra/well-known.ts'
import type { Ids } from '../ports.ts'
import { seededIds } from '../seeded-ids.ts'

export const firstPartyApplications = (ids: Ids): Entity[] =>
  FIRST_PARTY.map(({ appId, displayName, uris = [], client }) => ({
    id: ids.uuid(),
    appId,
    displayName,
    signInAudience: 'AzureADMultipleOrgs',
    isFallbackPublicClient: client !== undefined,
    identifierUris: uris,
    requiredResourceAccess: [],
    passwordCredentials: [],
    web: { redirectUris: [] },
    publicClient: { redirectUris: client?.redirectUris ?? [] },
    api: { oauth2PermissionScopes: scopesOf(appId), preAuthorizedApplications: knownTo(appId) },
  }))

/** Clients that a resource preauthorizes, with the scopes. */
const knownTo = (resourceAppId: string): Entity[] =>
  FIRST_PARTY.flatMap(({ appId, client }) => {
    const values = client?.beforehand?.[resourceAppId]
    if (!values) return []
    const ids = new Map(scopesOf(resourceAppId).map(({ id, value }) => [value, id]))
    return [{ appId, delegatedPermissionIds: values.map((value) => ids.get(value)) }]
  })

/**
 * How many of a tenant's ids its first-party principals have always used. Further principals use other ids,
 * so that existing ids stay.
 */
const DRAWN_COUNT = 4

/**
 * Service principals and tenant-wide grants of the first-party applications in one tenant.
 * @param known ids of principals that the tenant has already, by application id: a tenant has one principal of each
 */
export function firstPartyState(
  ids: Ids,
  at: number,
  known: ReadonlyMap<string, string> = new Map(),
): { servicePrincipals: Entity[]; oauth2PermissionGrants: Entity[] } {
  const principals = new Map<string, Entity>()
  const drawn = FIRST_PARTY.slice(0, DRAWN_COUNT).map(() => ids.uuid())
  const more = seededIds(`first-party principals ${drawn[0]}`)
  for (const [i, { appId, displayName, uris = [] }] of FIRST_PARTY.entries()) {
    const application = { appId, displayName, signInAudience: 'AzureADMultipleOrgs', identifierUris: uris }
    const id = drawn[i] ?? more.uuid()
    const made = servicePrincipalFor(application, MICROSOFT_TENANT_ID, known.get(appId) ?? id, at)
    principals.set(appId, { ...made, tags: [], ...offers(appId) })
  }
  const idOf = (appId: string) => String(principals.get(appId)?.id)
  const oauth2PermissionGrants = FIRST_PARTY.flatMap((one) => grantsOf(one, idOf))
  return { servicePrincipals: [...principals.values()], oauth2PermissionGrants }
}

const grantsOf = ({ appId, client }: FirstParty, idOf: (appId: string) => string): Entity[] =>
  Object.entries(client?.granted ?? {}).map(([resourceAppId, names]) => {
    const [clientId, resourceId] = [idOf(appId), idOf(resourceAppId)]
    return {
      clientId,
      consentType: 'AllPrincipals',
      id: permissionGrantId(clientId, resourceId),
      principalId: null,
      resourceId,
      scope: names.join(' '),
    }
  })

const offered = new Map<string, Entity>()

/** App roles and scopes of a resource; the lists are long, so all tenants share them. */
function offers(appId: string): Entity {
  let made = offered.get(appId)
  if (!made) {
    made = {
      appRoles: Object.entries(PERMISSIONS[appId]?.appRoles ?? {}).map(([value, id]) => ({
        allowedMemberTypes: ['Application'],
        description: value,
        displayName: value,
        id,
        isEnabled: true,
        origin: 'Application',
        value,
      })),
      oauth2PermissionScopes: scopesOf(appId),
    }
    offered.set(appId, made)
  }
  return made
}

const scopes = new Map<string, readonly Entity[]>()

/** Of one of Microsoft's applications: they are the same in all tenants, which share them. */
function scopesOf(appId: string): readonly Entity[] {
  const made = scopes.get(appId) ?? freshScopes(appId)
  scopes.set(appId, made)
  return made
}

function freshScopes(appId: string): Entity[] {
  const own = FIRST_PARTY.find((one) => one.appId === appId)?.offers
  return Object.entries(PERMISSIONS[appId]?.scopes ?? own ?? {}).map(([value, id]) => ({
    adminConsentDescription: value,
    adminConsentDisplayName: value,
    id,
    isEnabled: true,
    type: own ? 'User' : 'Admin',
    userConsentDescription: null,
    userConsentDisplayName: null,
    value,
  }))
}
