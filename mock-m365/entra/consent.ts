/**
 * The admin-consent endpoint: an administrator signs in on its page and accepts, and the tenant gets the
 * application's service principal and permissions.
 * https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
import type { Entity } from '../base.ts'
import type { Cloud } from '../cloud.ts'
import type { Tenant } from '../tenant.ts'
import type { Answer, Arrival } from '../wire.ts'
import {
  directoryRolesOf,
  grantPermissions,
  type RequiredAccess,
  resourceNamed,
  servicePrincipalFor,
  servicePrincipalOf,
  text,
} from './directory.ts'
import * as refuse from './errors.ts'
import { consentPage } from './pages.ts'
import { signedIn } from './token.ts'
import { GRAPH_APP_ID, roleTemplate } from './well-known.ts'

/** Roles that may consent for the organisation; the last two not where Microsoft Graph app roles are asked. */
const CONSENTING = ['Global Administrator', 'Privileged Role Administrator'].map(roleTemplate)
const CONSENTING_BUT_GRAPH = ['Application Administrator', 'Cloud Application Administrator'].map(
  roleTemplate,
)

/** What a consent request asks, checked as far as it can be before anybody signs in. */
interface Asked {
  readonly tenant: Tenant
  readonly home: Tenant
  readonly application: Entity
  readonly redirectUri: string
  readonly access: readonly RequiredAccess[]
  readonly query: URLSearchParams
}

/** The page to sign in on. @throws EntraError to be shown as a page, where the request itself is wrong */
export function showConsent(cloud: Cloud, arrival: Arrival, segment: string, version: 1 | 2): Answer {
  const asked = askedBy(cloud, arrival, segment, version)
  return consentPage({ ...pageOf(arrival, asked), message: '' })
}

/** The page's form: `username`, `password` and `decision` (accept or decline). Redirects, or shows the page again. */
export function decideConsent(
  cloud: Cloud,
  arrival: Arrival,
  segment: string,
  version: 1 | 2,
  requestId: string,
): Answer {
  const asked = askedBy(cloud, arrival, segment, version)
  const form = new URLSearchParams(arrival.body)
  try {
    const user = signedIn(asked.tenant, form.get('username') ?? '', form.get('password') ?? '')
    if (!mayConsent(asked, user)) throw refuse.adminApprovalNeeded(text(asked.application.displayName))
    if (form.get('decision') !== 'accept') return redirect(asked, version, 'declined')
    const actor = { type: 'user', id: text(user.id), displayName: text(user.displayName) } as const
    const write = { at: arrival.at, actor, call: 'Consent to application', requestId }
    const client = clientIn(cloud, asked, write)
    for (const access of asked.access) grantPermissions(cloud, asked.tenant, write, client, access)
    return redirect(asked, version, 'accepted')
  } catch (error) {
    if (!(error instanceof refuse.EntraError)) throw error
    return consentPage({
      ...pageOf(arrival, asked),
      message: error.message,
      status: error.code === 90094 ? 403 : 200,
    })
  }
}

function clientIn(cloud: Cloud, asked: Asked, write: Parameters<Tenant['commit']>[0]): Entity {
  const { tenant, home, application } = asked
  const present = servicePrincipalOf(tenant, text(application.appId))
  if (present) return present
  const id = cloud.ids.uuid()
  const made = servicePrincipalFor(application, home.id, id, write.at)
  tenant.commit(write, 'servicePrincipals', id, made)
  return made
}

function askedBy(cloud: Cloud, arrival: Arrival, segment: string, version: 1 | 2): Asked {
  const tenant = cloud.tenantNamed(segment)
  if (!tenant) throw refuse.tenantNotFound(segment)
  const query = new URLSearchParams(arrival.query)
  const appId = query.get('client_id') ?? ''
  if (appId === '') throw refuse.parameterMissing('client_id')
  const found = cloud.applicationOf(appId)
  if (!found || (found.home !== tenant && found.application.signInAudience === 'AzureADMyOrg'))
    throw refuse.applicationNotFound(appId, tenant.id)
  const { home, application } = found
  const registered = redirectUrisOf(application)
  const redirectUri = query.get('redirect_uri') ?? registered[0] ?? ''
  if (!registered.includes(redirectUri) || !URL.canParse(redirectUri))
    throw refuse.redirectMismatch(redirectUri, appId)
  return {
    tenant,
    home,
    application,
    redirectUri,
    query,
    access: accessAsked(tenant, application, query, version),
  }
}

/** v1 asks for everything that the application requires; v2 for the resources that `scope` names with `.default`. */
function accessAsked(
  tenant: Tenant,
  application: Entity,
  query: URLSearchParams,
  version: 1 | 2,
): RequiredAccess[] {
  const required: RequiredAccess[] = Array.isArray(application.requiredResourceAccess)
    ? application.requiredResourceAccess
    : []
  if (version === 1) return required
  const scope = query.get('scope') ?? ''
  if (scope === '') throw refuse.parameterMissing('scope')
  const named = scope.split(' ').filter(Boolean)
  if (named.some((one) => !one.endsWith('/.default'))) throw refuse.scopeInvalid(scope)
  const resources = named.map((one) => one.slice(0, -'/.default'.length))
  return resources.map((name) => {
    const resource = resourceNamed(tenant, name)
    if (!resource) throw refuse.resourceNotFound(name, tenant.id)
    const resourceAppId = text(resource.appId)
    return (
      required.find((one) => one.resourceAppId === resourceAppId) ?? { resourceAppId, resourceAccess: [] }
    )
  })
}

function mayConsent({ tenant, access }: Asked, user: Entity): boolean {
  const roles = directoryRolesOf(tenant, text(user.id))
  if (CONSENTING.some((role) => roles.includes(role))) return true
  const graphAppRoles = access.some(
    (one) => one.resourceAppId === GRAPH_APP_ID && one.resourceAccess.some(({ type }) => type === 'Role'),
  )
  return !graphAppRoles && CONSENTING_BUT_GRAPH.some((role) => roles.includes(role))
}

function redirect(
  { tenant, redirectUri, query }: Asked,
  version: 1 | 2,
  outcome: 'accepted' | 'declined',
): Answer {
  const target = new URL(redirectUri)
  const set = (name: string, value: string | null) => value !== null && target.searchParams.set(name, value)
  set('admin_consent', 'True')
  if (outcome === 'accepted') {
    set('tenant', tenant.id)
    if (version === 2) set('scope', query.get('scope'))
  } else {
    set('error', 'access_denied')
    set('error_description', 'AADSTS65004: User declined to consent to access the app.')
  }
  set('state', query.get('state'))
  return { status: 302, headers: { Location: target.href, 'Cache-Control': 'no-store, no-cache' }, body: '' }
}

function redirectUrisOf(application: Entity): string[] {
  const web = application.web
  if (typeof web !== 'object' || web === null || !('redirectUris' in web)) return []
  return Array.isArray(web.redirectUris) ? web.redirectUris : []
}

function pageOf(arrival: Arrival, { tenant, application, access }: Asked) {
  const resources = access.map((one) => text(servicePrincipalOf(tenant, one.resourceAppId)?.displayName))
  return {
    action: `${arrival.path}?${arrival.query}`,
    application: text(application.displayName),
    organization: text(tenant.list('organization')[0]?.displayName),
    resources,
  }
}
