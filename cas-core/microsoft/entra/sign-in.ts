/**
 * Signing a person in with OpenID Connect: authorization code flow with PKCE, through MSAL.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
import { createHash } from 'node:crypto'
import { ConfidentialClientApplication, type INetworkModule } from '@azure/msal-node'
import type { Ports } from '../../ports.ts'
import { repeatable } from '../retry.ts'
import type { ApplicationCredential } from '../token.ts'
import { type SignedIn, signedInBy } from './id-token.ts'
import { AUTHORITY, systemOver, throughMsal } from './msal.ts'

export interface SignInRequest {
  readonly application: ApplicationCredential & { readonly redirectUri: string }
  /** Id of the tenant whose accounts may sign in, or `organizations` for those of all tenants. */
  readonly tenant: string
  /** Comes back with the answer, which so belongs to this request. */
  readonly state: string
  /** Comes back in the id token. */
  readonly nonce: string
  /** The secret of PKCE: who has the code and not this gets nothing for it. */
  readonly verifier: string
}

/**
 * Permissions with which an id token is asked for; MSAL asks for them by itself. Consent to them for the organization lets
 * its people sign in without a further page.
 */
export const SIGN_IN_SCOPES: readonly string[] = ['openid', 'profile']

/**
 * The address at which the person signs in. Who is signed in to Microsoft already comes back at once; who is not, or is
 * with several accounts, sees Microsoft's page.
 * @throws M365Error
 */
export async function signInPage(ports: Ports, request: SignInRequest): Promise<string> {
  const { application, state, nonce, verifier } = request
  const { result } = await throughMsal(ports, (network) =>
    clientOf(request, network).getAuthCodeUrl({
      scopes: [...SIGN_IN_SCOPES],
      redirectUri: application.redirectUri,
      state,
      nonce,
      codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
      codeChallengeMethod: 'S256',
      correlationId: ports.ids.uuid(),
    }),
  )
  return result
}

/**
 * Redeems the code that came back. A code is good for one token, so that a second try after a lost answer is refused and
 * does no harm.
 * @throws M365Error
 */
export async function signedIn(ports: Ports, request: SignInRequest, code: string): Promise<SignedIn> {
  const { application, nonce, verifier } = request
  const { result } = await repeatable(ports, () =>
    throughMsal(ports, (network) =>
      clientOf(request, network).acquireTokenByCode({
        code,
        nonce,
        scopes: [...SIGN_IN_SCOPES],
        redirectUri: application.redirectUri,
        codeVerifier: verifier,
        correlationId: ports.ids.uuid(),
      }),
    ),
  )
  return signedInBy(result.idTokenClaims, {
    clientId: application.clientId,
    nonce,
    now: ports.clock.now(),
  })
}

/** A new one for each act: what MSAL keeps, it keeps by the wall clock. */
function clientOf({ application, tenant }: SignInRequest, network: INetworkModule) {
  const { clientId, clientSecret } = application
  return new ConfidentialClientApplication({
    auth: { clientId, clientSecret, authority: `${AUTHORITY}/${tenant}` },
    system: systemOver(network),
  })
}
