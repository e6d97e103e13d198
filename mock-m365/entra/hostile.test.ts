import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  CLIENT_CREDENTIALS,
  CONSENT_V1,
  INLINE,
  LOGIN,
  PASSWORD,
  ready,
  TENANT_ID,
  tokenArrival,
} from './testing/world.ts'

const SEGMENTS = [
  TENANT_ID,
  'contoso.com',
  'common',
  'consumers',
  '__proto__',
  'constructor',
  '%00',
  '..',
  '',
]
const RESTS = [
  '/oauth2/v2.0/token',
  '/oauth2/token',
  '/adminconsent',
  '/v2.0/adminconsent',
  '/v2.0/.well-known/openid-configuration',
  '/.well-known/openid-configuration',
  '/discovery/keys',
  '/discovery/instance',
  '//',
]
const NAMES = [
  ...Object.keys({ ...CLIENT_CREDENTIALS, ...PASSWORD }),
  ...'resource redirect_uri state decision __proto__ client-request-id'.split(' '),
]
const VALUES = [
  ...Object.values({ ...PASSWORD, ...CLIENT_CREDENTIALS }),
  ...Object.values(PASSWORD),
  INLINE.redirectUri,
  'accept',
  'constructor',
  '__proto__',
  'hasOwnProperty',
  '/.default',
  '/',
  '//.default //.default',
  '%',
  '%C3%28',
  '\0',
  '\ud800',
  '<b>',
]

const text = fc.string({ unit: 'binary', maxLength: 12 })
const pair = fc.tuple(fc.constantFrom(...NAMES), fc.oneof(fc.constantFrom(...VALUES), text))
/** Valid forms with one fault reach more code than random text. */
const fields = fc
  .tuple(
    fc.constantFrom([], Object.entries(CLIENT_CREDENTIALS), Object.entries(PASSWORD)),
    fc.array(pair, { maxLength: 3 }),
  )
  .map(([good, wrong]) =>
    new URLSearchParams(Object.entries(Object.fromEntries([...good, ...wrong]))).toString(),
  )
const input = fc.oneof({ weight: 3, arbitrary: fields }, { weight: 1, arbitrary: text })
const arrival = fc.record({
  method: fc.constantFrom('POST', 'POST', 'GET', 'HEAD', 'constructor'),
  segment: fc.oneof(fc.constantFrom(...SEGMENTS), text),
  rest: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...RESTS) }, { weight: 1, arbitrary: text }),
  query: fc.oneof(input, fc.constant(CONSENT_V1.split('?')[1] ?? '')),
  body: input,
  authorization: fc.option(
    fc.oneof(
      text,
      text.map((one) => `Basic ${Buffer.from(one).toString('base64')}`),
    ),
    { nil: undefined, freq: 6 },
  ),
  host: fc.constantFrom('login.microsoftonline.com', 'localhost', 'constructor', '__proto__'),
})

test('whatever arrives is answered, never with a failure of the service, and only a consent writes', () => {
  const { cloud, tenant, clock } = ready()
  const statuses = new Set<number>()
  const property = fc.property(arrival, ({ method, segment, rest, query, body, authorization, host }) => {
    const { position } = tenant
    const answer = cloud.handle({
      method,
      host,
      origin: LOGIN,
      path: `/${segment}${rest}`,
      query,
      headers: { authorization },
      body,
      at: clock.now(),
    })
    statuses.add(answer.status)
    if (!(answer.status >= 200 && answer.status < 500)) throw new Error(`status ${answer.status}`)
    if (typeof answer.body !== 'string') throw new Error(`body is a ${typeof answer.body}`)
    if (answer.headers['Content-Type']?.includes('json')) JSON.parse(answer.body)
    if (method !== 'POST' && tenant.position !== position) throw new Error('a read has written')
  })
  // drawn alike every time, since the test also names the answers that must occur
  fc.assert(property, { numRuns: 20_000 })
  expect([...statuses].sort()).toEqual(expect.arrayContaining([200, 302, 400, 401, 404, 405]))
})

test('a body too large is 413, and none that is let in takes long', () => {
  const { cloud, clock } = ready()
  const send = (body: string) => cloud.handle(tokenArrival(body, clock.now()))
  const { scope: _scope, ...rest } = CLIENT_CREDENTIALS
  const filled = (part: string) =>
    `${new URLSearchParams(rest)}&scope=x${part.repeat(65_000 / part.length)}x/.default`
  // Processor time, independent of other load: quadratic work takes ten times as much.
  const started = process.threadCpuUsage()
  for (const part of ['/', '+', 'a', '+/', '%2F'])
    expect([part, send(filled(part)).status]).toEqual([part, 400])
  expect(process.threadCpuUsage(started).user).toBeLessThan(3_000_000)
  expect(send('x'.repeat(65_537)).status).toBe(413)
})
