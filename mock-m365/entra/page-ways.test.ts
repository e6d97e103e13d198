/** What a person can do next on the pages, and what the pages show of a failed request. */
import { describe, expect, test } from 'vitest'
import {
  authorizeUrl,
  browser,
  NATIVE,
  PAGE,
  returned,
  WEB,
  withApplications,
} from './testing/applications.ts'
import { ADMIN, decoded, NOBODY, redeem, signedInBrowser } from './testing/browser.ts'
import { CONSENT_V1, GRAPH, LOGIN, NOW, world } from './testing/world.ts'

const OTHER = { account: 'other' }
const WORDS = 'Have an admin account? Sign in with that account'
const APPROVAL = 'Need admin approval'

describe('who may not consent can go on as somebody who may', () => {
  test('at the admin-consent endpoint, also when its address is opened again', () => {
    const tab = browser(world())
    tab.open(CONSENT_V1)
    expect(tab.submit({ ...NOBODY, decision: 'accept' }).text).toContain(WORDS)
    tab.open(CONSENT_V1)
    expect(tab.submit({ decision: 'accept' }).text).toContain(APPROVAL)
    expect(tab.submit(OTHER).text).toContain('name="password"')
    expect(returned(tab.submit({ ...ADMIN, decision: 'accept' }))).toMatchObject({ admin_consent: 'True' })
  })

  test('at the authorization endpoint', () => {
    const tab = browser(withApplications())
    tab.open(authorizeUrl({ scope: `${GRAPH}/User.Read.All` }))
    expect(tab.submit(NOBODY).text).toContain(WORDS)
    expect(tab.submit(OTHER).text).toContain('name="password"')
    expect(tab.submit(ADMIN).text).toContain('Permissions requested')
  })

  test('at the page for devices', () => {
    const at = withApplications()
    const form = { client_id: NATIVE.appId, scope: `${GRAPH}/User.Read.All` }
    const { json } = at.send('POST /common/oauth2/v2.0/devicecode', { form })
    const tab = browser(at)
    tab.open('/common/oauth2/deviceauth')
    tab.submit({ user_code: String(json.user_code) })
    expect(tab.submit(NOBODY).text).toContain(WORDS)
    expect(tab.submit(OTHER).text).toContain('name="password"')
    expect(tab.submit(ADMIN).text).toContain('Are you trying to sign in to Native?')
  })

  test('only by the form of that page: another site’s post changes nothing', () => {
    const tab = browser(world())
    tab.open(CONSENT_V1)
    tab.submit({ ...NOBODY, decision: 'accept' })
    const text = tab.submit({ ...OTHER, canary: 'guessed' }).text
    expect(text).toContain('AADSTS')
  })
})

/** As it is typed, and as the page shows it. */
const TYPED = [
  [NOBODY.username, NOBODY.username],
  ['who@contoso.com', 'who@contoso.com'],
  ['"><i>@contoso.com', '&#34;&#62;&#60;i&#62;@contoso.com'],
] as const

describe('the user name that was typed stays in the form', () => {
  test.each([
    ['the admin-consent page', CONSENT_V1],
    ['the sign-in page', authorizeUrl({})],
  ])('%s', (_page, url) => {
    for (const [username, kept] of TYPED) {
      const tab = browser(withApplications())
      tab.open(url)
      const { text } = tab.submit({ username, password: 'wrong', decision: 'accept' })
      expect(text).toContain(`name="username" value="${kept}"`)
      expect(text).toContain('AADSTS50')
    }
  })
})

describe('a page about a failure tells which request it was', () => {
  const CORRELATION = '0a0a0a0a-1b1b-4c2c-8d3d-4e4e4e4e4e4e'
  test.each([
    [400, `GET ${authorizeUrl({ redirect_uri: 'https://evil.example/' })}`, 'AADSTS50011: The redirect URI'],
    [400, 'GET /nowhere.example/adminconsent?', 'AADSTS90002: Tenant'],
    [404, 'GET /common/nothing?', 'The page you are looking for does not exist.'],
    [405, 'DELETE /common/oauth2/v2.0/authorize?', 'The method is not allowed'],
  ])('%i: %s', (status, line, message) => {
    const at = withApplications()
    const { text, status: answered } = at.send(`${line}&client-request-id=${CORRELATION}`)
    expect(answered).toBe(status)
    expect(text).toContain('Sorry, but we’re having trouble signing you in.')
    expect(text).toContain(`Request Id: ${at.cloud.calls.at(-1)?.requestId}<`)
    expect(text).toContain(`Correlation Id: ${CORRELATION}<`)
    expect(text).toContain(`Timestamp: ${new Date(NOW).toISOString().replace('.000', '')}<`)
    expect(text).toContain(`Message: ${message}`)
  })
})

describe('the address that devices are told', () => {
  const open = (origin: string, path: string) => withApplications().send(`GET ${path}`, { origin })
  test.each(['/device', '/Device'])('login.microsoft.com%s is the page for their codes', (path) => {
    const { status, text } = open('https://login.microsoft.com', path)
    expect([status, text.includes('Enter code')]).toEqual([200, true])
  })
  test('it is of that host alone', () => {
    expect(open(LOGIN, '/device').status).toBe(404)
    expect(open('https://login.microsoft.com', '/common/device').status).toBe(404)
  })
})

describe('after signing out the browser goes to an address that is registered', () => {
  const LOGOUT = '/common/oauth2/v2.0/logout'
  /** A person signed in to the web application, its id token, and the result of signing out. */
  function signedOut(parameters: (idToken: string) => Record<string, string>, how = 'GET') {
    const at = withApplications()
    const { tab, answer } = signedInBrowser(at)
    const form = parameters(String(redeem(at, answer?.code).json.id_token))
    const target = `${LOGOUT}?${new URLSearchParams(form)}`
    const headers = how === 'POST' ? { cookie: tab.cookie() } : {}
    const heard = how === 'POST' ? at.send(`POST ${LOGOUT}`, { form, headers }) : tab.open(target)
    return [heard.status, heard.headers.Location]
  }
  const TO_WEB = { post_logout_redirect_uri: WEB.redirectUri }
  const TO_PAGE = { post_logout_redirect_uri: PAGE.redirectUri }

  test('alone, with state, where an application of the session has it; by GET and POST', () => {
    expect(signedOut(() => TO_WEB)).toEqual([302, WEB.redirectUri])
    expect(signedOut(() => ({ ...TO_WEB, state: 'x' }), 'POST')).toEqual([302, `${WEB.redirectUri}?state=x`])
  })

  test('not to an address of another application, or of nobody', () => {
    expect(signedOut(() => TO_PAGE)).toEqual([200, undefined])
    expect(signedOut(() => ({ ...TO_WEB, client_id: PAGE.appId }))).toEqual([200, undefined])
    expect(signedOut(() => ({ post_logout_redirect_uri: 'https://evil.example/' }))).toEqual([200, undefined])
    expect(signedOut(() => ({ post_logout_redirect_uri: '', client_id: WEB.appId }))).toEqual([
      200,
      undefined,
    ])
  })

  test('by an id token of the application, without a session, and not by one that was tampered with', () => {
    const at = withApplications()
    const { answer } = signedInBrowser(at)
    const hint = String(redeem(at, answer?.code).json.id_token)
    expect(decoded(hint).aud).toBe(WEB.appId)
    const open = (id_token_hint: string) =>
      browser(at).open(`${LOGOUT}?${new URLSearchParams({ ...TO_WEB, id_token_hint })}`).status
    const [header, payload] = hint.split('.')
    expect([hint, `${header}.${payload}.AAAA`, '', 'x', '{}.{}.{}'].map(open)).toEqual([
      302, 200, 200, 200, 200,
    ])
  })
})
