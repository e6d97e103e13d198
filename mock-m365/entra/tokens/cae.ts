/**
 * Continuous access evaluation: a token whose client answers challenges lives for a day, and the resource
 * refuses it when its user or application has changed.
 * https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation
 */
import type { Entity } from '../../base.ts'
import type { Surroundings } from '../../surroundings.ts'
import { text } from '../directory/directory.ts'
import { answersChallenges } from './claims-request.ts'
import type { Claims } from './tokens.ts'

/**
 * The value of `WWW-Authenticate` for the resource's 401 to a token that is no longer valid; undefined where
 * it is valid, or where its client cannot answer a challenge. Events act at once here; in the real service
 * they take up to 15 minutes (documented).
 */
export function caeChallenge(entra: Surroundings, claims: Claims): string | undefined {
  const { xms_cc: capabilities } = claims
  if (!Array.isArray(capabilities) || !answersChallenges(capabilities.map(text))) return undefined
  const since = endedSince(entra, claims)
  if (since === undefined) return undefined
  const wanted = { access_token: { nbf: { essential: true, value: String(Math.floor(since / 1000)) } } }
  const encoded = Buffer.from(JSON.stringify(wanted)).toString('base64')
  return `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${encoded}"`
}

/** When the token's user, session or application ended, in milliseconds since the epoch. */
function endedSince(entra: Surroundings, claims: Claims): number | undefined {
  const tenant = entra.tenants.get(claims.tid)
  const now = entra.clock.now()
  const isGone = (principal: Entity | undefined) => !principal || principal.accountEnabled === false
  if (claims.idtyp === 'app') return isGone(tenant?.get('servicePrincipals', claims.oid)) ? now : undefined
  const user = tenant?.get('users', claims.oid)
  if (!user || isGone(user)) return now
  const validFrom = Date.parse(text(user.signInSessionsValidFromDateTime))
  return claims.iat * 1000 + BACKDATED_MS < validFrom ? validFrom : undefined
}

/** Tokens say that they were issued five minutes before they were. */
const BACKDATED_MS = 300_000
