/**
 * Who has signed in, as an id token tells it. The token came from the token endpoint itself, over TLS, so that its
 * signature need not be checked; the application, the request and the moment that it was made for have to be.
 * https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 * https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */
import * as v from 'valibot'
import { M365Error } from '../errors.ts'
import { AUTHORITY } from './msal.ts'

export interface SignedIn {
  /** The tenant whose account it is. */
  readonly tenantId: string
  /**
   * Template ids of the person's active directory roles. The token has them where the registration of the application
   * asks for them (`groupMembershipClaims`: `DirectoryRole`); empty where it has none.
   */
  readonly directoryRoles: ReadonlySet<string>
}

/** What the token has to be made for. */
export interface Expected {
  readonly clientId: string
  readonly nonce: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

const CLAIMS = v.object({
  aud: v.string(),
  iss: v.string(),
  /** Seconds since the epoch. */
  exp: v.number(),
  nonce: v.string(),
  tid: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i)),
  wids: v.optional(v.array(v.string()), []),
})

/** @throws M365Error for a token that is not for this application, this request and this moment */
export function signedInBy(claims: unknown, { clientId, nonce, now }: Expected): SignedIn {
  const read = v.safeParse(CLAIMS, claims)
  if (!read.success) throw notValid(`${v.getDotPath(read.issues[0]) ?? 'it'} cannot be read`)
  const { aud, iss, exp, nonce: told, tid, wids } = read.output
  if (aud !== clientId) throw notValid(`it is for ${aud}`)
  if (told !== nonce) throw notValid('it answers another request')
  // who issues a token for one tenant must not speak for another
  if (iss !== `${AUTHORITY}/${tid}/v2.0`) throw notValid(`${iss} does not issue tokens for ${tid}`)
  if (exp * 1000 <= now) throw notValid('it has expired')
  return { tenantId: tid, directoryRoles: new Set(wids) }
}

const notValid = (why: string): M365Error =>
  new M365Error('entra', 400, 'IdTokenNotValid', `the id token is not valid: ${why}`)
