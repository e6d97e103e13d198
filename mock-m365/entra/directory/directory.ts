/** What the sign-in service reads and writes in a tenant's directory: principals, their roles and permissions. */

import type { Entity } from '../../base.ts'
import type { Tenant } from '../../tenant.ts'
import { secondsText } from '../../times.ts'
import type { Entra } from '../service.ts'
import { PERMISSIONS, USER_SCOPES } from '../well-known.ts'
import { firstPartyNamed } from './first-party.ts'
import { directoryRolesAt } from './role-assignments.ts'

/** One row of an application's `requiredResourceAccess`. */
export interface RequiredAccess {
  readonly resourceAppId: string
  readonly resourceAccess: readonly { readonly id: string; readonly type: 'Role' | 'Scope' }[]
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export function servicePrincipalOf(tenant: Tenant, appId: string): Entity | undefined {
  return tenant.find('servicePrincipals', 'appId', appId)[0]
}

/**
 * The service principal that a scope's or audience's resource identifier names: an app id, one of the names of
 * Microsoft's resources, or an identifier URI of an application that the tenant knows.
 */
export function resourceNamed(entra: Entra, tenant: Tenant, identifier: string): Entity | undefined {
  const bare = withoutSlashes(identifier)
  const known = servicePrincipalOf(tenant, firstPartyNamed(bare) ?? bare) ?? principalNamed(tenant, bare)
  if (known || !bare.includes(':')) return known
  const application = applicationWithUri(entra, bare)
  return application && servicePrincipalOf(tenant, text(application.appId))
}

const principalNamed = (tenant: Tenant, name: string): Entity | undefined =>
  [name, `${name}/`].flatMap((one) => tenant.find('servicePrincipals', 'servicePrincipalNames', one))[0]

/** The application that such an identifier names, registered in any tenant. */
export function applicationNamed(entra: Entra, identifier: string): Entity | undefined {
  const bare = withoutSlashes(identifier)
  return (
    entra.applicationOf(firstPartyNamed(bare) ?? bare.toLowerCase())?.application ??
    applicationWithUri(entra, bare)
  )
}

function applicationWithUri(entra: Entra, uri: string): Entity | undefined {
  for (const home of entra.tenants.values())
    for (const application of home.list('applications'))
      if (identifierUrisOf(application).includes(uri)) return application
  return undefined
}

export const identifierUrisOf = ({ identifierUris }: Entity): string[] =>
  Array.isArray(identifierUris) ? identifierUris.map(String) : []

/** Not a regular expression: that would take minutes on a body full of slashes. */
function withoutSlashes(identifier: string): string {
  let end = identifier.length
  while (identifier[end - 1] === '/') end--
  return identifier.slice(0, end)
}

/** Template ids of the directory roles that a principal holds at that moment (milliseconds since the epoch). */
export const directoryRolesOf = (tenant: Tenant, principalId: string, at: number): string[] =>
  directoryRolesAt(tenant, principalId, at)

/** Values of the app roles of a resource that a principal holds: what `roles` in its tokens says. */
export function appRolesOf(entra: Entra, tenant: Tenant, principalId: string, resource: Entity): string[] {
  const held = tenant
    .find('appRoleAssignments', 'principalId', principalId)
    .filter((one) => one.resourceId === resource.id)
  if (held.length === 0) return []
  const { appRoles } = offeredBy(entra, text(resource.appId))
  return held
    .map((one) => appRoles.get(text(one.appRoleId)) ?? '')
    .filter((value) => value !== '')
    .sort()
}

/**
 * Delegated scopes of a resource that a client has for a user: by consent for all, by the user's consent, or
 * preauthorized.
 */
export function scopesOf(
  entra: Entra,
  tenant: Tenant,
  client: Entity,
  resource: Entity,
  userId: string,
): string[] {
  const granted = grantsOf(tenant, client, userId)
    .filter((one) => one.resourceId === resource.id)
    .flatMap((one) => text(one.scope).split(' '))
  const offering = entra.applicationOf(text(resource.appId))?.application
  const known = offering ? preauthorised(offering, text(client.appId)) : []
  if (known.length === 0) return [...new Set(granted)].filter(Boolean)
  const { scopes } = offeredBy(entra, text(resource.appId))
  return [...new Set([...granted, ...known.map((id) => scopes.get(id) ?? '')])].filter(Boolean)
}

/** A client's delegated grants that count for a user. */
export function grantsOf(tenant: Tenant, client: Entity, userId: string): Entity[] {
  return tenant
    .find('oauth2PermissionGrants', 'clientId', client.id)
    .filter((one) => one.consentType === 'AllPrincipals' || one.principalId === userId)
}

/** Ids of the scopes for which a resource's registration needs no consent. */
function preauthorised({ api }: Entity, appId: string): string[] {
  const listed = recordsIn(recordOf(api).preAuthorizedApplications).find((one) => one.appId === appId)
  const ids = listed?.delegatedPermissionIds ?? listed?.permissionIds
  return Array.isArray(ids) ? ids.map(String) : []
}

/** The service principal of another tenant's application, as consent makes it. */
export function servicePrincipalFor(
  application: Entity,
  homeTenantId: string,
  id: string,
  at: number,
): Entity {
  const { appId, displayName, signInAudience } = application
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
    createdDateTime: secondsText(at),
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
    servicePrincipalNames: [appId, ...identifierUrisOf(application)],
    servicePrincipalType: 'Application',
    signInAudience,
    // inferred: the tag by which the portal lists it under Enterprise applications
    tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
    tokenEncryptionKeyId: null,
    addIns: [],
    appRoles: recordsIn(application.appRoles),
    keyCredentials: [],
    oauth2PermissionScopes: recordsIn(recordOf(application.api).oauth2PermissionScopes),
    passwordCredentials: [],
  }
}

/** Permissions of a resource: values by id. */
export interface Offered {
  readonly appRoles: ReadonlyMap<string, string>
  readonly scopes: ReadonlyMap<string, string>
  /** Values of the scopes that a person may consent to without an administrator. */
  readonly userScopes: ReadonlySet<string>
}

const offeredByMicrosoft = new Map<string, Offered>()

/** Microsoft's resources offer the published permissions, others those of their registration. */
export function offeredBy(entra: Entra, appId: string): Offered {
  const before = offeredByMicrosoft.get(appId)
  if (before) return before
  const table = PERMISSIONS[appId]
  if (!table) return offeredByRegistration(entra.applicationOf(appId)?.application ?? {})
  const inverted = (ids: Readonly<Record<string, string>>) =>
    new Map(Object.entries(ids).map(([value, id]) => [id, value]))
  const made = {
    appRoles: inverted(table.appRoles),
    scopes: inverted(table.scopes),
    userScopes: USER_SCOPES[appId] ?? new Set<string>(),
  }
  offeredByMicrosoft.set(appId, made)
  return made
}

function offeredByRegistration({ appRoles, api }: Entity): Offered {
  const enabled = (list: unknown) => recordsIn(list).filter(({ isEnabled }) => isEnabled !== false)
  const valuesOf = (list: Entity[]) => new Map(list.map(({ id, value }) => [text(id), text(value)]))
  const scopes = enabled(recordOf(api).oauth2PermissionScopes)
  return {
    appRoles: valuesOf(enabled(appRoles)),
    scopes: valuesOf(scopes),
    userScopes: new Set(scopes.filter(({ type }) => type === 'User').map(({ value }) => text(value))),
  }
}

/** A property that should hold an object; empty where it does not. */
export const recordOf = (value: unknown): Entity =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entity) : {}

/** The objects of a property that should be a list of them. */
export const recordsIn = (value: unknown): Entity[] => (Array.isArray(value) ? value.map(recordOf) : [])
