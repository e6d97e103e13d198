import {
  ConfidentialClientApplication,
  type INetworkModule,
  InteractionRequiredAuthError,
  PublicClientApplication,
} from '@azure/msal-node'
import { describe, expect, test } from 'vitest'
import { fetchOf } from '../fetch.ts'
import {
  API,
  browser,
  certificateOfWeb,
  NATIVE,
  returned,
  WEB,
  withApplications,
} from './testing/applications.ts'
import { GRAPH, LOGIN, passwordOf, TENANT_ID, upnOf, type World } from './testing/world.ts'

/** Unmodified MSAL, with the cloud in place of its network. */
function networkOf(at: World): INetworkModule {
  const fetch = fetchOf(at.cloud)
  const send = async <T>(
    method: string,
    url: string,
    options?: { headers?: Record<string, string>; body?: string },
  ) => {
    const { headers = {}, body } = options ?? {}
    catchUp(at, body)
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: (await response.json()) as T,
    }
  }
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  }
}

/** MSAL dates its assertions by the wall clock, so the virtual clock is set to it. */
function catchUp({ clock }: World, body = ''): void {
  const payload = new URLSearchParams(body).get('client_assertion')?.split('.')[1]
  if (payload === undefined) return
  const { iat } = JSON.parse(Buffer.from(payload, 'base64url').toString())
  clock.advance(Math.max(0, iat * 1000 - clock.now()))
}

const authority = `${LOGIN}/${TENANT_ID}`
const person = { username: upnOf('nobody'), password: passwordOf('nobody') }
const SCOPES = [`${GRAPH}/User.Read`]

const native = (at: World, segment = TENANT_ID) =>
  new PublicClientApplication({
    auth: { clientId: NATIVE.appId, authority: `${LOGIN}/${segment}` },
    system: { networkClient: networkOf(at) },
  })
const web = (at: World) =>
  new ConfidentialClientApplication({
    auth: { clientId: WEB.appId, clientSecret: WEB.secret, authority },
    system: { networkClient: networkOf(at) },
  })

/** Signs in on the page and consents; the code that the application gets. */
function codeFor(at: World, url: string): string {
  const tab = browser(at)
  tab.open(url)
  tab.submit(person)
  const code = returned(tab.submit({ decision: 'accept' }))?.code
  if (code === undefined) throw new Error('no code came back')
  return code
}

const PKCE = { verifier: 'a'.repeat(64), challenge: '_-BU_nrgy23GXDr5th1SCfQ5hR20PQulmXM33xVGaOs' }

async function signedIn(at: World, segment?: string) {
  const client = native(at, segment)
  const redirectUri = 'http://localhost:49152/native'
  const url = await client.getAuthCodeUrl({
    scopes: SCOPES,
    redirectUri,
    codeChallenge: PKCE.challenge,
    codeChallengeMethod: 'S256',
  })
  const result = await client.acquireTokenByCode({
    scopes: SCOPES,
    redirectUri,
    code: codeFor(at, url),
    codeVerifier: PKCE.verifier,
  })
  return { client, result }
}

describe('MSAL Node', () => {
  test.each([TENANT_ID, 'contoso.com', 'organizations', 'common'])(
    'authorization code with PKCE, at %s',
    async (segment) => {
      const { result } = await signedIn(withApplications(), segment)
      expect(result.account).toMatchObject({ username: upnOf('nobody'), tenantId: TENANT_ID })
      expect(result.scopes).toEqual(expect.arrayContaining([...SCOPES, 'openid', 'profile']))
      expect(result.account?.homeAccountId.endsWith(`.${TENANT_ID}`)).toBe(true)
    },
  )

  test('silently, from the cache and then by refresh token, until the sessions are revoked', async () => {
    const at = withApplications()
    const { client, result } = await signedIn(at)
    if (!result.account) throw new Error('no account')
    const { account } = result
    const silently = (forceRefresh: boolean) =>
      client.acquireTokenSilent({ account, scopes: SCOPES, forceRefresh })
    expect((await silently(false)).fromCache).toBe(true)
    at.clock.advance(60_000)
    const renewed = await silently(true)
    expect([renewed.fromCache, renewed.accessToken === result.accessToken]).toEqual([false, false])
    at.change('users', 'userPrincipalName', upnOf('nobody'), {
      signInSessionsValidFromDateTime: new Date(at.clock.now()).toISOString(),
    })
    const refused = await silently(true).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(InteractionRequiredAuthError)
    expect(refused).toMatchObject({ subError: 'bad_token' })
  })

  test('device code', async () => {
    const at = withApplications()
    const result = await native(at).acquireTokenByDeviceCode({
      scopes: SCOPES,
      deviceCodeCallback({ verificationUri, userCode }) {
        const tab = browser(at)
        tab.open(verificationUri)
        tab.submit({ user_code: userCode.toLowerCase() })
        tab.submit(person)
        tab.submit({ decision: 'continue' })
        expect(tab.submit({ decision: 'accept' }).text).toContain('You have signed in to Native')
      },
    })
    expect(result?.account?.username).toBe(upnOf('nobody'))
  })

  test('on behalf of the person who called', async () => {
    const at = withApplications()
    const { client, result } = await signedIn(at)
    if (!result.account) throw new Error('no account')
    const forApi = await client.acquireTokenSilent({
      account: result.account,
      scopes: [`${API}/access_as_user`],
    })
    const exchange = () =>
      web(at).acquireTokenOnBehalfOf({ oboAssertion: forApi.accessToken, scopes: SCOPES })
    const early = await exchange().catch((error: unknown) => error)
    expect(early).toBeInstanceOf(InteractionRequiredAuthError)
    expect(early).toMatchObject({ errorNo: 65001, subError: 'consent_required' })
    const url = await web(at).getAuthCodeUrl({ scopes: SCOPES, redirectUri: WEB.redirectUri })
    codeFor(at, url)
    expect((await exchange())?.account?.username).toBe(upnOf('nobody'))
  })

  test.each(['sha256', 'sha1'] as const)('a certificate, by its %s thumbprint', async (algorithm) => {
    const at = withApplications()
    const { privateKey, sha1, sha256 } = certificateOfWeb()
    const client = new ConfidentialClientApplication({
      auth: {
        clientId: WEB.appId,
        authority,
        clientCertificate: {
          privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
          ...(algorithm === 'sha1' ? { thumbprint: sha1 } : { thumbprintSha256: sha256 }),
        },
      },
      system: { networkClient: networkOf(at) },
    })
    const acquire = () =>
      client.acquireTokenByClientCredential({ scopes: [`${GRAPH}/.default`], skipCache: true })
    const token = (await acquire())?.accessToken ?? ''
    expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      appid: WEB.appId,
      appidacr: '2',
      idtyp: 'app',
    })
    // the same assertion once more
    expect(await acquire()).toHaveProperty('accessToken')
  })

  test('a client that answers challenges gets a token for a day, and its challenge is met', async () => {
    const at = withApplications()
    const client = new ConfidentialClientApplication({
      auth: { clientId: WEB.appId, clientSecret: WEB.secret, authority, clientCapabilities: ['CP1'] },
      system: { networkClient: networkOf(at) },
    })
    const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: '1604106651' } } })
    for (const request of [{}, { claims }]) {
      const result = await client.acquireTokenByClientCredential({
        scopes: [`${GRAPH}/.default`],
        ...request,
      })
      const payload = JSON.parse(Buffer.from(result?.accessToken.split('.')[1] ?? '', 'base64url').toString())
      expect(payload.xms_cc).toEqual(['CP1'])
      expect(payload.exp - payload.iat).toBeGreaterThan(20 * 3600)
    }
  })
})
