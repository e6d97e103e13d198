import { describe, expect, test } from 'vitest'
import { authorizeUrl, browser, NATIVE, WEB, withApplications } from './testing/applications.ts'
import { ADMIN } from './testing/browser.ts'
import {
  assertionWith,
  callOfApi,
  codeFor,
  DAY_MS,
  NATIVE_CLIENT,
  NOBODY,
  onBehalf,
  policy,
  refreshFor,
  send,
  WEB_CLIENT,
} from './testing/flows.ts'
import {
  CLIENT_CREDENTIALS,
  consentAs,
  GRAPH,
  type Heard,
  INLINE,
  NOW,
  PASSWORD,
  ready,
  said,
  upnOf,
  V2,
  type World,
  world,
} from './testing/world.ts'

const app = (at: World, changes: Readonly<Record<string, string | undefined>> = {}): Heard =>
  at.send(V2, { form: { ...CLIENT_CREDENTIALS, ...changes } })
const person = (at: World, changes: Readonly<Record<string, string | undefined>> = {}): Heard =>
  at.send(V2, { form: { ...PASSWORD, ...changes } })
const failing = (status: number) => ({
  operation: 'POST /oauth2/v2.0/token',
  occurrence: 0,
  fault: 'server-error',
  knobs: { status },
})
const NOWHERE = '99999999-9999-4999-8999-999999999999'
const expired = {
  passwordCredentials: [{ secretText: INLINE.clientSecret, endDateTime: '2020-01-01T00:00:00Z' }],
}

/** The table of observed and documented errors, each with a request that causes it. */
const REACHED: readonly [answer: string, ask: () => Heard][] = [
  ['400 unauthorized_client 700016', () => app(ready(), { client_id: NOWHERE })],
  ['401 invalid_client 7000229', () => app(world())],
  ['401 invalid_client 7000215', () => app(ready(), { client_secret: 'wrong' })],
  [
    '401 invalid_client 7000222',
    () => {
      const at = ready()
      at.change('applications', 'appId', INLINE.clientId, expired)
      return app(at)
    },
  ],
  [
    '401 invalid_client 7000218',
    () => {
      const at = withApplications()
      return send(at, { ...codeFor(at, 'web'), client_secret: undefined })
    },
  ],
  [
    '401 invalid_client 700025',
    () => {
      const at = withApplications()
      return send(at, { ...codeFor(at, 'native'), client_secret: 'a secret' })
    },
  ],
  [
    '401 invalid_client 700027',
    () => send(withApplications(), assertionWith({}, { header: { x5t: 'AAAA' } })),
  ],
  ['401 invalid_client 700024', () => send(withApplications(), assertionWith({ nbf: 0, exp: 1 }))],
  [
    '401 invalid_client 70025',
    () => send(withApplications(), assertionWith({ iss: 'https://issuer.example' })),
  ],
  [
    '400 invalid_request 90002',
    () => ready().send(`POST /${NOWHERE}/oauth2/v2.0/token`, { form: CLIENT_CREDENTIALS }),
  ],
  ['400 invalid_tenant 90002', () => ready().send(`GET /${NOWHERE}/v2.0/.well-known/openid-configuration`)],
  ['400 invalid_resource 500011', () => app(ready(), { scope: 'https://nobody.example/.default' })],
  [
    '400 unauthorized_client 700038',
    () => app(ready(), { client_id: '00000000-0000-0000-0000-000000000000' }),
  ],
  ['400 invalid_scope 1002012', () => app(ready(), { scope: `${GRAPH}/User.Read` })],
  ['400 invalid_scope 70011', () => app(ready(), { scope: 'everything' })],
  ['400 invalid_request 900144', () => app(ready(), { scope: undefined })],
  [
    '400 invalid_grant 65001 consent_required',
    () =>
      send(withApplications(), {
        ...NATIVE_CLIENT,
        ...NOBODY,
        grant_type: 'password',
        scope: `${GRAPH}/Mail.Read`,
      }),
  ],
  [
    '400 invalid_grant 53003 message_only',
    () => {
      const at = withApplications()
      policy(at, { grantControls: { builtInControls: ['block'] } })
      return send(at, assertionWith())
    },
  ],
  [
    '400 invalid_grant 70043 token_expired',
    () => {
      const at = withApplications()
      const form = refreshFor(at, 'web')
      policy(at, { sessionControls: { signInFrequency: { isEnabled: true, value: 1, type: 'hours' } } })
      at.clock.advance(2 * 3_600_000)
      return send(at, form)
    },
  ],
  [
    '400 invalid_grant 700082 bad_token',
    () => {
      const at = withApplications()
      const form = refreshFor(at, 'web')
      at.clock.advance(91 * DAY_MS)
      return send(at, form)
    },
  ],
  [
    '400 invalid_grant 70008',
    () => {
      const at = withApplications()
      const form = codeFor(at, 'web')
      at.clock.advance(11 * 60_000)
      return send(at, form)
    },
  ],
  [
    '400 invalid_grant 50173 bad_token',
    () => {
      const at = withApplications()
      const form = refreshFor(at, 'web')
      const signInSessionsValidFromDateTime = new Date(NOW + 1000).toISOString()
      at.change('users', 'userPrincipalName', NOBODY.username, { signInSessionsValidFromDateTime })
      return send(at, form)
    },
  ],
  [
    '400 invalid_grant 54005',
    () => {
      const at = withApplications()
      const form = codeFor(at, 'web')
      send(at, form)
      return send(at, form)
    },
  ],
  [
    '400 invalid_grant 501481',
    () => {
      const at = withApplications()
      return send(at, { ...codeFor(at, 'native'), code_verifier: 'w'.repeat(43) })
    },
  ],
  ['400 invalid_grant 50034', () => person(world(), { username: 'absent@contoso.com' })],
  ['400 invalid_grant 50126', () => person(world(), { password: 'wrong' })],
  [
    '400 invalid_grant 50057',
    () => {
      const at = world()
      at.change('users', 'userPrincipalName', upnOf('admin'), { accountEnabled: false })
      return person(at)
    },
  ],
  [
    '400 invalid_grant 500131',
    () => {
      const at = withApplications()
      return send(at, onBehalf(String(person(at).json.access_token)))
    },
  ],
  [
    '400 invalid_grant 50013',
    () => {
      const at = withApplications()
      return send(at, onBehalf(`${callOfApi(at).slice(0, -4)}AAAA`))
    },
  ],
  [
    '400 unauthorized_client 7000112',
    () => {
      const at = ready()
      at.change('servicePrincipals', 'appId', INLINE.clientId, { accountEnabled: false })
      return app(at)
    },
  ],
  [
    '400 invalid_request 50194',
    () =>
      withApplications().send('POST /common/oauth2/v2.0/token', {
        form: { ...WEB_CLIENT, grant_type: 'authorization_code', code: 'any' },
      }),
  ],
  ['400 invalid_request 9001023', () => world().send('POST /common/oauth2/v2.0/token', { form: PASSWORD })],
  [
    '429 temporarily_unavailable 90036',
    () => app(world([{ operation: 'POST /oauth2/v2.0/token', occurrence: 0, fault: 'throttled' }])),
  ],
  ['500 server_error 90006', () => app(world([failing(500)]))],
  ['503 temporarily_unavailable 90033', () => app(world([failing(503)]))],
  ['504 temporarily_unavailable 90012', () => app(world([failing(504)]))],
]

/** Errors that are shown on a page: status, and the cause. */
const ON_PAGES: readonly [code: number, status: number, open: () => Heard][] = [
  [
    50011,
    400,
    () => browser(withApplications()).open(authorizeUrl({ redirect_uri: 'https://other.example/' })),
  ],
  [
    500113,
    400,
    () => {
      const at = withApplications()
      at.change('applications', 'appId', WEB.appId, { web: { redirectUris: [] } })
      return browser(at).open(authorizeUrl({}).replace(/&redirect_uri=[^&]*/, ''))
    },
  ],
  [700016, 400, () => browser(withApplications()).open(authorizeUrl({ client_id: NOWHERE }))],
  [90094, 403, () => asPerson(authorizeUrl({ scope: `${GRAPH}/Directory.ReadWrite.All` }))],
  [90093, 403, () => asPerson(authorizeUrl({ prompt: 'admin_consent', resource: GRAPH }, { version: 1 }))],
  [90094, 403, () => consentAs(world(), 'nobody')],
]

function asPerson(target: string): Heard {
  const tab = browser(withApplications())
  tab.open(target)
  return tab.submit(NOBODY)
}

describe('the table of errors', () => {
  test.each(REACHED)('%s', (answer, ask) => {
    const heard = ask()
    expect(said(heard)).toBe(answer)
    const { error_description, timestamp, trace_id, correlation_id, error_codes, error_uri } = heard.json
    const [code] = error_codes as number[]
    const [date, time] = String(timestamp).split(' ')
    expect(`${date}T${time}`).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(error_description).toMatch(
      new RegExp(
        `^AADSTS${code}: \\S.*\\S Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}$`,
      ),
    )
    expect(error_uri).toBe(`https://login.microsoftonline.com/error?code=${code}`)
    expect(Object.keys(heard.json).slice(0, 7)).toEqual(
      'error error_description error_codes timestamp trace_id correlation_id error_uri'.split(' '),
    )
    expect(heard.headers).toMatchObject({
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store, no-cache',
      'x-ms-request-id': trace_id,
    })
  })

  test.each(ON_PAGES)('%i is a page, with %i', (code, status, open) => {
    const { status: heard, text, headers } = open()
    expect([heard, headers['Content-Type']]).toEqual([status, 'text/html; charset=utf-8'])
    expect(text).toContain(`AADSTS${code}: `)
  })

  test('an administrator meets none of the refusals of consent', () => {
    const at = withApplications()
    const tab = browser(at)
    tab.open(
      authorizeUrl({
        client_id: NATIVE.appId,
        redirect_uri: NATIVE.redirectUri,
        scope: `${GRAPH}/Mail.Read`,
      }),
    )
    expect(tab.submit(ADMIN).text).toContain('Permissions requested')
  })
})
