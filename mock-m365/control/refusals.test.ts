/** Refusals of the control surface: each names the place, what is expected there, and the mend. */
import { createServer } from 'node:https'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { ownServer } from '../serve/doors/own-server.ts'
import { controlRoutes } from './index.ts'
import { servedControl } from './testing/served-control.ts'

const served = await servedControl(Date.now())
const {
  ask,
  contoso: { tenantId },
} = served
beforeEach(served.renew)
afterAll(served.close)

describe('what the control surface refuses', () => {
  test.for([
    [{ to: ['a@b.example'] }, /^from: expected a text/],
    [{ from: '', to: 'a@b.example' }, /^to: expected a list of texts/],
    [{ from: '', to: [] }, /^to: expected 1 to 1000 addresses/],
    [
      { from: '', to: ['a@b.example'], sbuject: 'x' },
      /^sbuject: expected no such property; the properties are from, to/,
    ],
    [{ from: '', to: ['a@b.example'], headers: ['A: b\r\nC: d'] }, /^headers\[0\]: expected "Name: value"/],
  ] as const)('refuses mail that is none: %j', async ([body, sentence]) => {
    const { status, json } = await ask(`POST /tenants/${tenantId}/mail`, body)
    expect(status).toBe(400)
    expect(Object(json.error).message).toMatch(sentence)
    expect(served.cloud.tenantNamed(tenantId)?.list('MessageTrace')).toEqual([])
  })

  test.each([
    ['GET /nothing', undefined, 404, /no such route/],
    ['GET /tenants/nobody.example/changes', undefined, 404, /no tenant/],
    ['GET /tenants/%zz/changes', undefined, 400, /valid url component/],
    ['GET /calls?since=1&since=2', undefined, 400, /^since: expected a whole number .*found \["1","2"\]/],
    [
      'GET /calls?sinse=1',
      undefined,
      400,
      /^sinse: expected no such property; the properties are since, top/,
    ],
    ['DELETE /tenants', undefined, 405, 'this route takes GET'],
    ['GET /calls?since=-1', undefined, 400, /^since: expected a whole number from 0/],
    [
      'GET /calls?top=1001',
      undefined,
      400,
      /^top: expected a whole number from 1 to 1000, found 1001; GET \/_casproof\/openapi.json describes/,
    ],
    ['PUT /faults', '{', 400, /^the body: line 1, column 2: not JSON/],
    ['PUT /faults', '[]', 400, 'the body must be a JSON object'],
    ['PUT /faults', {}, 400, /^faults: expected a list/],
    ['PUT /faults', { faults: [null] }, 400, 'faults[0]: expected an object'],
    [
      'PUT /faults',
      { faults: [{ operation: 1, fault: 'throttled', occurrence: 0 }] },
      400,
      /^faults\[0\]\.operation: expected the name of an operation/,
    ],
    [
      'PUT /faults',
      { faults: [{ operation: '*', fault: 'x', occurrence: 0 }] },
      400,
      /^faults\[0\]\.fault: expected "throttled", .*found "x"/,
    ],
    ['PUT /faults', { faults: [{ operation: '*', fault: 'throttled', occurrence: -1 }] }, 400, /occurrence/],
    [
      'PUT /faults',
      { faults: [{ operation: 'nope', fault: 'throttled', occurrence: 0 }] },
      400,
      /^faults\[0\]\.operation: expected an operation of the mock \(GET \/_casproof\/faults lists them\), found "nope"/,
    ],
    [
      'PUT /faults',
      { faults: [{ operation: 'New-TransportRules', fault: 'throttled', occurrence: 0 }] },
      400,
      /^faults\[0\]\.operation: expected an operation of the mock, such as .*New-TransportRule.* found "New-TransportRules"/,
    ],
    [
      'PUT /faults',
      { faults: [{ operation: '*', fault: 'throttled', occurrence: 0, knobs: { a: 'b' } }] },
      400,
      /^faults\[0\]\.knobs\.a: expected no such property; the properties are retryAfterSeconds/,
    ],
    [
      'PUT /faults',
      { faults: [], more: 1 },
      400,
      /^more: expected no such property; the properties are faults/,
    ],
    ['POST /clock/advance', {}, 400, /^seconds: expected a number/],
    ['POST /clock/advance', { seconds: -1 }, 400, /^seconds: expected a number/],
    ['POST /clock/advance', '{"seconds": 1e308}', 400, /^seconds: expected a number/],
    [
      'POST /clock/advance',
      '{"__proto__": {"seconds": 1}}',
      400,
      /^the body: .*a property may not be called __proto__/,
    ],
    [`POST /tenants/${tenantId}/textRecords`, { domain: 'x', text: 'y' }, 400, /^domain: expected/],
    [`POST /tenants/${tenantId}/textRecords`, { domain: 'x.example', text: '' }, 400, /^text: expected/],
    [`GET /tenants/${tenantId}/textRecords`, undefined, 400, /^domain: expected/],
  ])('%s %j is refused with %i', async (line, body, status, message) => {
    const { status: told, json } = await ask(line, body)
    expect(told).toBe(status)
    expect(Object(json.error).message).toMatch(message)
  })

  test('takes no body that a page in a browser could send unasked', async () => {
    const headers = { 'content-type': 'text/plain' }
    expect((await ask('POST /clock/advance', { seconds: 1 }, headers)).status).toBe(415)
  })

  test('is nowhere but on loopback names', async () => {
    const headers = { host: 'graph.microsoft.com' }
    expect((await ask('GET /tenants', undefined, headers)).json.tenants).toBeUndefined()
    expect((await ask('GET /tenants', undefined, { host: 'evil.example' })).status).toBe(421)
  })

  test.each([
    ['localhost', '127.0.0.1', 200],
    ['localhost:8443', '::ffff:127.0.0.1', 200],
    ['[::1]', '::1', 200],
    ['localhost', '10.0.0.5', 403],
    ['mock.lan', '127.0.0.1', 403],
  ])('as %s, asked from %s, answers %s', async (host, remoteAddress, status) => {
    const { app } = await ownServer({
      createServer: (listener) => createServer(listener),
      microsofts: () => () => undefined,
      routes: [controlRoutes(served.control)],
      ownNames: new Set(['mock.lan']),
      log: false,
    })
    const answer = await app.inject({ url: '/_casproof/tenants', headers: { host }, remoteAddress })
    expect(answer.statusCode).toBe(status)
  })
})
