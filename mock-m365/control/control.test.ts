/** The control surface over a real socket. */
import { type GenericSchema, safeParse } from 'valibot'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { FAULTS } from '../faults/index.ts'
import { verificationNumber } from '../graph/directory/domain-rules.ts'
import { ROUTES } from './table.ts'
import { AT, servedControl } from './testing/served-control.ts'

const served = await servedControl(Date.now())
const { ask, contoso, graph } = served
const { tenantId } = contoso
beforeEach(served.renew)
afterAll(served.close)

describe('the control surface', () => {
  test('says what it can', async () => {
    const { status, json } = await ask('GET /')
    expect([status, json.routes]).toHaveLength(2)
    expect(json.routes).toHaveLength(ROUTES.length)
    expect(await ask('GET ')).toEqual({ status, json })
  })

  test('sends mail through a tenant, and Exchange traces it', async () => {
    const [domain = ''] = contoso.domains.slice(-1) ?? []
    const { tenants } = (await ask('GET /tenants')).json
    expect(tenants).toBeDefined()
    const to = [contoso.accounts[0]?.userPrincipalName ?? '', `nobody@${domain}`]
    const { status, json } = await ask(`POST /tenants/${domain}/mail`, { from: 'a@partner.example', to })
    expect(status).toBe(200)
    expect(json.fates).toMatchObject([
      { recipient: to[1], fate: 'rejected' },
      { recipient: to[0], fate: 'inbox' },
    ])
    expect(json.rows).toMatchObject([{ Status: 'Failed' }, { Status: 'Delivered', RecipientAddress: to[0] }])
    expect(served.cloud.tenantNamed(domain)?.list('MessageTrace')).toHaveLength(2)
  })

  test('tells the world outside of a gateway that returns mail', async () => {
    const [domain = ''] = contoso?.domains.slice(-1) ?? []
    const gateway = {
      name: 'a gateway',
      hosts: ['mail.gateway.example'],
      returns: { ip: '198.51.100.7', headers: ['X-Gateway: done'] },
    }
    const put = await ask(`PUT /tenants/${domain}/gateways`, { gateways: [gateway] })
    expect(put).toEqual({ status: 200, json: { gateways: [gateway] } })
    expect((await ask(`GET /tenants/${domain}/gateways`)).json).toEqual({ gateways: [gateway] })
    const tenant = served.cloud.tenantNamed(domain)
    const route = { State: 'Enabled', RouteMessageOutboundConnector: 'C', Priority: 0, Name: 'R' }
    const except = { ExceptIfHeaderContainsMessageHeader: 'X-Gateway', ExceptIfHeaderContainsWords: ['done'] }
    const connector = { Name: 'C', IsTransportRuleScoped: true, SmartHosts: ['mail.gateway.example'] }
    const write = {
      at: AT,
      actor: { type: 'system', id: '', displayName: '' },
      call: '',
      requestId: 'w',
    } as const
    tenant?.commit(write, 'OutboundConnector', 'C', connector)
    tenant?.commit(write, 'TransportRule', 'R', { ...route, ...except })
    const to = [contoso?.accounts[0]?.userPrincipalName ?? '']
    const { json } = await ask(`POST /tenants/${domain}/mail`, { from: 'a@partner.example', to })
    expect(json.fates).toMatchObject([{ recipient: to[0], pass: 1, looped: false }])
    expect(json.words).toContainEqual(expect.stringContaining('A gateway returns it from 198.51.100.7'))
  })

  test.for([
    [{}, /gateways: expected a list of gateways, found nothing/],
    [
      { gateways: [{ name: 'G', hosts: ['g'], returns: { ip: 'here' } }] },
      /gateways\[0\]\.returns\.ip: expected an IP address/,
    ],
    [
      { gateways: [{ name: 'G', hosts: ['g'], colour: 'red' }] },
      /gateways\[0\]\.colour: expected no such property/,
    ],
  ] as const)('refuses gateways that are none: %j', async ([body, sentence]) => {
    const { status, json } = await ask(`PUT /tenants/${tenantId}/gateways`, body)
    expect([status, Object(json.error).message]).toEqual([400, expect.stringMatching(sentence)])
  })

  test('lists tenants, and what has happened since', async () => {
    const { json } = await ask('GET /tenants')
    expect(json.tenants).toContainEqual(
      expect.objectContaining({ id: tenantId, displayName: contoso.displayName, position: 0 }),
    )
    await graph('POST /groups', {
      displayName: 'G',
      mailNickname: 'g',
      mailEnabled: false,
      securityEnabled: true,
    })
    const log = await ask(`GET /tenants/${contoso.domains[0]}/changes?since=0&top=1`)
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
    expect(served.cloud.clock.now()).toBe(AT + 7_200_500)
  })

  test('publishes the record by which Graph verifies a domain', async () => {
    expect((await graph('POST /domains', { id: 'fresh.example' })).status).toBe(201)
    expect((await graph('POST /domains/fresh.example/verify')).status).toBe(400)
    const records = `/tenants/${tenantId}/textRecords`
    const text = `MS=ms${verificationNumber('fresh.example')}`
    const told = await ask(`POST ${records}`, { domain: 'Fresh.example', text })
    expect(told).toEqual({ status: 200, json: { domain: 'fresh.example', texts: [text] } })
    expect((await ask(`GET ${records}?domain=fresh.example`)).json).toEqual(told.json)
    const hosts = () => ask(`GET /tenants/${tenantId}/mailHosts?domain=fresh.example`)
    expect((await hosts()).json).toEqual({ domain: 'fresh.example', hosts: [] })
    expect((await graph('POST /domains/fresh.example/verify')).status).toBe(200)
    expect((await hosts()).json).toMatchObject({
      hosts: ['fresh-example.mail.protection.outlook.com'],
    })
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

  test('every fault of the catalogue is reached by its name, with the least and the most of each knob', async () => {
    const knobsAt = (end: 'min' | 'max') => (fault: (typeof FAULTS)[number]) => ({
      operation: 'GET /users',
      occurrence: 0,
      fault: fault.name,
      knobs: Object.fromEntries(
        Object.entries(fault.knobs).map(([name, knob]) => [name, knob.only?.[0] ?? knob[end]]),
      ),
    })
    for (const fault of FAULTS)
      for (const end of ['min', 'max'] as const) {
        const planned = knobsAt(end)(fault)
        expect(await ask('PUT /faults', { faults: [planned] })).toMatchObject({
          status: 200,
          json: { planned: [planned] },
        })
        await graph('GET /users').catch(() => undefined)
        expect((await ask('GET /faults')).json.fired).toEqual([planned])
      }
  })

  test('describes every route in an OpenAPI document', async () => {
    const { status, json } = await ask('GET /openapi.json')
    expect([status, json.openapi]).toEqual([200, '3.1.1'])
    const described = Object.entries(Object(json.paths)).flatMap(([path, operations]) =>
      Object.keys(Object(operations)).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(described.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} /_casproof/${path}`).sort())
    expect(
      Object(json.paths)['/_casproof/clock/advance'].post.requestBody.content['application/json'].schema,
    ).toMatchObject({
      properties: { seconds: { type: 'number', minimum: 0 } },
      required: ['seconds'],
    })
    expect(Object(json.paths)['/_casproof/calls'].get.parameters).toMatchObject([
      { name: 'since', in: 'query', required: false, schema: { type: 'integer', minimum: 0 } },
      { name: 'top', in: 'query', required: false, schema: { type: 'integer', maximum: 1000 } },
    ])
  })

  test('answers without a socket as it does on one, and as its schema says', async () => {
    const domain = contoso.domains[0] ?? ''
    const cases = ROUTES.filter(({ method }) => method === 'GET').map(({ path }) =>
      path.replace('{tenant}', domain),
    )
    for (const path of cases) {
      const query = /textRecords|mailHosts/.test(path) ? 'domain=x.example' : ''
      const inProcess = await served.control.answer({
        method: 'GET',
        path: `/_casproof/${path}`,
        query,
        contentType: undefined,
        body: '',
      })
      const onSocket = await ask(`GET /${path}${query ? `?${query}` : ''}`)
      expect([path, inProcess.status, JSON.parse(String(inProcess.body))]).toEqual([
        path,
        onSocket.status,
        onSocket.json,
      ])
      const route = ROUTES.find(
        (one) => one.method === 'GET' && one.path.replace('{tenant}', domain) === path,
      )
      expect([path, route && safeParse(route.output as GenericSchema, onSocket.json).issues]).toEqual([
        path,
        undefined,
      ])
    }
    const refused = await served.control.answer({
      method: 'PUT',
      path: '/_casproof/clock',
      query: '',
      contentType: undefined,
      body: '',
    })
    expect([refused.status, JSON.parse(String(refused.body))]).toMatchObject([
      405,
      { error: { message: 'this route takes GET' } },
    ])
  })

  test('tells every tenant by a name', async () => {
    const tenants: { displayName: unknown }[] = Object((await ask('GET /tenants')).json.tenants)
    expect(tenants.map(({ displayName }) => displayName)).toContain('Microsoft')
    for (const { displayName } of tenants) expect(displayName).toEqual(expect.stringMatching(/./))
  })
})
