/**
 * A second factor: who is asked, what the page shows, what tokens say, and how flows without a page refuse.
 */
import { describe, expect, test } from 'vitest'
import {
  API,
  authorizeUrl,
  browser,
  NATIVE,
  returned,
  WEB,
  withApplications,
} from '../testing/applications.ts'
import { ADMIN, decoded, NOBODY, redeem } from '../testing/browser.ts'
import {
  callOfApi,
  deviceFor,
  onBehalf,
  policy,
  refreshFor,
  send,
  withAuthenticator,
} from '../testing/flows.ts'
import { PASSWORD, said, V2, type World } from '../testing/world.ts'
import { EXCHANGE_APP_ID, GRAPH_APP_ID, roleTemplate } from '../well-known.ts'
import { oneTimeCode } from './one-time-code.ts'

const SECRET = 'JBSWY3DPEHPK3PXP'
const MFA = { grantControls: { builtInControls: ['mfa'] } }
const context = (value: string) => JSON.stringify({ access_token: { acrs: { essential: true, value } } })
const factor = JSON.stringify({ access_token: { amr: { essential: true, values: ['mfa'] } } })
const isAsked = (text: string) => text.includes('Verify your identity')

/** On the page: name and password, the given steps, and consent where it is asked. */
function signIn(
  at: World,
  steps: readonly Record<string, string>[],
  parameters: Record<string, string> = {},
) {
  const tab = browser(at)
  tab.open(authorizeUrl(parameters))
  let page = tab.submit(NOBODY)
  for (const step of steps) page = tab.submit(step)
  if (page.text.includes('Permissions requested')) page = tab.submit({ decision: 'accept' })
  return { tab, page, back: returned(page) }
}

/** The algorithm's own test values, with its secret `12345678901234567890`. https://datatracker.ietf.org/doc/html/rfc6238#appendix-B */
test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1234567890, '005924'],
  [20000000000, '353130'],
])('the code at %d seconds is %s', (seconds, code) => {
  expect(oneTimeCode('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', seconds * 1000)).toBe(code)
})

describe('on the page', () => {
  test('a press of a button on the phone; tokens say so, and the browser is not asked again', () => {
    const at = withApplications()
    withAuthenticator(at, 'nobody')
    policy(at, MFA)
    expect(isAsked(signIn(at, []).page.text)).toBe(true)
    const { tab, back } = signIn(at, [{ factor: 'approve' }])
    const { json } = redeem(at, back?.code)
    expect(decoded(json.access_token)).toMatchObject({ amr: ['pwd', 'mfa'] })
    expect(returned(tab.open(authorizeUrl({ prompt: 'none' })))?.code).toBeDefined()
  })

  test('a code, within half a minute of its time', () => {
    const at = withApplications()
    withAuthenticator(at, 'nobody', SECRET)
    policy(at, MFA)
    const now = at.clock.now()
    const wrong = signIn(at, [{ otc: '12345x' }, { otc: oneTimeCode(SECRET, now - 90_000) }])
    expect(wrong.page.text).toContain('AADSTS500121')
    expect(isAsked(signIn(at, [{ factor: 'approve' }]).page.text)).toBe(true)
    const { back } = signIn(at, [{ otc: oneTimeCode(SECRET, now - 30_000) }])
    expect(decoded(redeem(at, back?.code).json.access_token).amr).toEqual(['pwd', 'mfa'])
  })

  test('who has nothing registers first, and who denies stays outside', () => {
    const at = withApplications()
    policy(at, MFA)
    expect(signIn(at, []).page.text).toContain('More information required')
    expect(signIn(at, [{ factor: 'approve' }]).page.text).toContain('More information required')
    const { page } = signIn(at, [{ factor: 'register' }, { factor: 'deny' }])
    expect(page.text).toContain('AADSTS500121')
    expect(at.tenant.list('authenticationMethods')).toHaveLength(1)
    expect(signIn(at, [{ factor: 'approve' }]).back?.code).toBeDefined()
  })

  test('a form without the page’s own word does nothing', () => {
    const at = withApplications()
    withAuthenticator(at, 'nobody')
    policy(at, MFA)
    const { page } = signIn(at, [{ factor: 'approve', canary: 'stolen' }])
    expect(page.status).toBe(200)
    expect(returned(page)).toBeUndefined()
    const tab = browser(at)
    tab.open(authorizeUrl({}))
    expect(isAsked(tab.submit({ ...NOBODY, factor: 'approve' }).text)).toBe(true)
  })

  test('a policy that blocks is read by the person; silently the application hears of a page', () => {
    const at = withApplications()
    withAuthenticator(at, 'nobody')
    const { tab } = signIn(at, [])
    policy(at, MFA)
    expect(returned(tab.open(authorizeUrl({ prompt: 'none' })))).toMatchObject({
      error: 'interaction_required',
    })
    policy(at, { grantControls: { builtInControls: ['block'] } })
    expect(signIn(at, []).page.text).toContain('AADSTS53003')
  })

  test('a device waits for the second step of its person', () => {
    const at = withApplications()
    withAuthenticator(at, 'nobody')
    policy(at, MFA)
    const { poll, userCode } = deviceFor(at)
    const tab = browser(at)
    tab.open('/common/oauth2/deviceauth')
    tab.submit({ user_code: userCode })
    expect(isAsked(tab.submit(NOBODY).text)).toBe(true)
    expect(said(send(at, poll))).toMatch(/authorization_pending/)
    tab.submit({ factor: 'approve' })
    tab.submit({ decision: 'continue' })
    tab.submit({ decision: 'accept' })
    expect(decoded(send(at, poll).json.access_token).amr).toEqual(['pwd', 'mfa'])
  })
})

const GROUP = '30000000-0000-4000-8000-000000000001'
const personId = (at: World, upn: string) => String(at.tenant.find('users', 'userPrincipalName', upn)[0]?.id)
const conditions = (users: object, applications: object = { includeApplications: ['All'] }) => ({
  ...MFA,
  conditions: { users, applications },
})

/** Who is asked: each policy asks one user and not the other. */
describe('who is asked', () => {
  const rows: readonly [because: string, changes: (at: World) => object, nobody: boolean, admin: boolean][] =
    [
      ['everybody', () => conditions({ includeUsers: ['All'] }), true, true],
      ['a role', () => conditions({ includeRoles: [roleTemplate('Global Administrator')] }), false, true],
      [
        'everybody but a role',
        () => conditions({ includeUsers: ['All'], excludeRoles: [roleTemplate('Global Administrator')] }),
        true,
        false,
      ],
      ['a group', () => conditions({ includeGroups: [GROUP] }), true, false],
      [
        'everybody but a group',
        () => conditions({ includeUsers: ['All'], excludeGroups: [GROUP] }),
        false,
        true,
      ],
      ['one person', (at) => conditions({ includeUsers: [personId(at, NOBODY.username)] }), true, false],
      [
        'another application',
        () => conditions({ includeUsers: ['All'] }, { includeApplications: [EXCHANGE_APP_ID] }),
        false,
        false,
      ],
      [
        'all applications but this',
        () =>
          conditions(
            { includeUsers: ['All'] },
            { includeApplications: ['All'], excludeApplications: [GRAPH_APP_ID] },
          ),
        false,
        false,
      ],
      [
        'a strength',
        () => ({
          ...conditions({ includeUsers: ['All'] }),
          grantControls: { authenticationStrength: { id: '00000000-0000-0000-0000-000000000002' } },
        }),
        true,
        true,
      ],
      [
        'a policy that only reports',
        () => ({ ...conditions({ includeUsers: ['All'] }), state: 'disabled' }),
        false,
        false,
      ],
      [
        'hostile conditions',
        () => ({ ...MFA, conditions: { users: 'All', applications: ['All'] } }),
        false,
        false,
      ],
    ]
  test.each(rows)('%s', (_, changes, nobody, admin) => {
    const at = withApplications()
    const write = {
      at: 0,
      actor: { type: 'system', id: '', displayName: '' },
      call: '',
      requestId: '',
    } as const
    const memberId = personId(at, NOBODY.username)
    at.tenant.commit(write, 'groups/members', `${GROUP}/${memberId}`, { groupId: GROUP, memberId })
    policy(at, changes(at))
    const asked = [NOBODY, ADMIN].map((who) => at.send(V2, { form: { ...PASSWORD, ...who } }))
    const isFactor = asked.map(({ json }) => String(json.error_codes) === '50079')
    expect(isFactor).toEqual([nobody, admin])
  })

  test('administrators, where security defaults are on', () => {
    const at = withApplications()
    const write = {
      at: 0,
      actor: { type: 'system', id: '', displayName: '' },
      call: '',
      requestId: '',
    } as const
    at.tenant.commit(write, 'identitySecurityDefaultsEnforcementPolicy', 'd', { id: 'd', isEnabled: true })
    expect(said(at.send(V2, { form: PASSWORD }))).toBe('400 invalid_grant 50079 basic_action')
    withAuthenticator(at, 'admin')
    expect(said(at.send(V2, { form: PASSWORD }))).toBe('400 invalid_grant 50076 basic_action')
    expect(signIn(at, []).back?.code).toBeDefined()
  })
})

/** What the web application needs to act for a user. */
function consented(at: World): true {
  const write = {
    at: 0,
    actor: { type: 'system', id: '', displayName: '' },
    call: '',
    requestId: '',
  } as const
  const idOf = (appId: string) => String(at.tenant.find('servicePrincipals', 'appId', appId)[0]?.id)
  at.tenant.commit(write, 'oauth2PermissionGrants', 'of-web', {
    ...{ id: 'of-web', clientId: idOf(WEB.appId), resourceId: idOf(GRAPH_APP_ID) },
    ...{ consentType: 'AllPrincipals', principalId: null, scope: 'User.Read' },
  })
  return true
}

describe('flows without a page', () => {
  const forms: readonly [flow: string, make: (at: World) => Readonly<Record<string, string | undefined>>][] =
    [
      ['a password', () => PASSWORD],
      ['a refresh token', (at) => refreshFor(at, 'native')],
      ['on behalf of', (at) => consented(at) && onBehalf(callOfApi(at))],
    ]
  test.each(forms)('%s is refused with a challenge', (_, make) => {
    const at = withApplications()
    const form = make(at)
    for (const person of ['admin', 'nobody'] as const) withAuthenticator(at, person)
    policy(at, MFA)
    const heard = send(at, form)
    expect(said(heard)).toBe('400 invalid_grant 50076 basic_action')
    expect(JSON.parse(String(heard.json.claims))).toEqual({
      access_token: { capolids: { essential: true, values: ['p1'] } },
    })
  })

  test('what was proved on the page holds for the refresh token and on behalf of the person', () => {
    const at = withApplications()
    withAuthenticator(at, 'nobody')
    policy(at, {
      ...MFA,
      conditions: { users: { includeUsers: ['All'] }, applications: { includeApplications: ['All'] } },
    })
    const { back } = signIn(at, [{ factor: 'approve' }], {
      client_id: NATIVE.appId,
      redirect_uri: NATIVE.redirectUri,
      scope: `openid offline_access ${API}/access_as_user`,
    })
    const first = redeem(at, back?.code, {
      client_id: NATIVE.appId,
      client_secret: undefined,
      redirect_uri: NATIVE.redirectUri,
    })
    const refreshed = send(at, {
      grant_type: 'refresh_token',
      client_id: NATIVE.appId,
      refresh_token: String(first.json.refresh_token),
    })
    consented(at)
    const onwards = send(at, onBehalf(String(refreshed.json.access_token)))
    expect([first.status, refreshed.status, onwards.status]).toEqual([200, 200, 200])
    expect(decoded(onwards.json.access_token).amr).toEqual(['pwd', 'mfa'])
  })

  test.each([
    ['a context that a policy guards', context('c1'), '400 invalid_grant 50076 basic_action'],
    ['a second factor', factor, '400 invalid_grant 50076 basic_action'],
    ['a context that no policy guards', context('c2'), 'c2'],
    ['a context that cannot be', context('c100'), ''],
    ['a context that is no text', '{"access_token":{"acrs":{"value":{"a":1}}}}', ''],
  ])('%s by claims: %s', (_, claims, answer) => {
    const at = withApplications()
    withAuthenticator(at, 'admin')
    policy(at, {
      ...MFA,
      conditions: {
        users: { includeUsers: ['All'] },
        applications: { includeAuthenticationContextClassReferences: ['c1'] },
      },
    })
    const heard = at.send(V2, { form: { ...PASSWORD, claims } })
    if (answer.startsWith('400')) expect(said(heard)).toBe(answer)
    else expect(decoded(heard.json.access_token).acrs).toEqual(answer ? [answer] : undefined)
  })
})
