/**
 * Consent: the permissions in it, who may give it, and what it writes.
 * https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent
 */

import type { Entity } from '../../base.ts'
import type { Tenant, Write } from '../../tenant.ts'
import { secondsText } from '../../times.ts'
import {
  applicationNamed,
  directoryRolesOf,
  offeredBy,
  type RequiredAccess,
  recordOf,
  recordsIn,
  resourceNamed,
  servicePrincipalFor,
  servicePrincipalOf,
  text,
} from '../directory/directory.ts'
import { appRoleAssignmentId, permissionGrantId } from '../directory/object-ids.ts'
import type { Account } from '../directory/people.ts'
import type { EntraError } from '../errors.ts'
import type { Registration } from '../realm.ts'
import { refuse } from '../refusals/index.ts'
import type { Entra } from '../service.ts'
import { UNNAMED, type Words } from '../tokens/scopes.ts'
import { GRAPH_APP_ID, roleTemplate } from '../well-known.ts'

/** Permissions on one resource that a consent is about. */
export interface Permissions {
  readonly resource: Entity
  /** Ids of app roles. Only an administrator consents to them, and only by `.default`. */
  readonly appRoles: readonly string[]
  readonly scopes: readonly string[]
  /** True where it means everything that the application requires of the resource, not these names. */
  readonly isDefault: boolean
}

/** Roles that may consent for the organization; the last two may not for app roles of Microsoft Graph. */
const CONSENTING = ['Global Administrator', 'Privileged Role Administrator'].map(roleTemplate)
const CONSENTING_BUT_GRAPH = ['Application Administrator', 'Cloud Application Administrator'].map(
  roleTemplate,
)

const requiredAccessOf = ({ requiredResourceAccess }: Entity): RequiredAccess[] =>
  recordsIn(requiredResourceAccess).map(({ resourceAppId, resourceAccess }) => ({
    resourceAppId: text(resourceAppId),
    resourceAccess: recordsIn(resourceAccess).map(({ id, type }) => ({
      id: text(id),
      type: type === 'Role' ? 'Role' : 'Scope',
    })),
  }))

/** Everything that the application requires. Resources that the mock does not know are left out. @throws EntraError 650052 */
export function requiredPermissions(entra: Entra, tenant: Tenant, application: Entity): Permissions[] {
  return requiredAccessOf(application).flatMap((access) => {
    const resource = servicePrincipalOf(tenant, access.resourceAppId)
    if (resource) return [requiredOf(entra, resource, access)]
    const registered = entra.applicationOf(access.resourceAppId)?.application
    if (registered) throw absent(registered, tenant)
    return []
  })
}

const absent = ({ appId, displayName }: Entity, tenant: Tenant): EntraError =>
  refuse.resourceAbsent({ appId: text(appId), name: text(displayName), tenant: tenant.id })

/** Permissions that the scopes name. @throws EntraError 500011, 650052, 650053 */
export function namedPermissions(
  entra: Entra,
  tenant: Tenant,
  { application }: Registration,
  { byResource }: Words,
): Permissions[] {
  return [...byResource].map(([identifier, names]) => {
    const resource = resourceNamed(entra, tenant, identifier === UNNAMED ? GRAPH_APP_ID : identifier)
    if (!resource) {
      const registered = applicationNamed(entra, identifier)
      throw registered
        ? absent(registered, tenant)
        : refuse.resourceNotFound({ resource: identifier, tenant: tenant.id })
    }
    const resourceAppId = text(resource.appId)
    if (names.includes('.default')) {
      if (names.length > 1) throw refuse.scopeInvalid({ scope: names.join(' ') })
      const access = requiredAccessOf(application).find((one) => one.resourceAppId === resourceAppId)
      return requiredOf(entra, resource, access ?? { resourceAppId, resourceAccess: [] })
    }
    const offered = new Set(offeredBy(entra, resourceAppId).scopes.values())
    const unknown = names.find((name) => !offered.has(name))
    if (unknown !== undefined)
      throw refuse.scopeUnknown({
        name: text(application.displayName),
        scope: unknown,
        resource: text(resource.displayName),
      })
    return { resource, appRoles: [], scopes: names, isDefault: false }
  })
}

/** The OpenID scopes are permissions of Microsoft Graph, and are stored with Graph's other scopes. */
export function withSignIn(
  tenant: Tenant,
  permissions: readonly Permissions[],
  openid: ReadonlySet<string>,
): Permissions[] {
  const graph = servicePrincipalOf(tenant, GRAPH_APP_ID)
  if (openid.size === 0 || !graph) return [...permissions]
  const ofGraph = permissions.find(({ resource }) => resource.id === graph.id)
  if (!ofGraph)
    return [...permissions, { resource: graph, appRoles: [], scopes: [...openid], isDefault: false }]
  return permissions.map((one) =>
    one === ofGraph ? { ...one, scopes: [...new Set([...one.scopes, ...openid])] } : one,
  )
}

function requiredOf(
  entra: Entra,
  resource: Entity,
  { resourceAppId, resourceAccess }: RequiredAccess,
): Permissions {
  const { scopes } = offeredBy(entra, resourceAppId)
  const idsOf = (type: 'Role' | 'Scope') =>
    resourceAccess.filter((one) => one.type === type).map(({ id }) => id)
  const names = idsOf('Scope').map((id) => scopes.get(id) ?? '')
  return { resource, appRoles: idsOf('Role'), scopes: names.filter(Boolean), isDefault: true }
}

/** Names for the page: scopes, and app roles marked as such. */
export function namesOf(entra: Entra, { resource, scopes, appRoles }: Permissions): string[] {
  const values = offeredBy(entra, text(resource.appId)).appRoles
  return [...scopes, ...appRoles.map((id) => `${values.get(id) ?? id} (without a signed-in user)`)]
}

/** Whether the person may consent for everybody in the organization. @param at milliseconds since the epoch */
export function mayConsentForAll(
  { tenant, user }: Account,
  asked: readonly Permissions[],
  at: number,
): boolean {
  const roles = directoryRolesOf(tenant, text(user.id), at)
  if (CONSENTING.some((role) => roles.includes(role))) return true
  const graphAppRoles = asked.some(
    ({ resource, appRoles }) => resource.appId === GRAPH_APP_ID && appRoles.length > 0,
  )
  return !graphAppRoles && CONSENTING_BUT_GRAPH.some((role) => roles.includes(role))
}

/** Scopes for another tenant's application without a verified publisher (documented: basic scopes). */
const BASIC = new Set(['openid', 'profile', 'email', 'offline_access', 'User.Read'])

/** Why a person may not consent for themselves; undefined where they may. https://learn.microsoft.com/entra/identity/enterprise-apps/configure-risk-based-step-up-consent */
export function reasonAgainstUser(
  entra: Entra,
  { tenant }: Account,
  { application, home }: Registration,
  asked: readonly Permissions[],
): EntraError | undefined {
  const needsAdmin = asked.some(({ resource, scopes }) => {
    const { userScopes } = offeredBy(entra, text(resource.appId))
    return scopes.some((name) => !BASIC.has(name) && !userScopes.has(name))
  })
  if (needsAdmin) return refuse.adminApprovalNeeded({ name: text(application.displayName) })
  const isVerified = text(recordOf(application.verifiedPublisher).verifiedPublisherId) !== ''
  const isBasic = asked.every(({ scopes }) => scopes.every((name) => BASIC.has(name)))
  return home.id === tenant.id || isVerified || isBasic ? undefined : refuse.appIsRisky()
}

/**
 * The application's principal in the tenant; consent creates or updates it (inferred). @throws EntraError
 * 650051
 */
export function consentedPrincipal(
  entra: Entra,
  tenant: Tenant,
  { appId, application, home }: Registration,
  write: Write,
): Entity {
  const present = servicePrincipalOf(tenant, appId)
  const made = servicePrincipalFor(application, home.id, text(present?.id) || entra.ids.uuid(), write.at)
  if (!present) {
    // A replica still shows the deleted principal.
    if (servicePrincipalOf(entra.viewOf(tenant, 'entra', write.at), appId))
      throw refuse.principalPresent({ appId, tenant: tenant.id })
    tenant.commit(write, 'servicePrincipals', text(made.id), made)
    return made
  }
  const { appRoles, oauth2PermissionScopes } = made
  const now = { appRoles, oauth2PermissionScopes }
  const before = {
    appRoles: present.appRoles ?? [],
    oauth2PermissionScopes: present.oauth2PermissionScopes ?? [],
  }
  if (JSON.stringify(now) === JSON.stringify(before)) return present
  const updated = { ...present, ...now }
  tenant.commit(write, 'servicePrincipals', text(present.id), updated)
  return updated
}

/**
 * Consent for the organization to one resource. Missing app roles are added. The tenant-wide delegated grant
 * becomes the required list (documented: this may revoke earlier scopes), or gets the requested names in
 * addition.
 */
export function grantToAll(
  entra: Entra,
  tenant: Tenant,
  write: Write,
  client: Entity,
  asked: Permissions,
): void {
  const { resource, appRoles, scopes, isDefault } = asked
  const [clientId, resourceId] = [text(client.id), text(resource.id)]
  const held = tenant
    .find('appRoleAssignments', 'principalId', clientId)
    .filter((one) => one.resourceId === resourceId)
    .map((one) => one.appRoleId)
  for (const appRoleId of appRoles.filter((one) => !held.includes(one))) {
    const id = appRoleAssignmentId(clientId, entra.ids.uuid())
    tenant.commit(write, 'appRoleAssignments', id, {
      id,
      deletedDateTime: null,
      appRoleId,
      createdDateTime: secondsText(write.at),
      principalDisplayName: client.displayName,
      principalId: clientId,
      principalType: 'ServicePrincipal',
      resourceDisplayName: resource.displayName,
      resourceId,
    })
  }
  if (scopes.length > 0) putGrant(tenant, write, { clientId, resourceId, scopes, adds: !isDefault })
}

/** One person's consent for themselves. */
export function grantToUser(
  tenant: Tenant,
  write: Write,
  client: Entity,
  asked: Permissions,
  userId: string,
): void {
  const { resource, scopes } = asked
  if (scopes.length === 0) return
  putGrant(tenant, write, {
    clientId: text(client.id),
    resourceId: text(resource.id),
    scopes,
    adds: true,
    userId,
  })
}

interface GrantFacts {
  readonly clientId: string
  readonly resourceId: string
  readonly scopes: readonly string[]
  /** True where earlier scopes stay. */
  readonly adds: boolean
  readonly userId?: string
}

function putGrant(
  tenant: Tenant,
  write: Write,
  { clientId, resourceId, scopes, adds, userId }: GrantFacts,
): void {
  const principalId = userId ?? null
  const before = tenant
    .find('oauth2PermissionGrants', 'clientId', clientId)
    .find((one) => one.resourceId === resourceId && (one.principalId ?? null) === principalId)
  const kept = adds ? text(before?.scope).split(' ').filter(Boolean) : []
  const scope = [...new Set([...kept, ...scopes])].sort().join(' ')
  if (before?.scope === scope) return
  const id =
    text(before?.id) || permissionGrantId(clientId, resourceId, ...(userId === undefined ? [] : [userId]))
  const consentType = userId === undefined ? 'AllPrincipals' : 'Principal'
  tenant.commit(write, 'oauth2PermissionGrants', id, {
    clientId,
    consentType,
    id,
    principalId,
    resourceId,
    scope,
  })
}
