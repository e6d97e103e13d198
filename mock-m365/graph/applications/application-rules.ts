/**
 * Which values an application's properties may have.
 * https://learn.microsoft.com/graph/api/resources/application
 */
import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { reading } from '../authorization/access.ts'
import {
  entitlementEnabled,
  identifierUriAgainstPolicy,
  identifierUriNotVerified,
  referenceTwice,
  valueInvalid,
  valueTaken,
} from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { shaped } from './application-shapes.ts'
import { credentialsOf, keysAfter, passwordsAfter, record } from './credentials.ts'

/**
 * Applications with their owners and extension properties.
 * https://learn.microsoft.com/graph/api/application-get, application-list-owners,
 * application-list-extensionproperty
 */
export const READ_APPLICATIONS = reading(
  [
    'Application.Read.All',
    'Application.ReadWrite.All',
    'Application.ReadWrite.OwnedBy',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
)

const TITLE = 'Application'
/**
 * Limit on the entries of all lists of the manifest together.
 * https://learn.microsoft.com/entra/identity/users/directory-service-limits-restrictions
 */
const ENTRIES_MAX = 1200
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** @throws GraphError 400 for roles, scopes and URIs that the directory would refuse */
export function checkedApplication(turn: Turn, before: Entity, after: Entity): Entity {
  checkIdentifierUris(turn, before, after)
  const [roles, scopes] = [rolesOf(after), scopesOf(after)]
  for (const role of roles) checkRole(role)
  for (const scope of scopes) checkScope(scope)
  checkDistinct([...roles, ...scopes])
  checkDisabledFirst('appRoles', rolesOf(before), roles)
  checkDisabledFirst('api.oauth2PermissionScopes', scopesOf(before), scopes)
  const redirects = ['web', 'spa', 'publicClient'].flatMap((part) => listOf(record(after[part]).redirectUris))
  if (redirects.some((uri) => typeof uri !== 'string' || uri.length > 256 || !URL.canParse(uri)))
    throw valueInvalid('redirectUris', TITLE)
  for (const access of listOf(after.requiredResourceAccess)) checkRequired(access)
  if (roles.length + scopes.length + redirects.length > ENTRIES_MAX) throw valueInvalid('appRoles', TITLE)
  return {
    ...shaped(after),
    keyCredentials: keysAfter(after.keyCredentials, credentialsOf(before, 'keyCredentials'), turn.cloud.ids),
    passwordCredentials: passwordsAfter(
      after.passwordCredentials,
      credentialsOf(before, 'passwordCredentials'),
    ),
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const rolesOf = ({ appRoles }: Entity): Entity[] => listOf(appRoles).map(record)
const scopesOf = ({ api }: Entity): Entity[] => listOf(record(api).oauth2PermissionScopes).map(record)

/**
 * `api://{appId}` and URIs below it, or a host of a verified domain. Two applications may not share a URI.
 */
function checkIdentifierUris({ tenant }: Turn, before: Entity, after: Entity): void {
  const held = new Set(listOf(before.identifierUris))
  for (const uri of listOf(after.identifierUris)) {
    if (held.has(uri)) continue
    if (typeof uri !== 'string' || uri.length > 255 || !URL.canParse(uri) || uri.endsWith('/'))
      throw valueInvalid('identifierUris', TITLE)
    const { protocol, hostname, host } = new URL(uri)
    const domain = (protocol === 'api:' ? host : hostname).toLowerCase()
    const isOwn = domain === after.appId || domain === tenant.id
    const isVerified = tenant
      .list('domains')
      .some(({ id, isVerified: yes }) => yes && (domain === id || domain.endsWith(`.${id}`)))
    if (!isOwn && !isVerified) {
      if (protocol !== 'api:') throw identifierUriNotVerified(uri)
      if (!isExempt(tenant, after)) throw identifierUriAgainstPolicy(uri)
    }
    for (const other of tenant.list('applications'))
      if (other.id !== after.id && listOf(other.identifierUris).includes(uri))
        throw valueTaken('identifierUris')
  }
}

/**
 * The policy does not apply to v2 tokens and SAML (documented). Microsoft has switched it on for most
 * tenants; that the tenants here have it is inferred.
 * https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions
 */
function isExempt(tenant: View, { api, appId }: Entity): boolean {
  const isSaml = (mode: unknown) => typeof mode === 'string' && mode.toLowerCase() === 'saml'
  return (
    record(api).requestedAccessTokenVersion === 2 ||
    tenant
      .find('servicePrincipals', 'appId', appId)
      .some(({ preferredSingleSignOnMode }) => isSaml(preferredSingleSignOnMode))
  )
}

function checkRole(role: Entity): void {
  const kinds = listOf(role.allowedMemberTypes)
  const isWhole =
    kinds.length > 0 &&
    kinds.every((kind) => kind === 'User' || kind === 'Application') &&
    typeof role.displayName === 'string' &&
    typeof role.description === 'string'
  if (!isWhole || !isEntitlement(role)) throw valueInvalid('appRoles', TITLE)
}

function checkScope(scope: Entity): void {
  const isWhole =
    (scope.type === undefined || scope.type === 'User' || scope.type === 'Admin') &&
    typeof scope.adminConsentDisplayName === 'string' &&
    typeof scope.adminConsentDescription === 'string' &&
    typeof scope.value === 'string'
  if (!isWhole || !isEntitlement(scope)) throw valueInvalid('api.oauth2PermissionScopes', TITLE)
}

/** An id, and a value without spaces of at most 120 characters (documented). */
function isEntitlement({ id, value, isEnabled }: Entity): boolean {
  const isValue =
    value === undefined || value === null || (typeof value === 'string' && /^[!-~]{1,120}$/.test(value))
  return (
    typeof id === 'string' &&
    GUID.test(id) &&
    isValue &&
    (isEnabled === undefined || typeof isEnabled === 'boolean')
  )
}

/** A role and a scope may have the same value only if they have the same id too (documented). */
function checkDistinct(all: readonly Entity[]): void {
  const idByValue = new Map<unknown, unknown>()
  const ids = new Set<unknown>()
  for (const { id, value } of all) {
    if (ids.has(id) && idByValue.get(value) !== id) throw referenceTwice()
    if (typeof value === 'string' && idByValue.has(value) && idByValue.get(value) !== id)
      throw referenceTwice()
    ids.add(id)
    idByValue.set(value, id)
  }
}

/** An enabled entry cannot be changed or left out. */
function checkDisabledFirst(property: string, before: readonly Entity[], after: readonly Entity[]): void {
  for (const old of before) {
    if (old.isEnabled === false) continue
    const now = after.find(({ id }) => id === old.id)
    if (!now || now.value !== old.value) throw entitlementEnabled(property)
  }
}

function checkRequired(access: unknown): void {
  const { resourceAppId, resourceAccess } = record(access)
  const isWhole =
    typeof resourceAppId === 'string' &&
    GUID.test(resourceAppId) &&
    listOf(resourceAccess)
      .map(record)
      .every(
        ({ id, type }) => typeof id === 'string' && GUID.test(id) && (type === 'Role' || type === 'Scope'),
      )
  if (!isWhole) throw valueInvalid('requiredResourceAccess', TITLE)
}
