/**
 * The token endpoint in both versions: first the client is authenticated, then the grant decides the answer.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow and the pages of the other
 * flows
 */

import type { Answer, Arrival } from '../../wire.ts'
import { isOfPage } from '../cross-origin.ts'
import { parametersOf, required } from '../form.ts'
import { realmOf } from '../realm.ts'
import { refuse } from '../refusals/index.ts'
import type { Entra } from '../service.ts'
import type { Platform } from '../sign-ins.ts'
import { authenticate, checkEnabled } from './client.ts'
import { authorizationCode } from './grants/authorization-code.ts'
import { clientCredentials } from './grants/client-credentials.ts'
import { deviceCode } from './grants/device-code.ts'
import type { Request } from './grants/grant.ts'
import { onBehalfOf } from './grants/on-behalf-of.ts'
import { ownerPassword } from './grants/password.ts'
import { refreshToken } from './grants/refresh-token.ts'

const GRANTS: ReadonlyMap<string, (request: Request) => Answer> = new Map([
  ['client_credentials', clientCredentials],
  ['password', ownerPassword],
  ['authorization_code', authorizationCode],
  ['refresh_token', refreshToken],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', onBehalfOf],
  ['urn:ietf:params:oauth:grant-type:device_code', deviceCode],
  // MSAL sends the short form (observed).
  ['device_code', deviceCode],
])

/**
 * The order of the checks is inferred: form, tenant, client, user, resource, consent.
 * @param segment the tenant part of the path @param version of the endpoint @throws EntraError for every
 * refusal
 */
export function token(entra: Entra, arrival: Arrival, segment: string, version: 1 | 2): Answer {
  const form = parametersOf(arrival.body)
  const grant = required(form, 'grant_type')
  const answer = GRANTS.get(grant)
  if (!answer) throw refuse.grantTypeUnsupported({ grant })
  if (version === 2 && form.has('resource')) throw refuse.resourceUnsupported()
  const realm = realmOf(entra, segment)
  const platform = platformOf(entra, arrival, form)
  const client = authenticate(entra, arrival, realm, form, platform)
  if (realm.tenant) checkEnabled(entra.viewOf(realm.tenant, 'entra', arrival.at), client)
  const { origin } = arrival.headers
  if (platform === 'spa' && origin === undefined) throw refuse.pageOnly()
  if (platform !== undefined && platform !== 'spa' && origin !== undefined)
    throw refuse.notForPages({ origin })
  return answer({ version, entra, arrival, realm, form, client })
}

/**
 * The platform of the redirect URI of a code or refresh token. For an unknown code it is not known: a request
 * of a web page then counts as the platform that its application registers (inferred).
 */
function platformOf(entra: Entra, arrival: Arrival, form: URLSearchParams): Platform | undefined {
  const { codes, refreshTokens } = entra.signIns
  const ticket = {
    authorization_code: () => codes.get(form.get('code') ?? '', arrival.at),
    refresh_token: () => refreshTokens.get(form.get('refresh_token') ?? '', arrival.at),
  }[form.get('grant_type') ?? '']
  if (!ticket) return undefined
  const isPage = arrival.headers.origin !== undefined && isOfPage(entra, arrival)
  return ticket()?.platform ?? (isPage ? 'spa' : undefined)
}
