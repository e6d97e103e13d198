/** The control surface over a real socket: what it tells and does, what it refuses, and whom. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { internetHost } from '../exchange/mail-flow/outside/hosts.ts'
import { fetchOf } from '../fetch.ts'
import { verificationNumber } from '../graph/directory/domain-rules.ts'
import { seededIds } from '../seeded-ids.ts'
import { answerTo } from '../serve/doorway.ts'
import { openHome, type Serving, serve } from '../serve/index.ts'
import type { Microsoft365 } from '../services.ts'
import { embeddedCloud } from '../starting-states/index.ts'
import { virtualClock } from '../virtual-clock.ts'
import { type ControlRequest, controlOf, loadableFaults, movableClock, ROUTES } from './index.ts'

const AT = Date.UTC(2026, 10, 22)
const directory = mkdtempSync(join(tmpdir(), 'casproof-control-'))
const home = openHome(directory, Date.now())
const ca = readFileSync(home.caFile, 'utf8')
const start = embeddedCloud({ clock: virtualClock(AT), ids: seededIds('start'), key: home.signingKey })
const [contoso] = start.tenants
const tenantId = contoso?.tenantId ?? ''

let server: Serving
let cloud: Microsoft365
let control = (_: ControlRequest) => ({ status: 500, headers: {}, body: '' })

beforeAll(async () => {
  server = await serve({
    cloud: { clock: start.cloud.clock, handle: (arrival) => cloud.handle(arrival) },
    home,
    control: (one) => control(one),
  })
})
beforeEach(() => {
  const clock = movableClock(virtualClock(AT))
  const faults = loadableFaults()
  cloud = start.cloud.fork({ clock, faults, ids: seededIds('control') })
  control = controlOf({ cloud, clock, faults, outside: [internetHost()] }) as typeof control
})
afterAll(async () => {
  await server.close()
  rmSync(directory, { recursive: true })
})

interface Told {
  readonly status: number
  readonly json: { readonly [name: string]: unknown }
}

/** @param line `GET /tenants`, after the prefix */
function ask(line: string, body?: unknown, headers: Record<string, string> = {}): Promise<Told> {
  const [method = '', path = ''] = line.split(' ')
  const sent = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const asked = request(
      `${server.origin}/_casproof${path}`,
      {
        ca,
        method,
        servername: 'localhost',
        headers: { ...type, 'content-length': String(Buffer.byteLength(sent)), ...headers },
      },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part) => {
          text += part
        })
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            json: text.startsWith('{') ? JSON.parse(text) : { text },
          }),
        )
      },
    )
    asked.on('error', reject).end(sent)
  })
}

/** A request of an administrator's to Graph, in process. */
async function graph(line: string, body?: object) {
  const { userPrincipalName: username = '', password = '' } = contoso?.accounts[0] ?? {}
  const form = {
    grant_type: 'password',
    client_id: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
    scope: 'https://graph.microsoft.com/.default',
    username,
    password,
  }
  const client = fetchOf(cloud)
  const token = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`
  const signedIn = await client(token, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token } = Object(await signedIn.json())
  const [method = '', path = ''] = line.split(' ')
  return client(`https://graph.microsoft.com/v1.0${path}`, {
    method,
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
}

describe('the control surface', () => {
  test('says what it can', async () => {
    const { status, json } = await ask('GET /')
    expect([status, json.routes]).toHaveLength(2)
    expect(json.routes).toHaveLength(ROUTES.length)
    expect(await ask('GET ')).toEqual({ status, json })
  })

  test('the help of serve names every route', () => {
    const help = readFileSync(new URL('../../cli/main.ts', import.meta.url), 'utf8')
    for (const { method, path } of ROUTES)
      expect(help).toMatch(new RegExp(`${method} +/_casproof/${path.replace(/[{}]/g, '\\$&')} `))
  })

  test('sends mail through a tenant, and Exchange traces it', async () => {
    const [domain = ''] = contoso?.domains.slice(-1) ?? []
    const { tenants } = (await ask('GET /tenants')).json
    expect(tenants).toBeDefined()
    const to = [contoso?.accounts[0]?.userPrincipalName ?? '', `nobody@${domain}`]
    const { status, json } = await ask(`POST /tenants/${domain}/mail`, { from: 'a@partner.example', to })
    expect(status).toBe(200)
    expect(json.fates).toMatchObject([
      { recipient: to[1], fate: 'rejected' },
      { recipient: to[0], fate: 'inbox' },
    ])
    expect(json.rows).toMatchObject([{ Status: 'Failed' }, { Status: 'Delivered', RecipientAddress: to[0] }])
    expect(cloud.tenantNamed(domain)?.list('MessageTrace')).toHaveLength(2)
  })

  test.for([
    [{ to: ['a@b.example'] }, /^from: expected a text/],
    [{ from: '', to: 'a@b.example' }, /^to: expected a list of texts/],
    [{ from: '', to: [] }, /^to: expected 1 to 1000 addresses/],
    [{ from: '', to: ['a@b.example'], sbuject: 'x' }, /^sbuject: unknown/],
    [{ from: '', to: ['a@b.example'], headers: ['A: b\r\nC: d'] }, /^headers\[0\]: expected "Name: value"/],
  ] as const)('refuses mail that is none: %j', async ([body, sentence]) => {
    const { status, json } = await ask(`POST /tenants/${tenantId}/mail`, body)
    expect(status).toBe(400)
    expect(Object(json.error).message).toMatch(sentence)
    expect(cloud.tenantNamed(tenantId)?.list('MessageTrace')).toEqual([])
  })

  test('lists tenants, and what has happened since', async () => {
    const { json } = await ask('GET /tenants')
    expect(json.tenants).toContainEqual(
      expect.objectContaining({ id: tenantId, displayName: contoso?.displayName, position: 0 }),
    )
    await graph('POST /groups', {
      displayName: 'G',
      mailNickname: 'g',
      mailEnabled: false,
      securityEnabled: true,
    })
    const log = await ask(`GET /tenants/${contoso?.domains[0]}/changes?since=0&top=1`)
    expect(log).toMatchObject({
      status: 200,
      json: { tenantId, next: 1, changes: [{ seq: 0, kind: 'groups', call: 'POST /groups' }] },
    })
    const { position } = log.json
    expect((await ask(`GET /tenants/${tenantId}/changes?since=${position}`)).json.changes).toEqual([])
  })

  test('lists requests, from a number on', async () => {
    await graph('GET /users?$top=1')
    const first = await ask('GET /calls')
    expect(first.json.calls).toMatchObject([
      { number: 1, service: 'entra', status: 200 },
      { number: 2, service: 'graph', operation: 'GET /users', status: 200, tenantId },
    ])
    expect((await ask('GET /calls?since=1')).json.calls).toHaveLength(1)
    expect((await ask('GET /calls?since=2')).json).toEqual({ next: 2, calls: [] })
  })

  test('loads faults, which then strike, and takes them away', async () => {
    const faults = [{ operation: 'GET /users', occurrence: 0, fault: 'throttled' }]
    const put = await ask('PUT /faults', { faults })
    expect([put.status, put.json.planned]).toMatchObject([200, faults])
    expect((await graph('GET /users')).status).toBe(429)
    expect((await graph('GET /users')).status).toBe(200)
    expect((await ask('GET /faults')).json.fired).toMatchObject(faults)
    expect((await ask('DELETE /faults')).json.planned).toEqual([])
  })

  test('moves the clock, and tokens expire', async () => {
    expect((await ask('GET /clock')).json).toEqual({ now: '2026-11-22T00:00:00.000Z', aheadSeconds: 0 })
    expect((await ask('POST /clock/advance', { seconds: 7200.5 })).json).toEqual({
      now: '2026-11-22T02:00:00.500Z',
      aheadSeconds: 7200.5,
    })
    expect(cloud.clock.now()).toBe(AT + 7_200_500)
  })

  test('publishes the record by which Graph verifies a domain', async () => {
    expect((await graph('POST /domains', { id: 'fresh.example' })).status).toBe(201)
    expect((await graph('POST /domains/fresh.example/verify')).status).toBe(400)
    const records = `/tenants/${tenantId}/textRecords`
    const text = `MS=ms${verificationNumber('fresh.example')}`
    const told = await ask(`POST ${records}`, { domain: 'Fresh.example', text })
    expect(told).toEqual({ status: 200, json: { domain: 'fresh.example', texts: [text] } })
    expect((await ask(`GET ${records}?domain=fresh.example`)).json).toEqual(told.json)
    expect((await graph('POST /domains/fresh.example/verify')).status).toBe(200)
  })

  test.each([
    ['GET /nothing', undefined, 404, /no such route/],
    ['GET /tenants/nobody.example/changes', undefined, 404, /no tenant/],
    ['GET /tenants/%zz/changes', undefined, 404, /no tenant/],
    ['DELETE /tenants', undefined, 405, 'this route takes GET'],
    ['GET /calls?since=-1', undefined, 400, /^since: expected a whole number from 0/],
    ['GET /calls?top=1001', undefined, 400, 'top: expected a whole number from 1 to 1000'],
    ['PUT /faults', '{', 400, 'the body is no JSON'],
    ['PUT /faults', '[]', 400, 'the body must be an object'],
    ['PUT /faults', {}, 400, /^faults: expected a list/],
    ['PUT /faults', { faults: [null] }, 400, 'faults[0]: expected an object'],
    ['PUT /faults', { faults: [{ operation: 1 }] }, 400, 'faults[0].operation: expected a text'],
    [
      'PUT /faults',
      { faults: [{ operation: '*', fault: 'x', occurrence: 0 }] },
      400,
      /^faults\[0\]\.fault: "x" is none of/,
    ],
    ['PUT /faults', { faults: [{ operation: '*', fault: 'throttled', occurrence: -1 }] }, 400, /occurrence/],
    [
      'PUT /faults',
      { faults: [{ operation: 'nope', fault: 'throttled', occurrence: 0 }] },
      400,
      'faults[0].operation: "nope" is no operation of the mock, and would never strike; they stand in GET /_casproof/faults',
    ],
    [
      'PUT /faults',
      { faults: [{ operation: 'New-TransportRules', fault: 'throttled', occurrence: 0 }] },
      400,
      /^faults\[0\]\.operation: "New-TransportRules" is no operation .*; there are .*New-TransportRule/,
    ],
    [
      'PUT /faults',
      { faults: [{ operation: '*', fault: 'throttled', occurrence: 0, knobs: { a: 'b' } }] },
      400,
      'faults[0].knobs.a: expected a number',
    ],
    ['PUT /faults', { faults: [], more: 1 }, 400, 'more: unknown; the body takes faults'],
    ['POST /clock/advance', {}, 400, /^seconds: expected a number/],
    ['POST /clock/advance', { seconds: -1 }, 400, /^seconds: expected a number/],
    ['POST /clock/advance', '{"seconds": 1e308}', 400, /^seconds: expected a number/],
    ['POST /clock/advance', '{"__proto__": {"seconds": 1}}', 400, /^__proto__: unknown/],
    [`POST /tenants/${tenantId}/textRecords`, { domain: 'x', text: 'y' }, 400, /^domain: expected/],
    [`POST /tenants/${tenantId}/textRecords`, { domain: 'x.example', text: '' }, 400, /^text: expected/],
    [`GET /tenants/${tenantId}/textRecords`, undefined, 400, /^domain: expected/],
  ])('%s %j is refused with %i', async (line, body, status, message) => {
    const { status: told, json } = await ask(line, body)
    expect(told).toBe(status)
    expect(Object(json.error).message).toMatch(message)
  })

  test('takes faults at every operation that it lists, and at those that records name by another key', async () => {
    const operations = Object((await ask('GET /faults')).json.operations)
    const more = ['*', "PATCH /groups(uniqueName='{uniqueName}')", "GET /servicePrincipals(appId='{appId}')"]
    const faults = [...operations, ...more].map((operation) => ({
      operation,
      occurrence: 0,
      fault: 'throttled',
    }))
    expect(faults.length).toBeGreaterThan(200)
    expect(await ask('PUT /faults', { faults })).toMatchObject({ status: 200 })
  })

  test('tells every tenant by a name', async () => {
    const tenants: { displayName: unknown }[] = Object((await ask('GET /tenants')).json.tenants)
    expect(tenants.map(({ displayName }) => displayName)).toContain('Microsoft')
    for (const { displayName } of tenants) expect(displayName).toEqual(expect.stringMatching(/./))
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
    ['localhost', undefined, 403],
    ['mock.lan', '127.0.0.1', 403],
  ])('as %s, asked from %s, answers %s', async (host, remoteAddress, status) => {
    const raw = { method: 'GET', headers: { host }, rawHeaders: ['Host', host], socket: { remoteAddress } }
    const visit = {
      raw: raw as IncomingMessage,
      scheme: 'https',
      target: '/_casproof/tenants',
      body: '',
    } as const
    expect((await answerTo(cloud, new Set(['mock.lan']), visit, control)).status).toBe(status)
  })
})
