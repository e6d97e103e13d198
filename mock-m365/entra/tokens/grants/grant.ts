/** The data of every grant, and the answer of grants for a person. */

import type { Tenant } from '../../../tenant.ts'
import { type Answer, type Arrival, answerWhenRead } from '../../../wire.ts'
import { checkPolicies } from '../../authorize/conditional-access.ts'
import { consentLacking } from '../../consent/lacking.ts'
import { grantsOf, scopesOf, text } from '../../directory/directory.ts'
import { firstPartyOf } from '../../directory/first-party.ts'
import type { Account } from '../../directory/people.ts'
import { TOKEN_HEADERS } from '../../errors.ts'
import type { Realm } from '../../realm.ts'
import { refuse } from '../../refusals/index.ts'
import type { Entra } from '../../service.ts'
import type { Platform, RefreshToken } from '../../sign-ins.ts'
import { clientInfoOf, type Issued, type Issuing, idToken, userToken } from '../access-token.ts'
import { claimsAsked } from '../claims-request.ts'
import { type Client, principalIn } from '../client.ts'
import { type Asked, askedOf, OPENID_SCOPES } from '../scopes.ts'

export interface Request {
  readonly version: 1 | 2
  readonly entra: Entra
  readonly arrival: Arrival
  readonly realm: Realm
  readonly form: URLSearchParams
  readonly client: Client
}

/** What a grant has established about the person. */
export interface Granted {
  readonly account: Account
  readonly scope: string
  readonly resource: string | undefined
  readonly platform: Platform
  readonly nonce?: string | undefined
  /** Authentication contexts that were satisfied on the page. */
  readonly contexts?: readonly string[] | undefined
  /** The refresh token that was used: the new one continues its chain. */
  readonly from?: RefreshToken
}

/** Access token and other requested tokens for a person. @throws EntraError of user, resource and consent */
export function answerForPerson(request: Request, granted: Granted): Answer {
  const { version, entra, arrival, form, client } = request
  const { account } = granted
  const tenant = entra.viewOf(account.tenant, 'entra', arrival.at)
  const asked = askedOf(entra, tenant, granted.scope, granted.resource)
  const sent = claimsAsked(form)
  const contexts = [...new Set([...(granted.contexts ?? []), ...sent.contexts])]
  const wanted = { ...sent, contexts }
  const issuing: Issuing = { entra, arrival, tenant, client, asked, wanted }
  const scopes = allowedScopes(issuing, account)
  const { resource } = asked
  const { at: signedInAt, amr } = account.who
  const subject = { tenant, id: text(account.user.id), type: 'user', resource, contexts } as const
  checkPolicies({ ...subject, factor: sent.factor, signedInAt, amr }, arrival.at)
  const access = userToken(issuing, account, scopes)
  const refresh = refreshTokenFor(request, granted, asked)
  const openid =
    version === 1 ? granted.from === undefined || asked.openid.has('openid') : asked.openid.has('openid')
  return answerWith(request, access, {
    scope: scopeSaid(asked, scopes),
    ...(refresh === undefined ? {} : { refresh_token: refresh, ...familyOf(client.appId) }),
    ...(openid ? { id_token: idToken({ issuing, account, version, nonce: granted.nonce }) } : {}),
    ...(form.get('client_info') === '1' ? { client_info: clientInfoOf(account) } : {}),
  })
}

/**
 * The scopes that go into the token: all that are consented to for the resource, not only those asked for (observed).
 * @throws EntraError 65001, 65002, 50105, 7000112
 */
export function allowedScopes({ entra, tenant, client, asked }: Issuing, { user }: Account): string[] {
  const principal = principalIn(tenant, client, false)
  const name = text(client.application.displayName)
  if (principal.appRoleAssignmentRequired === true && !isAssigned(tenant, text(user.id), text(principal.id)))
    throw refuse.userNotAssigned({ appId: client.appId, name, upn: text(user.userPrincipalName) })
  const granted = scopesOf(entra, tenant, principal, asked.resource, text(user.id))
  const missing = asked.names.filter((one) => one !== '.default' && !granted.includes(one))
  const isSignInOnly = asked.names.length === 0
  const nothing = isSignInOnly
    ? granted.length === 0 && grantsOf(tenant, principal, text(user.id)).length === 0
    : granted.length === 0
  if (missing.length > 0 || nothing) throw consentLacking(client.appId, client.application, asked.resource)
  return granted
}

/** Assigned to the application directly, or as a direct member of an assigned group. */
function isAssigned(tenant: Tenant, userId: string, principalId: string): boolean {
  return tenant
    .find('appRoleAssignments', 'resourceId', principalId)
    .some(
      (one) =>
        one.principalId === userId ||
        tenant.get('groups/members', `${text(one.principalId)}/${userId}`) !== undefined,
    )
}

/** Scopes as requested, with the resource's prefix if the request had it; OpenID scopes without one. */
function scopeSaid({ names, prefix, openid }: Asked, scopes: readonly string[]): string {
  const said = names.includes('.default') ? [...scopes, '.default'] : scopes
  const ofResource = said.filter((name) => !OPENID_SCOPES.has(name)).map((name) => `${prefix}${name}`)
  return [...ofResource, ...[...openid].filter((one) => one !== 'offline_access')].join(' ')
}

function refreshTokenFor(request: Request, granted: Granted, asked: Asked): string | undefined {
  const { version, entra, arrival, client } = request
  const { account, scope, resource, platform, from } = granted
  if (version === 2 && !from && !asked.openid.has('offline_access')) return undefined
  const token = ticket(entra, '1.')
  const { at } = arrival
  const record = {
    appId: client.appId,
    who: account.who,
    platform,
    scope,
    resource,
    at,
    begunAt: from?.begunAt ?? at,
  }
  entra.signIns.refreshTokens.put(token, record, at)
  return token
}

/** The family of clients that may use the refresh token (observed: there is one family). */
const familyOf = (appId: string): { foci?: string } =>
  firstPartyOf(appId)?.client?.isFamily ? { foci: '1' } : {}

/** A text that cannot be guessed without the ids' seed: two random GUIDs. */
export function ticket({ ids }: Entra, prefix: string): string {
  const hex = `${ids.uuid()}${ids.uuid()}`.replaceAll('-', '')
  return `${prefix}${Buffer.from(hex, 'hex').toString('base64url')}`
}

/**
 * The answer with a token. The older endpoint writes numbers as text, and also has the time of expiry
 * (observed).
 */
export function answerWith(
  request: Request,
  access: Issued,
  more: Readonly<Record<string, string>> = {},
): Answer {
  const { lifetime, notBefore, expires, audience } = access
  const said = {
    token_type: 'Bearer',
    ...(request.version === 1
      ? {
          expires_in: String(lifetime),
          ext_expires_in: String(lifetime),
          expires_on: String(expires),
          not_before: String(notBefore),
          resource: audience,
        }
      : { expires_in: lifetime, ext_expires_in: lifetime }),
  }
  return answerWhenRead({ status: 200, headers: TOKEN_HEADERS }, () =>
    JSON.stringify({ ...said, access_token: access.token(), ...more }),
  )
}
