/**
 * The token endpoint: client credentials and resource owner password, by client secret or as a public client.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow, …/v2-oauth-ropc
 */
import type { Entity } from '../base.ts'
import type { Cloud } from '../cloud.ts'
import type { Tenant } from '../tenant.ts'
import type { Answer, Arrival } from '../wire.ts'
import {
  appRolesOf,
  directoryRolesOf,
  resourceNamed,
  scopesOf,
  servicePrincipalOf,
  text,
} from './directory.ts'
import * as refuse from './errors.ts'
import { type Claims, issueToken } from './tokens.ts'
import { WIDS_MARKER_APP, WIDS_MARKER_USER } from './well-known.ts'

/** Seconds that an access token lives after it is issued, as `expires_in` says. */
const LIFETIME_SECONDS = 3599
/** Tokens are back-dated, so that a caller's slow clock does no harm. */
const BACKDATED_SECONDS = 300

interface Request {
  readonly cloud: Cloud
  readonly arrival: Arrival
  readonly tenant: Tenant
  readonly form: URLSearchParams
  readonly client: Client
}

interface Client {
  readonly appId: string
  readonly application: Entity
  readonly servicePrincipal: Entity
  /** How the client proved itself, as `appidacr` says: nothing, or a secret. */
  readonly proof: '0' | '1'
}

const GRANTS: Readonly<Record<string, (request: Request) => Answer>> = {
  client_credentials: clientCredentials,
  password: ownerPassword,
}

/** @param segment the tenant part of the path @throws EntraError for every refusal */
export function token(cloud: Cloud, arrival: Arrival, segment: string): Answer {
  const form = new URLSearchParams(arrival.body)
  const grant = required(form, 'grant_type')
  const answer = GRANTS[grant]
  if (!answer) throw refuse.grantTypeUnsupported(grant)
  const tenant = cloud.tenantNamed(segment)
  if (!tenant) throw refuse.tenantNotFound(segment)
  return answer({ cloud, arrival, tenant, form, client: authenticate(cloud, arrival, tenant, form) })
}

function clientCredentials({ cloud, arrival, tenant, form, client }: Request): Answer {
  if (client.proof === '0') throw refuse.secretMissing()
  const { resource, audience, names } = resourceOf(tenant, form)
  if (names.length !== 1 || names[0] !== '.default') throw refuse.scopeNotDefault(required(form, 'scope'))
  const id = text(client.servicePrincipal.id)
  const roles = appRolesOf(tenant, id, resource)
  return answerWith(cloud, {
    ...common(arrival, tenant, client, audience),
    idtyp: 'app',
    oid: id,
    sub: id,
    ...(roles.length > 0 ? { roles } : {}),
    wids: [...directoryRolesOf(tenant, id), WIDS_MARKER_APP],
  })
}

function ownerPassword({ cloud, arrival, tenant, form, client }: Request): Answer {
  const user = signedIn(tenant, required(form, 'username'), required(form, 'password'))
  const { resource, audience, names } = resourceOf(tenant, form)
  const granted = scopesOf(tenant, text(client.servicePrincipal.id), resource)
  const wanted = names.includes('.default') ? granted : names
  if (wanted.length === 0 || wanted.some((name) => !granted.includes(name)))
    throw refuse.consentRequired(client.appId, text(client.application.displayName))
  const id = text(user.id)
  const claims: Claims = {
    ...common(arrival, tenant, client, audience),
    idtyp: 'user',
    name: text(user.displayName),
    oid: id,
    scp: wanted.toSorted().join(' '),
    sub: id,
    upn: text(user.userPrincipalName),
    wids: [...directoryRolesOf(tenant, id), WIDS_MARKER_USER],
  }
  const clientInfo = Buffer.from(JSON.stringify({ uid: id, utid: tenant.id })).toString('base64url')
  const asked = (form.get('scope') ?? '').split(' ')
  const idToken = asked.includes('openid')
    ? { id_token: issueToken(cloud, identityOf(claims, arrival, client)) }
    : {}
  return answerWith(cloud, claims, { scope: wanted.join(' '), ...idToken, client_info: clientInfo })
}

const identityOf = (claims: Claims, { origin }: Arrival, { appId }: Client): Claims => ({
  ...claims,
  aud: appId,
  iss: `${origin}/${claims.tid}/v2.0`,
  ver: '2.0',
})

/** A user of the tenant by name and password. @throws EntraError 50034, 50126, 50057 */
export function signedIn(tenant: Tenant, username: string, password: string): Entity {
  const [user] = tenant.find('users', 'userPrincipalName', username)
  if (!user) throw refuse.userNotFound(username, tenant.id)
  if (typeof user.password !== 'string' || user.password !== password) throw refuse.passwordWrong()
  if (user.accountEnabled === false) throw refuse.userDisabled()
  return user
}

function authenticate(cloud: Cloud, arrival: Arrival, tenant: Tenant, form: URLSearchParams): Client {
  const basic = basicCredentials(arrival)
  const appId = basic?.[0] ?? required(form, 'client_id')
  const secret = basic?.[1] ?? form.get('client_secret') ?? undefined
  const found = cloud.applicationOf(appId)
  const foreign = found && found.home !== tenant && found.application.signInAudience === 'AzureADMyOrg'
  if (!found || foreign) throw refuse.applicationNotFound(appId, tenant.id)
  const { application } = found
  const proof = proven(application, appId, secret, arrival.at)
  const servicePrincipal = servicePrincipalOf(tenant, appId)
  if (!servicePrincipal) throw refuse.servicePrincipalMissing(appId, tenant.id)
  if (servicePrincipal.accountEnabled === false) throw refuse.applicationDisabled(appId)
  return { appId, application, servicePrincipal, proof }
}

/** Checks the secret on the application object, which lives in the home tenant only. */
function proven(application: Entity, appId: string, secret: string | undefined, at: number): '0' | '1' {
  const registered = Array.isArray(application.passwordCredentials) ? application.passwordCredentials : []
  if (application.isFallbackPublicClient === true) {
    if (secret !== undefined) throw refuse.publicClientSentSecret()
    return '0'
  }
  if (secret === undefined) throw refuse.secretMissing()
  const match = registered.find((one) => one?.secretText === secret)
  if (!match) throw refuse.secretInvalid(appId)
  if (Date.parse(match.endDateTime) <= at) throw refuse.secretExpired(appId)
  return '1'
}

function basicCredentials(arrival: Arrival): [string, string] | undefined {
  const encoded = /^basic +(\S+)$/i.exec(arrival.headers.authorization ?? '')?.[1]
  if (!encoded) return undefined
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':', 2)
  return [formDecoded(id), formDecoded(secret)]
}

function formDecoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    return value
  }
}

/** The resource of a v2 `scope` or a v1 `resource`, and the scope names asked of it. */
function resourceOf(
  tenant: Tenant,
  form: URLSearchParams,
): { resource: Entity; audience: string; names: string[] } {
  const v1 = form.get('resource')
  const scopes = v1
    ? [`${v1.replace(/\/+$/, '')}/.default`]
    : required(form, 'scope').split(' ').filter(Boolean)
  const asked = scopes.filter((scope) => !OPENID_SCOPES.has(scope))
  const parts = asked.map((scope) => scope.lastIndexOf('/')).map((slash, i) => split(asked[i] ?? '', slash))
  const [first] = parts
  if (!first || parts.some(([resource]) => resource !== first[0])) throw refuse.scopeInvalid(scopes.join(' '))
  const [identifier] = first
  const resource = resourceNamed(tenant, identifier)
  if (!resource) throw refuse.resourceNotFound(identifier, tenant.id)
  return { resource, audience: identifier, names: parts.map(([, name]) => name) }
}

/** A scope without a resource is Microsoft Graph's. */
function split(scope: string, slash: number): [resource: string, name: string] {
  if (slash < 0) return ['https://graph.microsoft.com', scope]
  return [scope.slice(0, slash).replace(/\/+$/, ''), scope.slice(slash + 1)]
}

const OPENID_SCOPES = new Set(['openid', 'profile', 'email', 'offline_access'])

/** Claims that every v1 access token has, in the order of public samples. */
function common(arrival: Arrival, tenant: Tenant, client: Client, audience: string) {
  const issued = Math.floor(arrival.at / 1000) - BACKDATED_SECONDS
  return {
    aud: audience,
    iss: `https://sts.windows.net/${tenant.id}/`,
    iat: issued,
    nbf: issued,
    exp: issued + BACKDATED_SECONDS + LIFETIME_SECONDS + 1,
    app_displayname: text(client.application.displayName),
    appid: client.appId,
    appidacr: client.proof,
    idp: `https://sts.windows.net/${tenant.id}/`,
    tenant_region_scope: 'WW',
    tid: tenant.id,
    ver: '1.0',
  }
}

function answerWith(cloud: Cloud, claims: Claims, more: Record<string, string> = {}): Answer {
  const body = {
    token_type: 'Bearer',
    expires_in: LIFETIME_SECONDS,
    ext_expires_in: LIFETIME_SECONDS,
    access_token: issueToken(cloud, claims),
    ...more,
  }
  return { status: 200, headers: refuse.TOKEN_HEADERS, body: JSON.stringify(body) }
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name)
  if (!value) throw refuse.parameterMissing(name)
  return value
}
