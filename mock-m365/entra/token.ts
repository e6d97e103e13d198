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
  readonly version: 1 | 2
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

const GRANTS: ReadonlyMap<string, (request: Request) => Answer> = new Map([
  ['client_credentials', clientCredentials],
  ['password', ownerPassword],
])

/**
 * Which refusal comes first where several are due is inferred: form, tenant, client, user, resource, consent.
 * @param segment the tenant part of the path @param version of the endpoint @throws EntraError for every refusal
 */
export function token(cloud: Cloud, arrival: Arrival, segment: string, version: 1 | 2): Answer {
  const form = new URLSearchParams(arrival.body)
  const grant = required(form, 'grant_type')
  const answer = GRANTS.get(grant)
  if (!answer) throw refuse.grantTypeUnsupported(grant)
  if (version === 2 && form.has('resource')) throw refuse.resourceUnsupported()
  const tenant = cloud.tenantNamed(segment)
  if (!tenant) throw refuse.tenantNotFound(segment)
  const client = authenticate(cloud, arrival, tenant, form)
  return answer({ version, cloud, arrival, tenant, form, client })
}

function clientCredentials(request: Request): Answer {
  const { arrival, tenant, form, client } = request
  if (client.proof === '0') throw refuse.credentialRequired()
  const { resource, audience, names } = resourceOf(request)
  if (names.length !== 1 || names[0] !== '.default') throw refuse.scopeNotDefault(required(form, 'scope'))
  const id = text(client.servicePrincipal.id)
  const roles = appRolesOf(tenant, id, resource)
  return answerWith(request, {
    ...common(arrival, tenant, client, audience),
    idtyp: 'app',
    oid: id,
    sub: id,
    ...(roles.length > 0 ? { roles } : {}),
    wids: [...directoryRolesOf(tenant, id), WIDS_MARKER_APP],
  })
}

function ownerPassword(request: Request): Answer {
  const { arrival, tenant, form, client } = request
  const user = signedIn(tenant, required(form, 'username'), required(form, 'password'))
  const { resource, audience, names } = resourceOf(request)
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
    ? { id_token: issueToken(request.cloud, identityOf(claims, arrival, client)) }
    : {}
  return answerWith(request, claims, { scope: wanted.join(' '), ...idToken, client_info: clientInfo })
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
  if (secret === undefined && application.isFallbackPublicClient !== true)
    throw form.get('grant_type') === 'client_credentials'
      ? refuse.credentialRequired()
      : refuse.secretMissing()
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
  const match = registered.find((one) => one?.secretText === secret)
  if (!match) throw refuse.secretInvalid(appId)
  if (Date.parse(match.endDateTime) <= at) throw refuse.secretExpired(appId)
  return '1'
}

function basicCredentials(arrival: Arrival): [id: string, secret: string] | undefined {
  const encoded = /^basic +(\S+)$/i.exec(arrival.headers.authorization ?? '')?.[1]
  if (!encoded) return undefined
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':')
  return [formDecoded(id), formDecoded(secret.join(':'))]
}

function formDecoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    return value
  }
}

/** The resource of a v2 `scope` or a v1 `resource`, and the scope names asked of it. */
function resourceOf({ version, tenant, form }: Request): {
  resource: Entity
  audience: string
  names: string[]
} {
  const scopes =
    version === 1
      ? [`${required(form, 'resource')}/.default`]
      : required(form, 'scope').split(' ').filter(Boolean)
  const parts = scopes.filter((scope) => !OPENID_SCOPES.has(scope)).map(split)
  const [first] = parts
  if (!first || parts.some(([resource]) => resource !== first[0])) throw refuse.scopeInvalid(scopes.join(' '))
  const [identifier] = first
  const resource = resourceNamed(tenant, identifier)
  if (!resource) throw refuse.resourceNotFound(identifier, tenant.id)
  return { resource, audience: identifier, names: parts.map(([, name]) => name) }
}

/**
 * A scope without a resource is Microsoft Graph's. A slash at the end of the resource stays in the audience:
 * https://learn.microsoft.com/entra/identity-platform/scopes-oidc#trailing-slash-and-default
 */
function split(scope: string): [resource: string, name: string] {
  const slash = scope.lastIndexOf('/')
  if (slash < 0) return ['https://graph.microsoft.com', scope]
  return [scope.slice(0, slash), scope.slice(slash + 1)]
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

function answerWith({ cloud, version }: Request, claims: Claims, more: Record<string, string> = {}): Answer {
  const body = {
    token_type: 'Bearer',
    ...(version === 1 ? lifetimeInWords(claims) : LIFETIME),
    access_token: issueToken(cloud, claims),
    ...more,
  }
  return { status: 200, headers: refuse.TOKEN_HEADERS, body: JSON.stringify(body) }
}

const LIFETIME = { expires_in: LIFETIME_SECONDS, ext_expires_in: LIFETIME_SECONDS }

/** The older endpoint writes its numbers as text, and says when as well as how long (observed). */
const lifetimeInWords = ({ aud, nbf, exp }: Claims): Record<string, string> => ({
  expires_in: String(LIFETIME_SECONDS),
  ext_expires_in: String(LIFETIME_SECONDS),
  expires_on: String(exp),
  not_before: String(nbf),
  resource: aud,
})

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name)
  if (!value) throw refuse.parameterMissing(name)
  return value
}
