import { describe, expect, test } from 'vitest'
import { browser } from '../testing/applications.ts'
import {
  CONSENT_V1,
  consentAs,
  EXCHANGE,
  GRAPH,
  type Heard,
  INLINE,
  LOGIN,
  type Person,
  PUBLIC_CLIENT,
  passwordOf,
  SINGLE_TENANT_CLIENT,
  TENANT_ID,
  upnOf,
  type World,
  world,
} from '../testing/world.ts'

const V2 = (scope: string, more: Readonly<Record<string, string>> = {}) =>
  `/${TENANT_ID}/v2.0/adminconsent?${new URLSearchParams({
    client_id: INLINE.clientId,
    redirect_uri: INLINE.redirectUri,
    scope,
    state: 'a state',
    ...more,
  })}`
const EXCHANGE_ONLY = V2(`${EXCHANGE}/.default`)
const GRAPH_ONLY = V2(`${GRAPH}/.default`)

/** Parameters of the redirect; undefined where the browser stays on the page. */
function sentTo({ status, headers }: Heard): Record<string, string> | undefined {
  if (status !== 302) return undefined
  const target = new URL(headers.Location ?? '')
  expect(target.origin + target.pathname).toBe(INLINE.redirectUri)
  return Object.fromEntries(target.searchParams)
}

/** Names of the app roles and scopes that the inline application holds, by resource. */
function granted({ tenant, principal }: World) {
  const appRoles = tenant.find('appRoleAssignments', 'principalId', principal())
  const scopes = tenant.find('oauth2PermissionGrants', 'clientId', principal())
  return {
    appRoles: appRoles.map((one) => one.resourceDisplayName).sort(),
    scopes: scopes.map((one) => [one.consentType, one.principalId, one.scope]),
  }
}

const GRAPH_ROLES = Array.from({ length: 5 }, () => 'Microsoft Graph')
const EXCHANGE_ROLES = ['Office 365 Exchange Online']

describe('what consent writes', () => {
  test('the service principal, one assignment per app role, one grant per resource with scopes', () => {
    const at = world()
    expect(sentTo(consentAs(at))).toEqual({ admin_consent: 'True', tenant: TENANT_ID, state: 'a state' })
    expect(at.tenant.changesSince().map(({ kind, before }) => [kind, before])).toEqual([
      ['servicePrincipals', undefined],
      ...Array.from({ length: 6 }, () => ['appRoleAssignments', undefined]),
      ['oauth2PermissionGrants', undefined],
    ])
    expect(granted(at)).toEqual({
      appRoles: [...GRAPH_ROLES, ...EXCHANGE_ROLES],
      scopes: [['AllPrincipals', null, 'User.Read']],
    })
    const [principal] = at.tenant.find('servicePrincipals', 'appId', INLINE.clientId)
    expect(principal).toMatchObject({
      appDisplayName: INLINE.displayName,
      accountEnabled: true,
      signInAudience: 'AzureADMultipleOrgs',
      passwordCredentials: [],
    })
    const admin = at.tenant.find('users', 'userPrincipalName', upnOf('admin'))[0]
    for (const { actor, call } of at.tenant.changesSince())
      expect([actor.id, call]).toEqual([admin?.id, 'Consent to application'])
  })

  test('twice writes once', () => {
    const at = world()
    consentAs(at)
    const { position } = at.tenant
    expect(sentTo(consentAs(at))).toMatchObject({ tenant: TENANT_ID })
    expect(at.tenant.position).toBe(position)
  })

  test('v2 writes for the resources that the scope names, and says them again', () => {
    const at = world()
    expect(sentTo(consentAs(at, 'admin', { line: EXCHANGE_ONLY }))).toEqual({
      admin_consent: 'True',
      tenant: TENANT_ID,
      scope: `${EXCHANGE}/.default`,
      state: 'a state',
    })
    expect(granted(at)).toEqual({ appRoles: EXCHANGE_ROLES, scopes: [] })
    consentAs(at, 'admin', { line: GRAPH_ONLY })
    expect(granted(at).appRoles).toEqual([...GRAPH_ROLES, ...EXCHANGE_ROLES])
  })

  test('it sets the delegated scopes to the required list, whatever was granted before', () => {
    const at = world()
    consentAs(at)
    const [grant] = at.tenant.find('oauth2PermissionGrants', 'clientId', at.principal())
    at.change('oauth2PermissionGrants', 'id', String(grant?.id), { scope: 'User.Read Mail.Send' })
    consentAs(at)
    expect(granted(at).scopes).toEqual([['AllPrincipals', null, 'User.Read']])
  })

  test('v2 adds scopes that are named to those of the organization', () => {
    const at = world()
    consentAs(at)
    consentAs(at, 'admin', { line: V2(`openid ${GRAPH}/Mail.Send ${GRAPH}/Mail.Read`) })
    expect(granted(at).scopes).toEqual([['AllPrincipals', null, 'Mail.Read Mail.Send User.Read openid']])
  })

  test('v2 takes the OpenID scopes beside another resource’s, and whoever consented then signs in without a page', () => {
    const signsIn = (scope: string) => {
      const at = world()
      const { headers } = consentAs(at, 'admin', { line: V2(scope) })
      const asked = {
        client_id: INLINE.clientId,
        redirect_uri: INLINE.redirectUri,
        response_type: 'code',
        scope: 'openid profile offline_access',
      }
      const line = `GET /organizations/oauth2/v2.0/authorize?${new URLSearchParams(asked)}`
      return [granted(at).scopes, at.send(line, { headers: { cookie: headers['Set-Cookie'] ?? '' } }).status]
    }
    expect(signsIn(`${EXCHANGE}/.default openid profile`)).toEqual([
      [['AllPrincipals', null, 'openid profile']],
      302,
    ])
    // without them a page asks once more
    expect(signsIn(`${EXCHANGE}/.default`)).toEqual([[], 200])
  })

  test('the administrator’s own tenant is meant where the path names none, and never another', () => {
    const either = [...GRAPH_ROLES, ...EXCHANGE_ROLES]
    for (const [asked, word, roles] of [
      [GRAPH_ONLY, 'organizations', GRAPH_ROLES],
      [CONSENT_V1, 'organizations', either],
      [CONSENT_V1, 'common', either],
    ] as const) {
      const at = world()
      const line = asked.replace(TENANT_ID, word)
      expect(at.send(`GET ${line}`).text).toContain('your organization')
      expect(sentTo(consentAs(at, 'admin', { line }))).toMatchObject({ tenant: TENANT_ID })
      expect(granted(at).appRoles).toEqual(roles)
    }
    const common = GRAPH_ONLY.replace(TENANT_ID, 'common')
    const refused = world().send(`GET ${common}`)
    expect([refused.status, refused.text.includes('AADSTS50059')]).toEqual([400, true])
    const line = GRAPH_ONLY.replace(TENANT_ID, 'casvendor.onmicrosoft.com')
    expect(consentAs(world(), 'admin', { line: line.replace('v2.0/', '') }).text).toContain('AADSTS50020')
  })

  test('it brings the principal up to date with what the application offers now', () => {
    const at = world()
    consentAs(at)
    const appRoles = [{ id: TENANT_ID, value: 'Do.Something', isEnabled: true }]
    at.change('applications', 'appId', INLINE.clientId, { appRoles })
    consentAs(at)
    const [principal, ...others] = at.tenant.find('servicePrincipals', 'appId', INLINE.clientId)
    expect([principal?.appRoles, others]).toEqual([appRoles, []])
  })

  test('without a redirect URI the first registered one is meant; without a state none comes back', () => {
    const line = `/${TENANT_ID}/adminconsent?client_id=${INLINE.clientId}`
    expect(sentTo(consentAs(world(), 'admin', { line }))).toEqual({
      admin_consent: 'True',
      tenant: TENANT_ID,
    })
  })
})

describe('who may consent', () => {
  const all: readonly Person[] = ['admin', 'privileged']
  const butGraph: readonly Person[] = ['applications', 'cloudapps']
  const none: readonly Person[] = ['exchange', 'nobody']

  test.each([
    ['everything', CONSENT_V1, all],
    ['Graph app roles', GRAPH_ONLY, all],
    ['Exchange app roles', EXCHANGE_ONLY, [...all, ...butGraph]],
  ])('to %s', (_what, line, allowed) => {
    for (const person of [...all, ...butGraph, ...none]) {
      const at = world()
      const answer = consentAs(at, person, { line })
      const may = allowed.includes(person)
      expect([person, answer.status]).toEqual([person, may ? 302 : 403])
      if (may) continue
      expect(answer.text).toContain('AADSTS90094')
      expect(at.tenant.position).toBe(0)
    }
  })

  test('an application administrator may give Graph’s delegated scopes', () => {
    const at = world()
    const required = at.cloud.applicationOf(INLINE.clientId)?.application.requiredResourceAccess
    const onlyScopes = Array.isArray(required)
      ? required.map((one) => ({
          ...one,
          resourceAccess: one.resourceAccess.filter(({ type }: { type: string }) => type === 'Scope'),
        }))
      : []
    at.change('applications', 'appId', INLINE.clientId, { requiredResourceAccess: onlyScopes })
    expect(consentAs(at, 'applications', { line: GRAPH_ONLY }).status).toBe(302)
  })
})

describe('what goes no further', () => {
  test('a decline goes back without a tenant, and writes nothing', () => {
    const at = world()
    expect(sentTo(consentAs(at, 'admin', { decision: 'decline' }))).toEqual({
      admin_consent: 'True',
      error: 'access_denied',
      error_description: expect.stringMatching(
        /^AADSTS65004: User declined to consent to access the app\. Trace ID: [0-9a-f-]{36} Correlation ID: [0-9a-f-]{36} Timestamp: 2026-01-15 09:30:00Z$/,
      ),
      error_uri: `${LOGIN}/error?code=65004`,
      state: 'a state',
    })
    expect(at.tenant.position).toBe(0)
  })

  test.each([
    ['a wrong password', { username: upnOf('admin'), password: 'wrong', decision: 'accept' }, 'AADSTS50126'],
    ['a stranger', { username: 'x@contoso.com', password: 'wrong', decision: 'accept' }, 'AADSTS50034'],
    ['an empty form', {}, 'AADSTS50034'],
  ])('%s shows the page again, with the reason', (_who, form, code) => {
    const at = world()
    const answer = at.send(`POST ${CONSENT_V1}`, { form })
    expect([answer.status, at.tenant.position]).toEqual([200, 0])
    expect(answer.text).toContain(code)
    expect(answer.text).toContain('name="password"')
  })

  const mismatch = { redirect_uri: 'https://evil.example/' }
  test.each([
    ['an unknown tenant', '/nowhere.example/adminconsent', {}, 'AADSTS90002'],
    ['no client', `/${TENANT_ID}/adminconsent`, { client_id: '' }, 'AADSTS900144'],
    ['an unknown client', `/${TENANT_ID}/adminconsent`, { client_id: TENANT_ID }, 'AADSTS700016'],
    [
      'a client of one other tenant',
      `/${TENANT_ID}/adminconsent`,
      { client_id: SINGLE_TENANT_CLIENT },
      'AADSTS700016',
    ],
    [
      'a client without redirect URIs',
      `/${TENANT_ID}/adminconsent`,
      { client_id: PUBLIC_CLIENT },
      'AADSTS50011',
    ],
    ['a redirect URI that is not registered', `/${TENANT_ID}/adminconsent`, mismatch, 'AADSTS50011'],
    ['no scope', `/${TENANT_ID}/v2.0/adminconsent`, { scope: '' }, 'AADSTS900144'],
    ['an unknown scope', `/${TENANT_ID}/v2.0/adminconsent`, { scope: `${GRAPH}/User.Reed` }, 'AADSTS650053'],
    ['an unknown resource', `/${TENANT_ID}/v2.0/adminconsent`, { scope: 'api://x/.default' }, 'AADSTS500011'],
  ])('%s is a page that says so, and no redirect', (_what, path, query, code) => {
    const asked = { client_id: INLINE.clientId, redirect_uri: INLINE.redirectUri, ...query }
    const line = `${path}?${new URLSearchParams(asked)}`
    for (const answer of [world().send(`GET ${line}`), consentAs(world(), 'admin', { line })]) {
      expect([answer.status, answer.headers.Location]).toEqual([400, undefined])
      expect(answer.headers['Content-Type']).toContain('text/html')
      expect(answer.text).toContain(code)
    }
  })

  test('a registered redirect URI that is none is a mismatch', () => {
    const at = world()
    at.change('applications', 'appId', INLINE.clientId, { web: { redirectUris: ['not a URI'] } })
    const line = `/${TENANT_ID}/adminconsent?client_id=${INLINE.clientId}`
    expect(consentAs(at, 'admin', { line }).text).toContain('AADSTS50011')
  })
})

describe('an administrator who has signed in already', () => {
  const signedIn = (at: World, person: Person) => {
    const tab = browser(at)
    tab.open(CONSENT_V1)
    tab.submit({ username: upnOf(person), password: passwordOf(person) })
    return tab
  }

  test('decides without the password', () => {
    const tab = signedIn(world(), 'admin')
    const page = tab.open(CONSENT_V1)
    expect([page.text.includes('name="password"'), page.text.includes(upnOf('admin'))]).toEqual([false, true])
    expect(sentTo(tab.submit({ decision: 'accept' }))).toMatchObject({ tenant: TENANT_ID })
  })

  test('who may not consent can only go back, and the application hears why', () => {
    const tab = signedIn(world(), 'exchange')
    expect(sentTo(tab.submit({ decision: 'return' }))).toMatchObject({
      error: 'access_denied',
      error_description: expect.stringContaining('AADSTS90094'),
      state: 'a state',
    })
  })

  test('a cancel needs no password', () => {
    const tab = browser(world())
    tab.open(CONSENT_V1)
    expect(sentTo(tab.submit({ decision: 'decline' }))).toMatchObject({ error: 'access_denied' })
  })
})

describe('the page', () => {
  test('names application, organization and resources, and posts to itself', () => {
    const { status, text, headers } = world().send(`GET ${CONSENT_V1}`)
    expect(status).toBe(200)
    for (const part of [INLINE.displayName, 'Contoso', 'Microsoft Graph', 'Office 365 Exchange Online'])
      expect(text).toContain(part)
    expect(text).toContain(`action="${CONSENT_V1.replaceAll('&', '&#38;')}"`)
    expect(headers['Content-Security-Policy']).toContain("default-src 'none'")
  })

  test('no name, state or refusal gets markup into it', () => {
    const hostile = `"><script>alert('1')<b>&`
    const at = world()
    at.change('applications', 'appId', INLINE.clientId, { displayName: hostile })
    at.change('organization', 'id', TENANT_ID, { displayName: hostile })
    at.change('servicePrincipals', 'displayName', 'Microsoft Graph', { displayName: hostile })
    const line = `/${TENANT_ID}/adminconsent?client_id=${INLINE.clientId}&state=${hostile}`
    const form = { username: hostile, password: hostile, decision: hostile }
    const pages = [
      at.send(`GET ${line}`),
      at.send(`POST ${line}`, { form }),
      at.send(`GET /${TENANT_ID}/adminconsent?client_id=${hostile}`),
      at.send(`GET /${hostile}/adminconsent`),
      consentAs(at, 'nobody', { line }),
    ]
    for (const { text } of pages) {
      expect(text).not.toMatch(/<script|alert\('/)
      expect(text).toContain('&#60;script&#62;')
    }
    expect(pages[0]?.text.match(/&#60;script/g)?.length).toBe(4)
  })
})
