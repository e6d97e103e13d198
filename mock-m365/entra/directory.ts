/** What the sign-in service reads and writes in a tenant's directory: principals, their roles and permissions. */
import type { Entity } from '../base.ts'
import type { Cloud } from '../cloud.ts'
import type { Tenant, Write } from '../tenant.ts'
import { appRoleAssignmentId, permissionGrantId } from './object-ids.ts'
import { EXCHANGE_APP_ID, GRAPH_APP_ID, PERMISSIONS } from './well-known.ts'

/** One row of an application's `requiredResourceAccess`. */
export interface RequiredAccess {
  readonly resourceAppId: string
  readonly resourceAccess: readonly { readonly id: string; readonly type: 'Role' | 'Scope' }[]
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export function servicePrincipalOf(tenant: Tenant, appId: string): Entity | undefined {
  return tenant.find('servicePrincipals', 'appId', appId)[0]
}

/** The service principal that a scope's or audience's resource identifier names: an app id or one of its names. */
export function resourceNamed(tenant: Tenant, identifier: string): Entity | undefined {
  const bare = withoutSlashes(identifier)
  const appId = RESOURCE_NAMES.get(bare.toLowerCase()) ?? bare
  return servicePrincipalOf(tenant, appId)
}

/** Not a regular expression: one that looks for slashes at the end takes minutes over a body full of them. */
function withoutSlashes(identifier: string): string {
  let end = identifier.length
  while (identifier[end - 1] === '/') end--
  return identifier.slice(0, end)
}

/** Template ids of the directory roles that a principal holds, directly and at directory scope. */
export function directoryRolesOf(tenant: Tenant, principalId: string): string[] {
  return tenant.find('roleAssignments', 'principalId', principalId).map((one) => text(one.roleDefinitionId))
}

/** Values of the app roles of a resource that a client holds: what `roles` in its tokens says. */
export function appRolesOf(tenant: Tenant, clientId: string, resource: Entity): string[] {
  const values = valuesById(text(resource.appId), 'appRoles')
  return tenant
    .find('appRoleAssignments', 'principalId', clientId)
    .filter((one) => one.resourceId === resource.id)
    .map((one) => values.get(text(one.appRoleId)) ?? '')
    .filter((value) => value !== '')
    .sort()
}

/** Delegated scopes that all users of the tenant have consented to for this client and resource. */
export function scopesOf(tenant: Tenant, clientId: string, resource: Entity): string[] {
  const grant = tenant.get('oauth2PermissionGrants', permissionGrantId(clientId, text(resource.id)))
  return text(grant?.scope).split(' ').filter(Boolean)
}

/**
 * What an administrator's consent writes for one resource: missing app roles are added, and the tenant-wide
 * delegated grant becomes the required list.
 * https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent
 */
export function grantPermissions(
  cloud: Cloud,
  tenant: Tenant,
  write: Write,
  client: Entity,
  access: RequiredAccess,
): void {
  const resource = servicePrincipalOf(tenant, access.resourceAppId)
  if (!resource) return
  const [clientId, resourceId] = [text(client.id), text(resource.id)]
  const held = new Set(
    tenant
      .find('appRoleAssignments', 'principalId', clientId)
      .filter((one) => one.resourceId === resourceId)
      .map((one) => one.appRoleId),
  )
  for (const { id: appRoleId } of access.resourceAccess.filter(
    (one) => one.type === 'Role' && !held.has(one.id),
  )) {
    const id = appRoleAssignmentId(clientId, cloud.ids.uuid())
    tenant.commit(write, 'appRoleAssignments', id, {
      id,
      deletedDateTime: null,
      appRoleId,
      createdDateTime: isoOf(write.at),
      principalDisplayName: client.displayName,
      principalId: clientId,
      principalType: 'ServicePrincipal',
      resourceDisplayName: resource.displayName,
      resourceId,
    })
  }
  const values = valuesById(access.resourceAppId, 'scopes')
  const scopes = access.resourceAccess
    .filter((one) => one.type === 'Scope')
    .map((one) => values.get(one.id) ?? '')
  const scope = scopes.filter(Boolean).sort().join(' ')
  const id = permissionGrantId(clientId, resourceId)
  if (scope === '' || tenant.get('oauth2PermissionGrants', id)?.scope === scope) return
  const grant = { clientId, consentType: 'AllPrincipals', id, principalId: null, resourceId, scope }
  tenant.commit(write, 'oauth2PermissionGrants', id, grant)
}

/** The service principal of an application that lives in another tenant, as consent makes it. */
export function servicePrincipalFor(
  application: Entity,
  homeTenantId: string,
  id: string,
  at: number,
): Entity {
  const { appId, displayName, signInAudience } = application
  const identifierUris = Array.isArray(application.identifierUris) ? application.identifierUris : []
  return {
    id,
    deletedDateTime: null,
    accountEnabled: true,
    alternativeNames: [],
    appDisplayName: displayName,
    appDescription: null,
    appId,
    applicationTemplateId: null,
    appOwnerOrganizationId: homeTenantId,
    appRoleAssignmentRequired: false,
    createdDateTime: isoOf(at),
    description: null,
    disabledByMicrosoftStatus: null,
    displayName,
    homepage: null,
    loginUrl: null,
    logoutUrl: null,
    notes: null,
    notificationEmailAddresses: [],
    preferredSingleSignOnMode: null,
    preferredTokenSigningKeyThumbprint: null,
    replyUrls: [],
    servicePrincipalNames: [appId, ...identifierUris],
    servicePrincipalType: 'Application',
    signInAudience,
    // inferred: the tag by which the portal lists it under Enterprise applications
    tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
    tokenEncryptionKeyId: null,
    addIns: [],
    appRoles: [],
    keyCredentials: [],
    oauth2PermissionScopes: [],
    passwordCredentials: [],
  }
}

/** Times as Graph writes them: seconds, no fraction. @param at milliseconds since the epoch */
export const isoOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

/** Identifiers by which the two resource applications are known besides their app id. */
const RESOURCE_NAMES: ReadonlyMap<string, string> = new Map([
  ['https://graph.microsoft.com', GRAPH_APP_ID],
  ['https://outlook.office365.com', EXCHANGE_APP_ID],
  ['https://outlook.office.com', EXCHANGE_APP_ID],
  ['https://ps.outlook.com', EXCHANGE_APP_ID],
])

const byId = new Map<string, ReadonlyMap<string, string>>()

function valuesById(resourceAppId: string, part: 'appRoles' | 'scopes'): ReadonlyMap<string, string> {
  const name = `${resourceAppId} ${part}`
  let values = byId.get(name)
  if (!values) {
    const offered: Record<string, string> = PERMISSIONS[resourceAppId]?.[part] ?? {}
    values = new Map(Object.entries(offered).map(([value, id]) => [id, value]))
    byId.set(name, values)
  }
  return values
}
