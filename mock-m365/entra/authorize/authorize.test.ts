import { describe, expect, test } from 'vitest'
import {
  authorizeUrl,
  browser,
  NATIVE,
  PAGE,
  returned,
  WEB,
  withApplications,
} from '../testing/applications.ts'
import { ADMIN, decoded, NOBODY, redeem, signedInBrowser } from '../testing/browser.ts'
import { GRAPH, said, TENANT_ID, upnOf, V1, type World } from '../testing/world.ts'
import { GRAPH_APP_ID } from '../well-known.ts'

describe('sign-in', () => {
  test('asks for name and password, then for consent, and goes back with a code and the state', () => {
    const at = withApplications()
    const tab = browser(at)
    expect(tab.open(authorizeUrl({ login_hint: 'someone@contoso.com' })).text).toContain(
      'value="someone@contoso.com"',
    )
    expect(tab.submit({ ...NOBODY, password: 'wrong' }).text).toContain('AADSTS50126')
    const consent = tab.submit(NOBODY)
    expect(consent.text).toContain('Permissions requested')
    expect(consent.text).toContain('User.Read')
    expect(consent.text).not.toContain('Consent on behalf of')
    const answer = returned(tab.submit({ decision: 'accept' }))
    expect(answer).toMatchObject({
      state: 'a state',
      code: expect.any(String),
      session_state: expect.any(String),
    })
    expect(tab.cookie()).toMatch(/^ESTSAUTH=.{20,}/)
    const { json } = redeem(at, answer?.code)
    expect(Object.keys(json)).toEqual([
      'token_type',
      'expires_in',
      'ext_expires_in',
      'access_token',
      'scope',
      'refresh_token',
      'id_token',
    ])
    expect(json.scope).toBe(`${GRAPH}/User.Read openid profile`)
    expect(decoded(json.id_token)).toMatchObject({
      aud: WEB.appId,
      preferred_username: upnOf('nobody'),
      ver: '2.0',
    })
    expect(decoded(json.id_token)).not.toHaveProperty('nonce')
  })

  test('once is enough: the cookie brings the next code, also without any page', () => {
    const { tab } = signedInBrowser(withApplications())
    expect(returned(tab.open(authorizeUrl({})))).toHaveProperty('code')
    expect(returned(tab.open(authorizeUrl({ prompt: 'none' })))).toHaveProperty('code')
    expect(tab.open(authorizeUrl({ prompt: 'login' })).text).toContain('name="password"')
    expect(tab.open(authorizeUrl({ prompt: 'select_account' })).text).toContain('Pick an account')
    expect(returned(tab.submit({ account: 'other' }))).toBeUndefined()
    expect(tab.open(authorizeUrl({ prompt: 'consent' })).text).toContain('Permissions requested')
  })

  test('two people in one browser: a silent request must say which', () => {
    const at = withApplications()
    const { tab } = signedInBrowser(at)
    tab.open(authorizeUrl({ prompt: 'login' }))
    tab.submit(ADMIN)
    tab.submit({ decision: 'accept' })
    expect(returned(tab.open(authorizeUrl({ prompt: 'none' })))).toMatchObject({
      error: 'interaction_required',
      error_description: expect.stringContaining('AADSTS16000: '),
    })
    expect(returned(tab.open(authorizeUrl({ prompt: 'none', login_hint: upnOf('nobody') })))).toHaveProperty(
      'code',
    )
    const picker = tab.open(authorizeUrl({}))
    const id = at.tenant.find('users', 'userPrincipalName', upnOf('nobody'))[0]?.id
    expect(picker.text).toContain(`value="${id}"`)
    const { json } = redeem(at, returned(tab.submit({ account: String(id) }))?.code)
    expect(decoded(json.id_token).preferred_username).toBe(upnOf('nobody'))
  })

  test.each([
    ['nobody is signed in', 'login_required', () => {}],
    [
      'the sessions were revoked',
      'login_required',
      (at: World) =>
        at.change('users', 'userPrincipalName', upnOf('nobody'), {
          signInSessionsValidFromDateTime: '2026-01-15T10:00:00Z',
        }),
    ],
    [
      'the account is disabled',
      'login_required',
      (at: World) => at.change('users', 'userPrincipalName', upnOf('nobody'), { accountEnabled: false }),
    ],
    [
      'consent was withdrawn',
      'consent_required',
      (at: World) => at.change('oauth2PermissionGrants', 'consentType', 'Principal', { scope: 'openid' }),
    ],
  ])('without a page, %s: %s', (because, error, arrange) => {
    const at = withApplications()
    const { tab } = because.startsWith('nobody') ? { tab: browser(at) } : signedInBrowser(at)
    arrange(at)
    const answer = returned(tab.open(authorizeUrl({ prompt: 'none' })))
    expect(answer).toMatchObject({
      error,
      error_description: expect.stringContaining(
        error === 'login_required' ? 'AADSTS50058: ' : 'AADSTS65001: ',
      ),
      state: 'a state',
    })
  })

  test('signing out ends it', () => {
    const { tab } = signedInBrowser(withApplications())
    const query = new URLSearchParams({
      post_logout_redirect_uri: WEB.redirectUri,
      client_id: WEB.appId,
      state: 'x',
    })
    expect(tab.open(`/common/oauth2/v2.0/logout?${query}`).headers.Location).toBe(
      `${WEB.redirectUri}?state=x`,
    )
    expect(returned(tab.open(authorizeUrl({ prompt: 'none' })))?.error).toBe('login_required')
    const elsewhere = new URLSearchParams({
      post_logout_redirect_uri: 'https://evil.example/',
      client_id: WEB.appId,
    })
    expect(tab.open(`/common/oauth2/v2.0/logout?${elsewhere}`).headers.Location).toBeUndefined()
  })

  test('a new sign-in ends the session before it, so that a cookie that was planted opens nothing', () => {
    const at = withApplications()
    const { tab } = signedInBrowser(at)
    const planted = tab.cookie()
    tab.open(authorizeUrl({ prompt: 'login' }))
    tab.submit(ADMIN)
    const answer = at.send(`GET ${authorizeUrl({ prompt: 'none' })}`, { headers: { cookie: planted } })
    expect([tab.cookie() === planted, returned(answer)?.error]).toEqual([false, 'login_required'])
  })

  test('a form that another site posts is none of the person’s', () => {
    const at = withApplications()
    const tab = browser(at)
    tab.open(authorizeUrl({}))
    tab.submit(NOBODY)
    const forged = at.send(`POST ${authorizeUrl({})}`, {
      form: { decision: 'accept', canary: 'guessed' },
      headers: { cookie: tab.cookie() },
    })
    expect([forged.status, forged.text.includes('Permissions requested')]).toEqual([200, true])
    expect(at.tenant.list('oauth2PermissionGrants').some((one) => one.consentType === 'Principal')).toBe(
      false,
    )
  })
})

test('an application that asks a browser fifteen times in five minutes is looping', () => {
  const at = withApplications()
  const { tab } = signedInBrowser(at)
  const silent = authorizeUrl({ prompt: 'none', scope: 'openid' })
  const times = Array.from({ length: 15 }, () => returned(tab.open(silent)))
  expect(times.map((answer) => answer?.error ?? 'code')).toEqual([...Array(14).fill('code'), 'invalid_grant'])
  expect(times[14]?.error_description).toMatch(/^AADSTS50196: /)
  expect(returned(tab.open(authorizeUrl({ prompt: 'none', scope: 'openid profile' })))).toHaveProperty('code')
  at.clock.advance(5 * 60_000)
  expect(returned(tab.open(silent))).toHaveProperty('code')
})

describe('how the answer goes back', () => {
  const first = () => signedInBrowser(withApplications()).tab

  test('code in the query, tokens in the fragment, a form where it is asked', () => {
    const tab = first()
    const location = (parameters: Record<string, string>) =>
      tab.open(authorizeUrl(parameters)).headers.Location ?? ''
    expect(location({})).toMatch(/^https:\/\/app\.example\/signed-in\?code=/)
    expect(location({ response_mode: 'fragment' })).toMatch(/signed-in#code=/)
    expect(location({ response_type: 'id_token', nonce: 'n' })).toMatch(/signed-in#id_token=/)
    const posted = tab.open(authorizeUrl({ response_mode: 'form_post', state: '"><b>' }))
    expect(posted.text).toContain(`<form method="post" action="${WEB.redirectUri}">`)
    expect(posted.text).toContain('name="state" value="&#34;&#62;&#60;b&#62;"')
    expect(posted.text).toContain('<noscript>')
    expect(posted.headers['Content-Security-Policy']).toMatch(/script-src 'sha256-[^']+'$/)
  })

  test('an id token binds the code and bears the nonce, an access token is bound too', () => {
    const answer = returned(first().open(authorizeUrl({ response_type: 'code id_token', nonce: 'once' })))
    expect(decoded(answer?.id_token)).toMatchObject({ nonce: 'once', c_hash: expect.any(String) })
    const implicit = returned(first().open(authorizeUrl({ response_type: 'id_token token', nonce: 'once' })))
    expect(decoded(implicit?.id_token)).toMatchObject({ at_hash: expect.any(String) })
    expect(implicit).toMatchObject({ token_type: 'Bearer', access_token: expect.any(String) })
  })

  test('client_info and the claims asked for come where they are asked', () => {
    const at = withApplications()
    const { answer } = signedInBrowser(at)
    expect(answer).not.toHaveProperty('client_info')
    const { json } = redeem(at, answer?.code, {
      client_info: '1',
      claims: JSON.stringify({
        id_token: { auth_time: { essential: true }, login_hint: null, __proto__: null },
      }),
    })
    const info = JSON.parse(Buffer.from(String(json.client_info), 'base64url').toString())
    expect(info.utid).toBe(TENANT_ID)
    expect(decoded(json.id_token)).toMatchObject({
      auth_time: expect.any(Number),
      login_hint: expect.any(String),
    })
  })
})

/** Sent back to the application with an error, or a page that says why not. */
describe('requests that are wrong', () => {
  test.each([
    ['no client', { client_id: '' }, 'AADSTS900144'],
    ['an unknown client', { client_id: TENANT_ID }, 'AADSTS700016'],
    ['an address that is not registered', { redirect_uri: 'https://evil.example/' }, 'AADSTS50011'],
    ['an address with another path', { redirect_uri: `${WEB.redirectUri}/x` }, 'AADSTS50011'],
    ['loopback with another path', { redirect_uri: 'http://localhost:1234/other' }, 'AADSTS50011'],
    ['loopback with credentials', { redirect_uri: 'http://u:p@localhost/web' }, 'AADSTS50011'],
  ])('%s is a page', (_what, parameters, code) => {
    const page = browser(withApplications()).open(authorizeUrl(parameters))
    expect([page.status, page.headers.Location, page.text.includes(code)]).toEqual([400, undefined, true])
  })

  test('one client on /common, one on /consumers, no tenant at all', () => {
    const open = (segment: string) => browser(withApplications()).open(authorizeUrl({}, { segment })).text
    expect(open('common')).toContain('AADSTS50194')
    expect(open('organizations')).toContain('AADSTS50194')
    expect(open('consumers')).toContain('AADSTS9002332')
    expect(open('nowhere.example')).toContain('AADSTS90002')
  })

  test.each([
    ['no response type', { response_type: '' }, 'invalid_request 900144'],
    ['an unknown response type', { response_type: 'constructor' }, 'unsupported_response_type 70005'],
    ['an unknown response mode', { response_mode: 'carrier' }, 'invalid_request 70007'],
    [
      'tokens in the query',
      { response_type: 'id_token', nonce: 'n', response_mode: 'query' },
      'invalid_request 70007',
    ],
    ['an id token without a nonce', { response_type: 'id_token' }, 'invalid_request 900144'],
    ['no scope', { scope: '' }, 'invalid_request 900144'],
    ['an unknown prompt', { prompt: 'ask' }, 'invalid_request 90023'],
    ['none with another', { prompt: 'none login' }, 'invalid_request 90023'],
    ['the older prompt', { prompt: 'admin_consent' }, 'invalid_request 90023'],
    ['a short challenge', { code_challenge: 'short' }, 'invalid_request 50147'],
    [
      'an unknown method',
      { code_challenge: 'a'.repeat(43), code_challenge_method: 'S512' },
      'invalid_request 501491',
    ],
    [
      'a page without PKCE',
      { client_id: PAGE.appId, redirect_uri: PAGE.redirectUri },
      'invalid_request 9002325',
    ],
    [
      'implicit where it is off',
      { client_id: NATIVE.appId, redirect_uri: NATIVE.redirectUri, response_type: 'id_token', nonce: 'n' },
      'unsupported_response_type 700054',
    ],
    [
      'a token where it is off',
      { client_id: NATIVE.appId, redirect_uri: NATIVE.redirectUri, response_type: 'token' },
      'unsupported_response_type 700051',
    ],
  ])('%s goes back', (_what, parameters, expected) => {
    const answer = returned(browser(withApplications()).open(authorizeUrl(parameters)))
    const [, code] = /^AADSTS(\d+): /.exec(answer?.error_description ?? '') ?? []
    expect([`${answer?.error} ${code}`, answer?.state]).toEqual([expected, 'a state'])
  })

  test.each([
    ['a scope that does not exist', { scope: `${GRAPH}/User.Reed` }, 'invalid_client'],
    ['a resource that does not exist', { scope: 'api://nothing/x' }, 'invalid_resource'],
    ['a default among names', { scope: `${GRAPH}/.default ${GRAPH}/User.Read` }, 'invalid_scope'],
  ])('%s goes back once the person is known', (_what, parameters, error) => {
    const tab = browser(withApplications())
    tab.open(authorizeUrl(parameters))
    expect(returned(tab.submit(NOBODY))?.error).toBe(error)
  })

  test('the port of a loopback address does not matter, and the code is bound to it', () => {
    const at = withApplications()
    signedInBrowser(at)
    const tab = browser(at)
    const uri = 'http://localhost:51234/web'
    tab.open(authorizeUrl({ redirect_uri: uri }))
    const answer = tab.submit(NOBODY)
    expect(answer.headers.Location?.startsWith(`${uri}?code=`)).toBe(true)
    const code = returned(answer)?.code
    expect(said(redeem(at, code))).toBe('401 invalid_client 500112')
    expect(redeem(at, code, { redirect_uri: uri }).status).toBe(200)
  })

  test('an address without a path is answered, and may be named, with a slash behind it', () => {
    const at = withApplications()
    signedInBrowser(at)
    const tab = browser(at)
    tab.open(authorizeUrl({ redirect_uri: 'http://localhost:3000' }))
    const answer = tab.submit(NOBODY)
    expect(answer.headers.Location?.startsWith('http://localhost:3000/?code=')).toBe(true)
    expect(redeem(at, returned(answer)?.code, { redirect_uri: 'http://localhost:3000/' }).status).toBe(200)
  })

  test('an app’s own scheme is where its page may go', () => {
    const at = withApplications()
    const tab = browser(at)
    const page = tab.open(authorizeUrl({ client_id: NATIVE.appId, redirect_uri: 'msal://native' }))
    expect(page.headers['Content-Security-Policy']).toContain("form-action 'self' msal:")
    tab.submit(NOBODY)
    expect(tab.submit({ decision: 'accept' }).headers.Location).toMatch(/^msal:\/\/native\?code=/)
  })
})

test('the older endpoint gives a code for a resource, and answers in text with a refresh token', () => {
  const at = withApplications()
  const tab = browser(at)
  tab.open(authorizeUrl({ resource: GRAPH_APP_ID, scope: '' }, { version: 1 }))
  tab.submit(NOBODY)
  const code = returned(tab.submit({ decision: 'accept' }))?.code
  const form = {
    grant_type: 'authorization_code',
    client_id: WEB.appId,
    client_secret: WEB.secret,
    redirect_uri: WEB.redirectUri,
    code,
  }
  const { json } = at.send(V1, { form })
  expect(json).toMatchObject({
    resource: GRAPH_APP_ID,
    expires_in: expect.stringMatching(/^\d+$/),
    refresh_token: expect.any(String),
    id_token: expect.any(String),
  })
  expect(decoded(json.id_token)).toMatchObject({ ver: '1.0', unique_name: upnOf('nobody') })
})
