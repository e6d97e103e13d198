/** The beginnings of flows, for the tests of this room: codes, refresh tokens, assertions, devices, policies. */
import { sign } from 'node:crypto'
import { GRAPH_APP_ID } from '../well-known.ts'
import { API, authorizeUrl, browser, certificateOfWeb, NATIVE, PAGE, returned, WEB } from './applications.ts'
import {
  GRAPH,
  type Heard,
  LOGIN,
  NOW,
  type Person,
  passwordOf,
  type Sending,
  TENANT_ID,
  upnOf,
  V2,
  type World,
} from './world.ts'

export const DAY_MS = 86_400_000
export const NOBODY = { username: upnOf('nobody'), password: passwordOf('nobody') }
export const WEB_CLIENT = { client_id: WEB.appId, client_secret: WEB.secret }
export const NATIVE_CLIENT = { client_id: NATIVE.appId }
const VERIFIER = 'v'.repeat(43)

type Form = Readonly<Record<string, string | undefined>>

/** An authorization code; for the native application and the page with PKCE. */
export function codeFor(
  at: World,
  client: 'web' | 'native' | 'page',
  scope = `openid offline_access ${GRAPH}/User.Read`,
) {
  const { appId, redirectUri } = { web: WEB, native: NATIVE, page: PAGE }[client]
  const challenge = client === 'web' ? {} : { code_challenge: VERIFIER, code_challenge_method: 'plain' }
  const tab = browser(at)
  tab.open(authorizeUrl({ client_id: appId, redirect_uri: redirectUri, scope, ...challenge }))
  const answer = tab.submit(NOBODY)
  const { code } = returned(answer) ?? returned(tab.submit({ decision: 'accept' })) ?? {}
  return {
    grant_type: 'authorization_code',
    client_id: appId,
    redirect_uri: redirectUri,
    code,
    ...(client === 'web' ? { client_secret: WEB.secret } : { code_verifier: VERIFIER }),
  }
}

export const send = (at: World, form: Form, sending: Omit<Sending, 'form'> = {}, line = V2): Heard =>
  at.send(line, { ...sending, form })
export const ORIGIN = { headers: { origin: 'https://spa.example' } }

/** A refresh token's form. */
export function refreshFor(at: World, client: 'web' | 'native' | 'page', scope?: string): Form {
  const { json } = send(at, codeFor(at, client, scope), client === 'page' ? ORIGIN : {})
  const refresh_token = String(json.refresh_token)
  return {
    grant_type: 'refresh_token',
    ...(client === 'web' ? WEB_CLIENT : client === 'page' ? { client_id: PAGE.appId } : NATIVE_CLIENT),
    refresh_token,
  }
}

export const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A client assertion of the web application, with changes that make it wrong. */
export function assertionWith(
  claims: object = {},
  { header = {}, key = certificateOfWeb().privateKey } = {},
): Form {
  const seconds = NOW / 1000
  const payload = {
    aud: `${LOGIN}/${TENANT_ID}/oauth2/v2.0/token`,
    iss: WEB.appId,
    sub: WEB.appId,
    jti: 'one',
    nbf: seconds,
    exp: seconds + 600,
    ...claims,
  }
  const x5t = Buffer.from(certificateOfWeb().sha1, 'hex').toString('base64url')
  const input = `${encoded({ alg: 'RS256', x5t, ...header })}.${encoded(payload)}`
  return {
    grant_type: 'client_credentials',
    client_id: WEB.appId,
    scope: `${GRAPH}/.default`,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`,
  }
}

/** A token for the web application's API, for the on-behalf-of flow. */
export function callOfApi(at: World): string {
  const form = codeFor(at, 'native', `openid ${API}/access_as_user`)
  return String(send(at, form).json.access_token)
}
export const onBehalf = (assertion: string): Form => ({
  grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  requested_token_use: 'on_behalf_of',
  scope: `${GRAPH}/User.Read`,
  assertion,
  ...WEB_CLIENT,
})

export function deviceFor(at: World, segment = TENANT_ID) {
  const form = { client_id: NATIVE.appId, scope: `openid offline_access ${GRAPH}/User.Read` }
  const { json } = at.send(`POST /${segment}/oauth2/v2.0/devicecode`, { form })
  const poll = { grant_type: 'device_code', device_code: String(json.device_code), ...NATIVE_CLIENT }
  return { json, poll, userCode: String(json.user_code) }
}
export function atDevicePage(at: World, userCode: string, decision: 'continue' | 'decline') {
  const tab = browser(at)
  tab.open('/common/oauth2/deviceauth')
  tab.submit({ user_code: userCode })
  tab.submit(NOBODY)
  const page = tab.submit({ decision })
  return page.text.includes('Permissions requested') ? tab.submit({ decision: 'accept' }) : page
}

/** Gives the person an authenticator app; with a secret it shows codes. */
export function withAuthenticator(at: World, person: Person, secretKey?: string): void {
  const [user] = at.tenant.find('users', 'userPrincipalName', upnOf(person))
  const type = secretKey === undefined ? 'microsoftAuthenticator' : 'softwareOath'
  const id = `${type} of ${person}`
  const method = { id, userId: user?.id, '@odata.type': `#microsoft.graph.${type}AuthenticationMethod` }
  const write = {
    at: NOW,
    actor: { type: 'system', id: '', displayName: '' },
    call: '',
    requestId: '',
  } as const
  at.tenant.commit(write, 'authenticationMethods', id, { ...method, displayName: 'Phone', secretKey })
}

export const policy = (at: World, changes: object) =>
  at.tenant.commit(
    { at: NOW, actor: { type: 'system', id: '', displayName: '' }, call: '', requestId: '' },
    'conditionalAccessPolicies',
    'p1',
    {
      id: 'p1',
      state: 'enabled',
      conditions: {
        users: { includeUsers: ['All'] },
        applications: { includeApplications: [GRAPH_APP_ID] },
        clientApplications: { includeServicePrincipals: ['ServicePrincipalsInMyTenant'] },
      },
      ...changes,
    },
  )
