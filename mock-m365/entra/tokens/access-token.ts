/**
 * Claims of access and id tokens. The resource decides the form of an access token, not the endpoint:
 * https://learn.microsoft.com/entra/identity-platform/access-tokens#token-formats
 */
import { hash } from 'node:crypto'
import type { Entity } from '../../base.ts'
import { hash32 } from '../../seeded-ids.ts'
import type { Tenant } from '../../tenant.ts'
import type { Arrival } from '../../wire.ts'
import { appRolesOf, directoryRolesOf, recordOf, text } from '../directory/directory.ts'
import type { Account } from '../directory/people.ts'
import type { Entra } from '../service.ts'
import { PASSWORD_ALONE, STRONG } from '../sign-ins.ts'
import { EXCHANGE_APP_ID, GRAPH_APP_ID, WIDS_MARKER_APP, WIDS_MARKER_USER } from '../well-known.ts'
import { answersChallenges, type ClaimsAsked } from './claims-request.ts'
import type { Client } from './client.ts'
import { groupClaims } from './group-claims.ts'
import { registeredClaims, requestedClaims } from './optional-claims.ts'
import type { Asked } from './scopes.ts'
import { type Claims, issueToken, signToken } from './tokens.ts'

/** Tokens are back-dated, so that slow clocks accept them. */
const BACKDATED_SECONDS = 300
/** Life of an application's token in seconds, as `expires_in` says (observed: always the same). */
const APP_SECONDS = 3599
/** A user's token: 60 to 90 minutes (documented). */
const USER_SECONDS = { least: 3600, spread: 1800 }
/** A token whose client answers challenges: 20 to 28 hours (documented). */
const CHALLENGED_SECONDS = { least: 20 * 3600, spread: 8 * 3600 }
const ID_TOKEN_SECONDS = 3600

export interface Issued {
  /** Signs it. That is slow: a door answers other requests first. */
  readonly token: () => string
  readonly audience: string
  /** Seconds from now. */
  readonly lifetime: number
  /** Seconds since the epoch. */
  readonly notBefore: number
  readonly expires: number
}

export interface Issuing {
  readonly entra: Entra
  readonly arrival: Arrival
  readonly tenant: Tenant
  readonly client: Client
  readonly asked: Asked
  readonly wanted: ClaimsAsked
}

/** A token for the application itself. @param principal its service principal */
export function appToken(issuing: Issuing, principal: Entity): Issued {
  const { entra, arrival, tenant, asked, wanted } = issuing
  const id = text(principal.id)
  const roles = appRolesOf(entra, tenant, id, asked.resource)
  const challenged = answersChallenges(wanted.capabilities) && asked.resource.appId === GRAPH_APP_ID
  const lifetime = challenged ? spread(CHALLENGED_SECONDS, id, arrival.at) : APP_SECONDS
  return issued(
    issuing,
    lifetime,
    {
      idtyp: 'app',
      oid: id,
      sub: id,
      ...(roles.length > 0 ? { roles } : {}),
      wids: [...directoryRolesOf(tenant, id, arrival.at), WIDS_MARKER_APP],
      ...(challenged ? { xms_cc: wanted.capabilities } : {}),
    },
    askedOfApi(issuing),
  )
}

/** What the resource's registration requires in its tokens. */
function askedOfApi(
  { entra, arrival, tenant, asked, wanted }: Issuing,
  account?: Account,
  isInAddress = false,
): Entity {
  const application = entra.applicationOf(text(asked.resource.appId))?.application
  if (!application) return {}
  const { capabilities } = wanted
  const claims = registeredClaims(application, 'accessToken', { tenant, ...account, capabilities })
  if (!account) return claims
  const userId = text(account.user.id)
  const groups = groupClaims({
    tenant,
    userId,
    application,
    token: 'accessToken',
    at: arrival.at,
    isInAddress,
  })
  return { ...claims, ...groups }
}

/**
 * A token for a person who uses the application. @param scopes granted scopes @param isInAddress true where a
 * page gets it in its address
 */
export function userToken(
  issuing: Issuing,
  account: Account,
  scopes: readonly string[],
  isInAddress = false,
): Issued {
  const { user, who } = account
  const { entra, arrival, tenant, client, asked, wanted } = issuing
  const { contexts } = wanted
  const id = text(user.id)
  const roles = appRolesOf(entra, tenant, id, asked.resource)
  const resourceId = text(asked.resource.appId)
  const challenged = answersChallenges(wanted.capabilities) && CHALLENGING.has(resourceId)
  const lifetime = spread(challenged ? CHALLENGED_SECONDS : USER_SECONDS, id, arrival.at)
  return issued(
    issuing,
    lifetime,
    {
      acr: '1',
      ...(contexts.length > 0 ? { acrs: contexts } : {}),
      amr: who.amr ?? PASSWORD_ALONE,
      idtyp: 'user',
      name: text(user.displayName),
      oid: id,
      ...(roles.length > 0 ? { roles } : {}),
      scp: scopes
        .filter((one) => one !== 'offline_access')
        .sort()
        .join(' '),
      sub: pairwise(id, client.appId),
      unique_name: text(user.userPrincipalName),
      upn: text(user.userPrincipalName),
      wids: [...directoryRolesOf(tenant, id, arrival.at), WIDS_MARKER_USER],
      ...(challenged ? { xms_cc: wanted.capabilities } : {}),
    },
    askedOfApi(issuing, account, isInAddress),
  )
}

/**
 * Resources that challenge tokens of users (documented); tokens of applications only Microsoft Graph
 * challenges.
 */
const CHALLENGING = new Set([GRAPH_APP_ID, EXCHANGE_APP_ID])

export interface IdTokenFacts {
  readonly issuing: Issuing
  readonly account: Account
  readonly version: 1 | 2
  /** Only where the authorization request had one: MSAL refuses a nonce that it did not send. */
  readonly nonce: string | undefined
  /** Hashes of the code or token that the authorization endpoint returns with it. */
  readonly hashes?: Readonly<Record<string, string>>
  /** Whether the application gets it in an address, where there is less room. */
  readonly isInAddress?: boolean
}

export function idToken({
  issuing,
  account,
  version,
  nonce,
  hashes,
  isInAddress = false,
}: IdTokenFacts): string {
  const { entra, arrival, tenant, client, asked, wanted } = issuing
  const { user, who } = account
  const issuedAt = secondsOf(arrival.at) - BACKDATED_SECONDS
  const name = text(user.userPrincipalName)
  const profile = version === 1 || asked.openid.has('profile')
  const { application } = client
  const facts = { tenant, user, who, capabilities: wanted.capabilities }
  const userId = text(user.id)
  return signToken(entra.key, {
    aud: client.appId,
    iss: issuerOf(arrival, tenant, version),
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + BACKDATED_SECONDS + ID_TOKEN_SECONDS,
    ...hashes,
    ...(asked.openid.has('email') && user.mail ? { email: user.mail } : {}),
    ...(profile ? { name: text(user.displayName), oid: text(user.id) } : {}),
    ...(nonce === undefined ? {} : { nonce }),
    ...(version === 1 ? { amr: who.amr ?? PASSWORD_ALONE, unique_name: name, upn: name } : {}),
    ...(version === 2 && profile ? { preferred_username: name } : {}),
    sub: pairwise(text(user.id), client.appId),
    tid: tenant.id,
    ver: version === 1 ? '1.0' : '2.0',
    ...requestedClaims(wanted.idToken, facts),
    ...registeredClaims(application, 'idToken', facts),
    ...groupClaims({ tenant, userId, application, token: 'idToken', at: arrival.at, isInAddress }),
  })
}

/** The left half of a hash, as id tokens bind a code or an access token. */
export const halfHash = (value: string): string =>
  hash('sha256', value, 'buffer').subarray(0, 16).toString('base64url')

/** The identity of an account for MSAL. */
export const clientInfoOf = ({ tenant, user }: Account): string =>
  Buffer.from(JSON.stringify({ uid: text(user.id), utid: tenant.id })).toString('base64url')

function issued(
  issuing: Issuing,
  lifetime: number,
  specific: Pick<Claims, 'idtyp' | 'oid'> & Entity,
  optional: Entity,
): Issued {
  const { entra, arrival, tenant, client, asked } = issuing
  const notBefore = secondsOf(arrival.at) - BACKDATED_SECONDS
  const expires = notBefore + BACKDATED_SECONDS + lifetime + 1
  const times = { iat: notBefore, nbf: notBefore, exp: expires }
  if (wantsVersion2(entra, asked.resource)) {
    const claims = { ...version2(issuing, { ...times, ...specific }), ...optional }
    const token = () => signToken(entra.key, claims)
    return { token, audience: claims.aud, lifetime, notBefore, expires }
  }
  const claims: Claims = {
    aud: asked.audience,
    iss: issuerOf(arrival, tenant, 1),
    ...times,
    app_displayname: text(client.application.displayName),
    appid: client.appId,
    appidacr: client.proof,
    idp: issuerOf(arrival, tenant, 1),
    tenant_region_scope: 'WW',
    tid: tenant.id,
    ver: '1.0',
    ...specific,
    ...optional,
  }
  const token = () => issueToken(entra, claims)
  return { token, audience: asked.audience, lifetime, notBefore, expires }
}

/** Claims that only the older form has. */
const VERSION_1_ONLY = new Set(['acr', 'amr', 'unique_name', 'upn', 'wids', 'idtyp'])

function version2({ arrival, tenant, client, asked }: Issuing, specific: Entity): Entity & { aud: string } {
  const kept = Object.entries(specific).filter(([claim]) => !VERSION_1_ONLY.has(claim))
  return {
    aud: text(asked.resource.appId),
    iss: issuerOf(arrival, tenant, 2),
    ...Object.fromEntries(kept),
    azp: client.appId,
    azpacr: client.proof,
    ...(isStrong(specific.amr) ? { aio: STRONG_AIO } : {}),
    ...(specific.upn === undefined ? {} : { preferred_username: specific.upn }),
    tid: tenant.id,
    ver: '2.0',
  }
}

/**
 * The newer form does not say how the user signed in. What the service needs from the token later is in a
 * claim that only it reads. https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
const STRONG_AIO = Buffer.from('mfa').toString('base64url')

const isStrong = (amr: unknown): boolean => Array.isArray(amr) && amr.includes('mfa')

/** How the person behind a token had signed in. */
export const amrOf = ({ amr, aio }: Entity): readonly string[] =>
  isStrong(amr) || aio === STRONG_AIO ? STRONG : PASSWORD_ALONE

function wantsVersion2(entra: Entra, resource: Entity): boolean {
  const appId = text(resource.appId)
  if (appId === GRAPH_APP_ID || appId === EXCHANGE_APP_ID) return false
  const api = recordOf(entra.applicationOf(appId)?.application.api)
  return (api.requestedAccessTokenVersion ?? api.acceptedAccessTokenVersion) === 2
}

function issuerOf({ origin }: Arrival, { id }: Tenant, version: 1 | 2): string {
  return version === 1 ? `https://sts.windows.net/${id}/` : `${origin}/${id}/v2.0`
}

/** A person has another subject in each application. */
const pairwise = (userId: string, appId: string): string => hash('sha256', `${userId} ${appId}`, 'base64url')

/** Equal for the same person and moment, so that a token that is requested twice is signed once. */
const spread = (seconds: { readonly least: number; readonly spread: number }, id: string, at: number) =>
  seconds.least + (hash32(`${id} ${secondsOf(at)}`) % seconds.spread)

const secondsOf = (at: number): number => Math.floor(at / 1000)
