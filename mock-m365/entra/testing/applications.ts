/** The customer's own applications for the tests of this room, and a browser to use them. */

import type { Entity } from '../../base.ts'
import { DAY_MS } from '../../times.ts'
import { servicePrincipalFor } from '../directory/directory.ts'
import { GRAPH_APP_ID, PERMISSIONS } from '../well-known.ts'
import { type TestCertificate, testCertificate } from './certificate.ts'
import { GRAPH, type Heard, LOGIN, NOW, type Sending, TENANT_ID, type World, world } from './world.ts'

/** A web application with a secret and a certificate, which is also an API. */
export const WEB = {
  appId: 'aaaaaaaa-0001-4001-8001-aaaaaaaaaaaa',
  secret: 'secret of the web application',
  redirectUri: 'https://app.example/signed-in',
} as const
/** A native application: public, with its own redirect URIs. */
export const NATIVE = {
  appId: 'aaaaaaaa-0002-4002-8002-aaaaaaaaaaaa',
  redirectUri: 'http://localhost/native',
} as const
/** A single-page application. */
export const PAGE = {
  appId: 'aaaaaaaa-0003-4003-8003-aaaaaaaaaaaa',
  redirectUri: 'https://spa.example/',
} as const
export const API = `api://${WEB.appId}`
const SCOPE_ID = 'bbbbbbbb-0001-4001-8001-bbbbbbbbbbbb'

let certificate: TestCertificate | undefined
/** Making a key is slow, so there is only one. */
export function certificateOfWeb(): TestCertificate {
  certificate ??= testCertificate(NOW - 730 * DAY_MS, NOW + 3650 * DAY_MS)
  return certificate
}

const scope = (value: string) => ({ id: PERMISSIONS[GRAPH_APP_ID]?.scopes[value], type: 'Scope' })
const REQUIRED = [{ resourceAppId: GRAPH_APP_ID, resourceAccess: [scope('User.Read'), scope('Mail.Read')] }]

const APPLICATIONS = (): Entity[] => [
  {
    id: WEB.appId,
    appId: WEB.appId,
    displayName: 'Web',
    signInAudience: 'AzureADMyOrg',
    identifierUris: [API],
    requiredResourceAccess: REQUIRED,
    passwordCredentials: [{ secretText: WEB.secret, endDateTime: '2099-01-01T00:00:00Z' }],
    keyCredentials: [
      {
        key: certificateOfWeb().key,
        startDateTime: new Date(NOW - 730 * DAY_MS).toISOString(),
        endDateTime: new Date(NOW + 3650 * DAY_MS).toISOString(),
      },
    ],
    api: {
      requestedAccessTokenVersion: 2,
      oauth2PermissionScopes: [{ id: SCOPE_ID, value: 'access_as_user', type: 'User', isEnabled: true }],
      preAuthorizedApplications: [{ appId: NATIVE.appId, delegatedPermissionIds: [SCOPE_ID] }],
    },
    web: {
      redirectUris: [WEB.redirectUri, 'http://localhost/web', 'http://localhost'],
      implicitGrantSettings: { enableIdTokenIssuance: true, enableAccessTokenIssuance: true },
    },
  },
  {
    id: NATIVE.appId,
    appId: NATIVE.appId,
    displayName: 'Native',
    signInAudience: 'AzureADMultipleOrgs',
    isFallbackPublicClient: true,
    requiredResourceAccess: REQUIRED,
    publicClient: { redirectUris: [NATIVE.redirectUri, 'msal://native'] },
  },
  {
    id: PAGE.appId,
    appId: PAGE.appId,
    displayName: 'Page',
    signInAudience: 'AzureADMultipleOrgs',
    spa: { redirectUris: [PAGE.redirectUri] },
  },
]

/** A world where the customer has these applications with principals, but without consent. */
export function withApplications(): World {
  const at = world()
  const write = {
    at: NOW,
    actor: { type: 'system', id: 'test', displayName: 'test' },
    call: 'test',
    requestId: '',
  } as const
  for (const [i, application] of APPLICATIONS().entries()) {
    const id = `cccccccc-000${i}-4000-8000-cccccccccccc`
    at.tenant.commit(write, 'applications', String(application.id), application)
    at.tenant.commit(write, 'servicePrincipals', id, servicePrincipalFor(application, TENANT_ID, id, NOW))
  }
  return at
}

/** A browser: it keeps its cookie and does not follow redirects by itself. */
export interface Browser {
  /** The cookie, for requests that are not made by a page. */
  readonly cookie: () => string
  open(target: string): Heard
  /** Fills in the form of the page that was last shown, and presses a button. */
  submit(fields: Readonly<Record<string, string>>): Heard
}

export function browser(at: World): Browser {
  let cookie = ''
  let page: Heard | undefined
  let origin = LOGIN
  const send = (line: string, sending: Sending = {}): Heard => {
    const heard = at.send(line, { ...sending, origin, headers: cookie === '' ? {} : { cookie } })
    const set = heard.headers['Set-Cookie']
    if (set) cookie = set.split(';')[0] ?? ''
    page = heard
    return heard
  }
  return {
    cookie: () => cookie,
    open(target) {
      const url = new URL(target, LOGIN)
      origin = url.origin
      return send(`GET ${url.pathname}${url.search}`)
    },
    submit(fields) {
      const text = page?.text ?? ''
      const action = unescaped(/<form method="post" action="([^"]*)"/.exec(text)?.[1] ?? '')
      const hidden = [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
      const kept = Object.fromEntries(hidden.map(([, name, value]) => [name, unescaped(value ?? '')]))
      return send(`POST ${action}`, { form: { ...kept, ...fields } })
    },
  }
}

const unescaped = (value: string): string =>
  value.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)))

/**
 * Parameters of the redirect to the application, from query or fragment; undefined where the browser stays on
 * a page.
 */
export function returned({ status, headers }: Heard): Record<string, string> | undefined {
  if (status !== 302) return undefined
  const url = new URL(headers.Location ?? '')
  return Object.fromEntries(url.hash ? new URLSearchParams(url.hash.slice(1)) : url.searchParams)
}

/** An address of the authorization endpoint. */
export const authorizeUrl = (
  parameters: Readonly<Record<string, string>>,
  { segment = TENANT_ID, version = 2 }: { segment?: string; version?: 1 | 2 } = {},
): string =>
  `/${segment}/oauth2${version === 2 ? '/v2.0' : ''}/authorize?${new URLSearchParams({
    client_id: WEB.appId,
    response_type: 'code',
    redirect_uri: WEB.redirectUri,
    scope: `openid profile offline_access ${GRAPH}/User.Read`,
    state: 'a state',
    ...parameters,
  })}`
