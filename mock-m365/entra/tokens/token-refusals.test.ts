import { describe, expect, test } from 'vitest'
import { API, NATIVE, PAGE, WEB, withApplications } from '../testing/applications.ts'
import { testCertificate } from '../testing/certificate.ts'
import {
  assertionWith,
  atDevicePage,
  callOfApi,
  codeFor,
  DAY_MS,
  deviceFor,
  NATIVE_CLIENT,
  NOBODY,
  ORIGIN,
  onBehalf,
  policy,
  refreshFor,
  send,
  WEB_CLIENT,
  withAuthenticator,
} from '../testing/flows.ts'
import {
  CLIENT_CREDENTIALS,
  type Heard,
  LOGIN,
  NOW,
  said,
  TENANT_ID,
  tokenArrival,
  type World,
} from '../testing/world.ts'

/** What an external workload presents: a token of its own issuer. */
const FEDERATED = {
  iss: 'https://token.actions.example',
  sub: 'repo:contoso/app:ref:refs/heads/main',
  aud: 'api://AzureADTokenExchange',
}

/** Each refusal at the token endpoint, and its cause. */
const REFUSALS: readonly [because: string, answer: string, ask: (at: World) => Heard][] = [
  [
    'a parameter twice',
    '400 invalid_request 9000411',
    (at) => at.send(`GET /${TENANT_ID}/adminconsent`) && repeated(at),
  ],
  [
    'claims that are no JSON',
    '400 invalid_request 9002313',
    (at) => send(at, { ...assertionWith(), claims: '{' }),
  ],
  [
    'a code that was never issued',
    '400 invalid_grant 9002313',
    (at) => send(at, { ...codeFor(at, 'web'), code: 'guessed' }),
  ],
  [
    'one tenant’s application at /common',
    '400 invalid_request 50194',
    (at) => send(at, codeFor(at, 'web'), {}, 'POST /common/oauth2/v2.0/token'),
  ],
  [
    'a password at /common',
    '400 invalid_request 9001023',
    (at) =>
      send(
        at,
        { grant_type: 'password', ...NATIVE_CLIENT, ...NOBODY, scope: 'openid' },
        {},
        'POST /common/oauth2/v2.0/token',
      ),
  ],
  [
    'an application alone at /organizations',
    '400 invalid_request 50059',
    (at) => send(at, CLIENT_CREDENTIALS, {}, 'POST /organizations/oauth2/v2.0/token'),
  ],
  [
    'anybody at /consumers',
    '400 invalid_request 9002332',
    (at) => send(at, CLIENT_CREDENTIALS, {}, 'POST /9188040d-6c67-4c5b-b112-36a304b66dad/oauth2/v2.0/token'),
  ],
  [
    'an assertion that is none',
    '400 invalid_request 50027',
    (at) => send(at, { ...assertionWith(), client_assertion: 'a.b.c' }),
  ],
  [
    'an assertion without an algorithm',
    '400 invalid_request 50027',
    (at) => send(at, assertionWith({}, { header: { alg: 'none' } })),
  ],
  [
    'an assertion of an unknown type',
    '400 invalid_request 90023',
    (at) => send(at, { ...assertionWith(), client_assertion_type: 'saml' }),
  ],
  [
    'a certificate that is not registered',
    '401 invalid_client 700027',
    (at) => send(at, assertionWith({}, { header: { x5t: 'AAAA' } })),
  ],
  [
    'a key that is not the certificate’s',
    '401 invalid_client 700027',
    (at) => send(at, assertionWith({}, { key: testCertificate(NOW, NOW + 1).privateKey })),
  ],
  [
    'the other algorithm than it says',
    '401 invalid_client 700027',
    (at) => send(at, assertionWith({}, { header: { alg: 'PS256' } })),
  ],
  [
    'a certificate that has expired',
    '401 invalid_client 700027',
    (at) => {
      at.clock.advance(3651 * DAY_MS)
      return send(at, assertionWith())
    },
  ],
  [
    'an assertion of another time',
    '401 invalid_client 700024',
    (at) => send(at, assertionWith({ exp: NOW / 1000 - 301 })),
  ],
  [
    'an assertion of the future',
    '401 invalid_client 700024',
    (at) => send(at, assertionWith({ nbf: NOW / 1000 + 301 })),
  ],
  [
    'an assertion without an end',
    '401 invalid_client 700024',
    (at) => send(at, assertionWith({ exp: 'never' })),
  ],
  [
    'an assertion of another client',
    '401 invalid_client 700021',
    (at) => send(at, assertionWith({ sub: NATIVE.appId })),
  ],
  [
    'an assertion for somebody else',
    '401 invalid_client 700023',
    (at) => send(at, assertionWith({ aud: 'https://evil.example/' })),
  ],
  [
    'an assertion for another tenant',
    '401 invalid_client 700023',
    (at) => send(at, assertionWith({ aud: `${LOGIN}/nowhere.example/oauth2/v2.0/token` })),
  ],
  [
    'a code after ten minutes',
    '400 invalid_grant 70008',
    (at) => {
      const form = codeFor(at, 'web')
      at.clock.advance(600_000)
      return send(at, form)
    },
  ],
  [
    'a code twice',
    '400 invalid_grant 54005',
    (at) => {
      const form = codeFor(at, 'web')
      expect(send(at, form).status).toBe(200)
      return send(at, form)
    },
  ],
  [
    'a wrong verifier',
    '400 invalid_grant 501481',
    (at) => send(at, { ...codeFor(at, 'native'), code_verifier: 'w'.repeat(43) }),
  ],
  [
    'no verifier',
    '400 invalid_grant 501481',
    (at) => send(at, { ...codeFor(at, 'native'), code_verifier: undefined }),
  ],
  [
    'another reply address',
    '401 invalid_client 500112',
    (at) => send(at, { ...codeFor(at, 'web'), redirect_uri: 'http://localhost/web' }),
  ],
  [
    'another’s code',
    '400 invalid_grant 70000',
    (at) => send(at, { ...codeFor(at, 'native'), ...NATIVE_CLIENT, client_id: PAGE.appId }),
  ],
  [
    'another tenant’s code',
    '400 invalid_grant 700005',
    (at) => send(at, codeFor(at, 'native'), {}, 'POST /casvendor.onmicrosoft.com/oauth2/v2.0/token'),
  ],
  [
    'a refresh token after 90 days',
    '400 invalid_grant 700082 bad_token',
    (at) => {
      const form = refreshFor(at, 'web')
      at.clock.advance(90 * DAY_MS)
      return send(at, form)
    },
  ],
  [
    'a page’s refresh token the next day',
    '400 invalid_grant 700084 bad_token',
    (at) => {
      const form = refreshFor(at, 'page')
      at.clock.advance(DAY_MS - 1000)
      const { json, headers } = send(at, form, ORIGIN)
      expect(headers['Access-Control-Allow-Origin']).toBe('*')
      at.clock.advance(1000)
      return send(at, { ...form, refresh_token: String(json.refresh_token) }, ORIGIN)
    },
  ],
  [
    'a changed password',
    '400 invalid_grant 50173 bad_token',
    (at) => {
      const form = refreshFor(at, 'web')
      at.change('users', 'userPrincipalName', NOBODY.username, { password: 'another' })
      return send(at, form)
    },
  ],
  ['a page’s code from elsewhere', '400 invalid_request 9002327', (at) => send(at, codeFor(at, 'page'))],
  [
    'a native code from a page',
    '400 invalid_request 9002326',
    (at) => send(at, codeFor(at, 'native'), ORIGIN),
  ],
  [
    'a sign-in that is too old',
    '400 invalid_grant 70043 token_expired',
    (at) => {
      const form = refreshFor(at, 'web')
      policy(at, { sessionControls: { signInFrequency: { isEnabled: true, type: 'hours', value: 4 } } })
      at.clock.advance(5 * 3_600_000)
      return send(at, form)
    },
  ],
  [
    'a call that nobody signed',
    '400 invalid_grant 50013',
    (at) => send(at, onBehalf(`${callOfApi(at).slice(0, -8)}AAAAAAAA`)),
  ],
  [
    'a call that is too old',
    '400 invalid_grant 500133',
    (at) => {
      const form = onBehalf(callOfApi(at))
      at.clock.advance(2 * 3_600_000)
      return send(at, form)
    },
  ],
  [
    'a call of another API',
    '400 invalid_grant 500131',
    (at) => send(at, onBehalf(String(send(at, codeFor(at, 'web')).json.access_token))),
  ],
  [
    'a call of an application',
    '400 invalid_grant 7000114',
    (at) =>
      send(
        at,
        onBehalf(
          String(
            send(at, { ...CLIENT_CREDENTIALS, ...WEB_CLIENT, scope: `${API}/.default` }).json.access_token,
          ),
        ),
      ),
  ],
  ['a device that waits', '400 authorization_pending 70016', (at) => send(at, deviceFor(at).poll)],
  [
    'a device that cannot wait',
    '400 slow_down 70016',
    (at) => {
      const { poll } = deviceFor(at)
      send(at, poll)
      at.clock.advance(1000)
      return send(at, poll)
    },
  ],
  [
    'a device too late',
    '400 expired_token 70020',
    (at) => {
      const { poll } = deviceFor(at)
      at.clock.advance(900_000)
      return send(at, poll)
    },
  ],
  [
    'a device whose person says no',
    '400 authorization_declined 65004',
    (at) => {
      const { poll, userCode } = deviceFor(at)
      atDevicePage(at, userCode, 'decline')
      return send(at, poll)
    },
  ],
  [
    'a device code that was never issued',
    '400 bad_verification_code 70018',
    (at) => send(at, { ...deviceFor(at).poll, device_code: 'guessed' }),
  ],
  [
    'a person who is not assigned',
    '400 invalid_grant 50105',
    (at) => {
      const form = refreshFor(at, 'web')
      at.change('servicePrincipals', 'appId', WEB.appId, { appRoleAssignmentRequired: true })
      return send(at, form)
    },
  ],
  [
    'a person of another tenant',
    '400 invalid_grant 50020',
    (at) =>
      send(
        at,
        { grant_type: 'password', ...NATIVE_CLIENT, ...NOBODY, scope: 'openid' },
        {},
        'POST /casvendor.onmicrosoft.com/oauth2/v2.0/token',
      ),
  ],
  [
    'another issuer’s assertion, and nobody is trusted',
    '401 invalid_client 70025',
    (at) => send(at, assertionWith(FEDERATED)),
  ],
  ...(
    [
      ['issuer', '401 invalid_client 700211'],
      ['audience', '401 invalid_client 700212'],
      ['subject', '401 invalid_client 700213'],
      // The mock does not fetch an issuer's keys.
      ['', '400 invalid_request 50166'],
    ] as const
  ).map(([wrong, answer]): (typeof REFUSALS)[number] => [
    wrong === ''
      ? 'another issuer’s assertion, all as registered'
      : `another issuer’s assertion, of no ${wrong} registered`,
    answer,
    (at) => {
      const record = { issuer: FEDERATED.iss, subject: FEDERATED.sub, audiences: [FEDERATED.aud] }
      const other = { issuer: 'https://other.example', subject: 'other', audiences: ['other'] }
      const name = wrong === 'audience' ? 'audiences' : wrong
      const changed = name === '' ? record : { ...record, [name]: Reflect.get(other, name) }
      at.change('applications', 'appId', WEB.appId, { federatedIdentityCredentials: [changed] })
      return send(at, assertionWith(FEDERATED))
    },
  ]),
  [
    'a policy that blocks',
    '400 invalid_grant 53003 message_only',
    (at) => {
      policy(at, { grantControls: { builtInControls: ['block'] } })
      const answer = send(at, assertionWith())
      expect(JSON.parse(String(answer.json.claims))).toEqual({
        access_token: { capolids: { essential: true, values: ['p1'] } },
      })
      return answer
    },
  ],
  [
    'a policy that asks for a second factor',
    '400 invalid_grant 50076 basic_action',
    (at) => {
      const form = refreshFor(at, 'web')
      withAuthenticator(at, 'nobody')
      policy(at, { grantControls: { builtInControls: ['mfa'] } })
      return send(at, form)
    },
  ],
]

const repeated = (at: World): Heard => {
  const { status, headers, body } = at.cloud.handle(tokenArrival('scope=a&scope=b', NOW))
  return { status, headers, text: String(body), json: JSON.parse(String(body)) }
}

describe('refusals of codes, refresh tokens, certificates, devices and policies', () => {
  test.each(REFUSALS)('%s: %s', (_because, expected, ask) => {
    const answer = ask(withApplications())
    expect(said(answer)).toBe(expected)
    const [, , code] = expected.split(' ')
    expect(answer.json.error_description).toMatch(new RegExp(`^AADSTS${code}: .+ Trace ID: .+ Timestamp: `))
  })
})
