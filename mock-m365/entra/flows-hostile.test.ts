import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  API,
  authorizeUrl,
  browser,
  NATIVE,
  PAGE,
  returned,
  WEB,
  withApplications,
} from './testing/applications.ts'
import {
  CLIENT_CREDENTIALS,
  GRAPH,
  LOGIN,
  PASSWORD,
  passwordOf,
  TENANT_ID,
  upnOf,
  V2,
} from './testing/world.ts'

const RUNS = 12_000
const NOBODY = { username: upnOf('nobody'), password: passwordOf('nobody') }

/** A world in use: a user is signed in, codes and tokens are issued. */
const at = withApplications()
const tab = browser(at)
tab.open(authorizeUrl({}))
tab.submit(NOBODY)
const code = returned(tab.submit({ decision: 'accept' }))?.code ?? ''
const REDEMPTION = {
  grant_type: 'authorization_code',
  client_id: WEB.appId,
  client_secret: WEB.secret,
  redirect_uri: WEB.redirectUri,
}
const tokens = at.send(V2, { form: { ...REDEMPTION, code } }).json
const device = at.send('POST /common/oauth2/v2.0/devicecode', {
  form: { client_id: NATIVE.appId, scope: 'openid' },
}).json
const text = (value: unknown): string => String(value)

const FORMS: readonly Readonly<Record<string, string>>[] = [
  CLIENT_CREDENTIALS,
  PASSWORD,
  { ...REDEMPTION, code },
  { ...REDEMPTION, grant_type: 'refresh_token', refresh_token: text(tokens.refresh_token) },
  {
    ...REDEMPTION,
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    requested_token_use: 'on_behalf_of',
    assertion: text(tokens.access_token),
    scope: `${GRAPH}/User.Read`,
  },
  {
    ...CLIENT_CREDENTIALS,
    client_id: WEB.appId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${Buffer.from('{"alg":"RS256","x5t":"AA"}').toString('base64url')}.e30.AA`,
  },
  { grant_type: 'device_code', client_id: NATIVE.appId, device_code: text(device.device_code) },
  { ...NOBODY, decision: 'accept' },
  { user_code: text(device.user_code), decision: 'continue' },
  Object.fromEntries(new URLSearchParams(authorizeUrl({}).split('?')[1])),
  Object.fromEntries(
    new URLSearchParams(
      authorizeUrl({ client_id: PAGE.appId, redirect_uri: PAGE.redirectUri, prompt: 'none' }).split('?')[1],
    ),
  ),
  { client_id: NATIVE.appId, redirect_uri: 'msal://native', response_type: 'code', scope: `${API}/.default` },
]
const NAMES = [
  ...new Set(FORMS.flatMap(Object.keys)),
  ...'resource claims prompt response_mode nonce code_challenge code_verifier canary account organization otc login_hint client_info __proto__'.split(
    ' ',
  ),
]
const VALUES = [
  ...new Set(FORMS.flatMap(Object.values)),
  ...'none login consent select_account admin_consent query fragment form_post id_token token constructor __proto__ other return decline on 1'.split(
    ' ',
  ),
  '{"access_token":{"xms_cc":{"values":["CP1",1,null]}},"id_token":null}',
  '{"__proto__":[]}',
  '[]',
  `${'['.repeat(4000)}`,
  'a'.repeat(43),
  'http://localhost:1/web',
  'javascript:alert(1)',
  '\0',
  '\ud800',
  '%C3%28',
  '<b>',
  '',
]

const junk = fc.string({ unit: 'binary', maxLength: 12 })
const changes = fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(fc.constantFrom(...VALUES), junk), {
  maxKeys: 3,
})
const encoded = fc
  .tuple(fc.constantFrom({}, ...FORMS), changes)
  .map(([good, wrong]) => new URLSearchParams({ ...good, ...wrong }).toString())
const arrival = fc.record({
  method: fc.constantFrom('POST', 'GET'),
  segment: fc.constantFrom(TENANT_ID, 'contoso.com', 'common', 'organizations', 'consumers', '__proto__'),
  rest: fc.constantFrom(
    ...['/token', '/devicecode', '/authorize', '/logout'].flatMap((end) => [
      `/oauth2${end}`,
      `/oauth2/v2.0${end}`,
    ]),
    '/oauth2/deviceauth',
    '/adminconsent',
    '/v2.0/adminconsent',
  ),
  query: fc.oneof(encoded, fc.constant('')),
  body: fc.oneof(encoded, junk),
  cookie: fc.oneof(fc.constantFrom('', tab.cookie(), 'ESTSAUTH=; ESTSAUTH', `a=b; ${tab.cookie()}`), junk),
  origin: fc.constantFrom(undefined, undefined, 'https://spa.example', 'null'),
})

test(`${RUNS} requests in the middle of every flow are answered, never with a failure of the service`, () => {
  const statuses = new Map<number, number>()
  const property = fc.property(arrival, ({ method, segment, rest, query, body, cookie, origin }) => {
    const answer = at.cloud.handle({
      method,
      host: 'login.microsoftonline.com',
      origin: LOGIN,
      path: `/${segment}${rest}`,
      query,
      headers: { cookie, origin },
      body,
      at: at.clock.now(),
    })
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    if (!(answer.status >= 200 && answer.status < 500)) throw new Error(`status ${answer.status}`)
    if (answer.headers['Content-Type']?.includes('json')) JSON.parse(String(answer.body))
    if (/<script>(?!document\.forms)/.test(String(answer.body))) throw new Error('markup got in')
    const location = answer.headers.Location
    if (
      location !== undefined &&
      !/^(https:\/\/((app|spa)\.example|console\.casproof\.invalid)|http:\/\/localhost(:\d+)?\/|msal:)/.test(
        location,
      )
    )
      throw new Error(`sent to ${location}`)
  })
  fc.assert(property, { numRuns: RUNS })
  expect([...statuses.keys()].sort()).toEqual(expect.arrayContaining([200, 302, 400, 401]))
})
