import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { promisify } from 'node:util'
import { Agent, buildConnector, fetch as undiciFetch } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Cloud } from '../cloud.ts'
import { faultPlan } from '../faults/fault.ts'
import { FAULTS } from '../faults/index.ts'
import { fetchOf } from '../fetch.ts'
import { seededIds } from '../seeded-ids.ts'
import { embeddedCloud, type TenantFacts } from '../starting-states/index.ts'
import { virtualClock } from '../virtual-clock.ts'
import { type Arrival, answerWhenRead } from '../wire.ts'
import { BODY_BYTES_MAX } from './doors/gate.ts'
import { MICROSOFT_HOSTS } from './hosts.ts'
import { openHome, type Serving, serve } from './index.ts'

const AT = Date.UTC(2026, 10, 22)
const directory = mkdtempSync(join(tmpdir(), 'casproof-serve-'))
const home = openHome(directory, Date.now())
const ca = readFileSync(home.caFile, 'utf8')
const { cloud: start, tenants } = embeddedCloud({
  clock: virtualClock(AT),
  ids: seededIds('start'),
  key: home.signingKey,
})
const freshCloud = () => start.fork({ clock: virtualClock(AT), ids: seededIds('doors') })

/** Serves a cloud and returns a client that uses the real names, as behind a proxy: only the address differs. */
async function served<T>(
  cloud: Pick<Cloud, 'clock' | 'handle'>,
  use: (client: typeof fetch, server: Serving) => Promise<T>,
) {
  const server = await serve({ cloud, home })
  const connector = buildConnector({ ca })
  const port = new URL(server.origin).port
  const dispatcher = new Agent({
    connect: (to, done) =>
      connector({ ...to, hostname: '127.0.0.1', port, servername: to.servername ?? to.hostname }, done),
  })
  const client = (input: string, init: object) => undiciFetch(input, { ...init, dispatcher })
  try {
    return await use(client as unknown as typeof fetch, server)
  } finally {
    await dispatcher.destroy()
    await server.close()
  }
}

afterAll(() => rmSync(directory, { recursive: true }))

/**
 * What both doors must answer alike, without hop-by-hop headers, and without Node's date where the service
 * has none.
 */
const WIRE_HEADERS = ['connection', 'keep-alive', 'content-length', 'date']
async function toldBy(client: typeof fetch, url: string, init: RequestInit) {
  const response = await client(url, { redirect: 'manual', ...init })
  const headers = [...response.headers].filter(([name]) => !WIRE_HEADERS.includes(name))
  return { status: response.status, statusText: response.statusText, headers, body: await response.text() }
}

type Request_ = readonly [url: string, init?: RequestInit]

const LOGIN = 'https://login.microsoftonline.com'
const GRAPH = 'https://graph.microsoft.com/v1.0'
const contoso = tenants[0] as TenantFacts
const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
})

/** An administrator's session with all kinds of answers; `T` means the token. */
function session(): Request_[] {
  const token = `${LOGIN}/${contoso.tenantId}/oauth2/v2.0/token`
  const { userPrincipalName: username, password } = contoso.accounts[0] as TenantFacts['accounts'][number]
  const client = {
    client_id: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
    scope: 'https://graph.microsoft.com/.default',
  }
  const asked = {
    client_id: contoso.applications[0]?.clientId ?? '',
    redirect_uri: contoso.applications[0]?.redirectUri ?? '',
  }
  const authorization = 'Bearer T'
  const json = { authorization, 'content-type': 'application/json' }
  return [
    [token, form({ grant_type: 'password', username, password, ...client })],
    [token, form({ grant_type: 'password', username, password: 'é wrong', ...client })],
    [token, { method: 'POST', body: 'x'.repeat(BODY_BYTES_MAX + 1) }],
    [`${LOGIN}/common/v2.0/.well-known/openid-configuration`],
    [`${LOGIN}/${contoso.tenantId}/adminconsent?${new URLSearchParams(asked)}`],
    [`${LOGIN}/no%20such%2Fpath?%zz`],
    [`${GRAPH}/users?$top=2&$select=id,displayName`, { headers: { authorization } }],
    [`${GRAPH}/users`, { headers: { authorization: 'Bearer nonsense' } }],
    [`${GRAPH}/users`, { method: 'HEAD', headers: { authorization } }],
    [
      `${GRAPH}/groups`,
      {
        method: 'POST',
        headers: json,
        body: '{"displayName":"Größe","mailEnabled":false,"mailNickname":"g","securityEnabled":true}',
      },
    ],
    [`${GRAPH}/groups?$filter=displayName%20eq%20'Gr%C3%B6%C3%9Fe'`, { headers: { authorization } }],
    [`${GRAPH}/groups`, { method: 'POST', headers: json, body: '{"__proto__":{' }],
    [`${GRAPH}/nothing/here`, { method: 'DELETE', headers: { authorization } }],
    [
      `https://outlook.office365.com/adminapi/beta/${contoso.tenantId}/InvokeCommand`,
      { method: 'POST', headers: json, body: '{}' },
    ],
    ['https://outlook.office.com/', { method: 'OPTIONS' }],
    [`https://westus2.login.microsoft.com/${contoso.tenantId}/v2.0/.well-known/openid-configuration`],
    ['https://contoso-admin.sharepoint.com/_api/contextinfo', { method: 'POST' }],
    ['https://graph.windows.net/contoso.com/users?api-version=1.6'],
  ]
}

async function played(client: typeof fetch) {
  const told: Awaited<ReturnType<typeof toldBy>>[] = []
  let token = ''
  for (const [url, init = {}] of session()) {
    const text = JSON.stringify(init.headers ?? {}).replace('Bearer T"', `Bearer ${token}"`)
    const one = await toldBy(client, url, { ...init, headers: JSON.parse(text) })
    if (token === '') token = JSON.parse(one.body).access_token
    told.push(one)
  }
  return told
}

describe('the two doors', () => {
  test('give the same bytes for the same requests, and leave the same tenants behind', async () => {
    const [inside, outside] = [freshCloud(), freshCloud()]
    const overSocket = await served(outside, played)
    const inProcess = await played(fetchOf(inside))
    expect(overSocket).toEqual(inProcess)
    expect(new Set(inProcess.map(({ status }) => status)).size).toBeGreaterThan(5)
    for (const [id, tenant] of inside.tenants)
      expect(outside.tenants.get(id)?.changesSince()).toEqual(tenant.changesSince())
    expect(outside.calls).toEqual(inside.calls)
  })

  test('know the hosts that the cloud knows, and each by its own service', async () => {
    const cloud = freshCloud()
    for (const host of MICROSOFT_HOSTS) await fetchOf(cloud)(`https://${host}/v1.0/x`)
    const services = cloud.calls.map(({ service }) => service)
    expect(services).toEqual(['entra', 'entra', 'entra', 'entra', 'graph', 'exchange', 'exchange'])
  })
})

test('an answer that is lost breaks the connection, and its effect stands', async () => {
  const faults = faultPlan([{ operation: '*', occurrence: 0, fault: 'lost-answer' }], FAULTS)
  const cloud = start.fork({ clock: virtualClock(AT), ids: seededIds('lost'), faults })
  await served(cloud, async (client) => {
    await expect(client(`${GRAPH}/users`)).rejects.toThrow('fetch failed')
    expect(cloud.calls).toHaveLength(1)
    expect((await client(`${GRAPH}/users`)).status).toBe(401)
  })
})

describe('a served cloud', () => {
  const echo = {
    clock: virtualClock(AT),
    handle: ({ origin, path, query }: Arrival) => {
      if (path === '/throws') throw new Error('a bug of the mock')
      const odd = path === '/odd' ? { Odd: 'line\nend' } : {}
      if (path === '/throws-late')
        return answerWhenRead({ status: 200, headers: odd }, () => {
          throw new Error('a bug of the mock, when the body is made')
        })
      return { status: 200, headers: odd, body: `${origin} ${path} ${query}` }
    },
  }
  let server: Serving
  beforeAll(async () => {
    server = await serve({ cloud: echo, home })
  })
  afterAll(() => server.close())

  /** Sends bytes as they are and reads until the server closes. */
  async function spoken(text: string): Promise<string> {
    const socket = connect({
      port: Number(new URL(server.origin).port),
      host: '127.0.0.1',
      servername: 'localhost',
      ca,
    })
    socket.end(text)
    let heard = ''
    for await (const chunk of socket.setEncoding('utf8')) heard += chunk
    return heard
  }
  const asked = (target: string, ...headers: string[]) =>
    spoken([`GET ${target} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n'))

  test('answers Node’s own fetch that is told of nothing but the CA', async () => {
    const script = `const r = await fetch('${server.origin}/v1.0/x'); console.log(r.status, await r.text())`
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: server.caFile }
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env,
    })
    expect(stdout).toBe(`200 ${server.origin} /v1.0/x \n`)
  })

  test.each([
    ['a foreign name', ['Host: evil.example']],
    ['a name that only begins like ours', ['Host: localhost.evil.example']],
    ['two names', ['Host: localhost', 'Host: evil.example']],
    ['an empty name', ['Host:']],
    ['a name with a path in it', ['Host: localhost/x']],
  ])('refuses %s as Host', async (_what, headers) => {
    expect(await asked('/x', ...headers)).toMatch(/^HTTP\/1.1 421 /)
  })
  test.each([
    'localhost',
    'LOCALHOST:1',
    '127.0.0.1:8443',
    '[::1]:1',
    'graph.microsoft.com',
    'outlook.office365.com:443',
  ])('answers to the name %s', async (host) =>
    expect(await asked('/x', `Host: ${host}`)).toContain(`https://${host.toLowerCase()} /x`),
  )

  test('shows what it is on loopback names, and is Microsoft on Microsoft’s', async () => {
    expect(await asked('/', 'Host: localhost')).toContain('a mock Microsoft 365')
    expect(await asked('/healthz', 'Host: localhost')).toMatch(/^HTTP\/1.1 200 [\s\S]+ok\n$/)
    expect(await asked('/', 'Host: graph.microsoft.com')).toContain('https://graph.microsoft.com /')
  })

  test('hands on the target as it was sent', async () => {
    expect(await asked('/a%20b/../%zz//c?d=%20?', 'Host: localhost')).toContain(
      'https://localhost /a%20b/../%zz//c d=%20?',
    )
  })

  test('outlives a bug of a service and a header that cannot be sent', async () => {
    expect(await asked('/throws', 'Host: localhost')).toMatch(/^HTTP\/1.1 500 [\s\S]+a bug of the mock/)
    expect(await asked('/throws-late', 'Host: localhost')).toMatch(
      /^HTTP\/1.1 500 [\s\S]+when the body is made/,
    )
    expect(await asked('/odd', 'Host: localhost')).toMatch(/^HTTP\/1.1 500 /)
    expect(await asked('/x', 'Host: localhost')).toMatch(/^HTTP\/1.1 200 /)
  })

  test('refuses bodies over 1 MiB, whether their length is told or not', async () => {
    const head = ['POST /x HTTP/1.1', 'Host: localhost', 'Connection: close', 'Content-Type: text/plain']
    const size = BODY_BYTES_MAX + 1
    const told = [...head, `Content-Length: ${size}`, '', 'x'.repeat(size)].join('\r\n')
    const chunked = [
      ...head,
      'Transfer-Encoding: chunked',
      '',
      size.toString(16),
      'x'.repeat(size),
      '0',
      '',
      '',
    ].join('\r\n')
    for (const text of [told, chunked]) expect(await spoken(text)).toMatch(/^HTTP\/1.1 413 /)
  })

  test('does not wait for a body that announces itself as too large', async () => {
    const socket = connect({
      port: Number(new URL(server.origin).port),
      host: '127.0.0.1',
      servername: 'localhost',
      ca,
    })
    socket.write(
      ['POST /x HTTP/1.1', 'Host: localhost', `Content-Length: ${BODY_BYTES_MAX + 1}`, '', ''].join('\r\n'),
    )
    const [first] = await once(socket.setEncoding('utf8'), 'data')
    expect(first).toMatch(/^HTTP\/1.1 413 /)
    socket.destroy()
  })

  test('says plainly that a port is taken', async () => {
    const port = Number(new URL(server.origin).port)
    await expect(serve({ cloud: echo, home, port })).rejects.toThrow('EADDRINUSE')
  })
})
