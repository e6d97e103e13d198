import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { connect as connectPlain, type Socket } from 'node:net'
import { duplexPair } from 'node:stream'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { virtualClock } from '../../virtual-clock.ts'
import type { Arrival } from '../../wire.ts'
import { makeAuthority } from '../home/certificates.ts'
import { type Serving, serve } from '../index.ts'
import { BODY_BYTES_MAX } from './gate.ts'

const authority = makeAuthority(Date.now())
const echo = {
  clock: virtualClock(0),
  handle: ({ method, origin, path, query, body }: Arrival) => ({
    status: 200,
    headers: {},
    body: `${method} ${origin} ${path} ${query} ${body}`,
  }),
}
let server: Serving
let proxyPort: number
let httpsPort: number
beforeAll(async () => {
  server = await serve({ cloud: echo, home: { authority, caFile: '' } })
  proxyPort = Number(new URL(server.proxy).port)
  httpsPort = Number(new URL(server.origin).port)
})
afterAll(() => server.close())

/** Sends bytes to the proxy as they are and reads until it closes. */
async function spoken(text: string): Promise<string> {
  const socket = connectPlain(proxyPort, '127.0.0.1')
  socket.end(text)
  let heard = ''
  for await (const chunk of socket.setEncoding('utf8')) heard += chunk
  return heard
}
const asked = (line: string, ...headers: string[]) =>
  spoken([`${line} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n'))

/** Requests a tunnel as a client does. */
async function tunnel(target: string): Promise<{ answer: IncomingMessage; socket: Socket }> {
  const asking = request({ port: proxyPort, host: '127.0.0.1', method: 'CONNECT', path: target }).end()
  const [answer, socket] = await once(asking, 'connect')
  return { answer, socket }
}

/** The answer to a client that uses a tunnel to that name. */
async function throughTunnel(target: string, servername: string, text: string): Promise<string> {
  const { socket } = await tunnel(target)
  const secure = connect({ socket, servername, ca: authority.certificatePem })
  secure.end(text)
  let heard = ''
  for await (const chunk of secure.setEncoding('utf8')) heard += chunk
  return heard
}
const get = (host: string, path = '/x') =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`

describe('a tunnel', () => {
  test.each([
    'graph.microsoft.com',
    'login.microsoftonline.com',
    'westus2.login.microsoft.com',
    'outlook.office365.com',
  ])('to %s ends at the mock, with a certificate for that name', async (host) => {
    const heard = await throughTunnel(`${host}:443`, host, get(host))
    expect(heard).toMatch(/^HTTP\/1.1 200 /)
    expect(heard).toContain(`GET https://${host} /x`)
  })

  test.each([
    'contoso-admin.sharepoint.com',
    'graph.windows.net',
    'www.office.com',
    'x.blob.core.windows.net',
  ])('to %s, which is Microsoft’s and not emulated, is told so by 501', async (host) => {
    const heard = await throughTunnel(`${host}:443`, host, get(host))
    expect(heard).toMatch(/^HTTP\/1.1 501 /)
    expect(JSON.parse(heard.slice(heard.indexOf('{'))).error).toMatchObject({ code: 'NotImplemented' })
  })

  test('to the mock itself on loopback is one more way to it', async () => {
    const host = `localhost:${httpsPort}`
    expect(await throughTunnel(host, 'localhost', get(host))).toContain(`GET https://${host} /x`)
  })

  test.each(
    [
      'example.com:443',
      'microsoft.com:443',
      'graph.microsoft.com.example:443',
      'evilgraph.microsoft.com:443',
      'graph.microsoft.com:80',
      'graph.microsoft.com@example.com:443',
      'localhost:22',
      '127.0.0.1:443',
      '10.0.0.1:443',
      '__proto__:443',
      'graph.microsoft.com:443:443',
      '/',
      `${'x'.repeat(9000)}:443`,
    ].map((target) => [target.slice(0, 40), target]),
  )('to %s is refused with 502 and a sentence', async (_shown, target) => {
    const heard = await asked(`CONNECT ${target}`, 'Host: x')
    expect(heard).toMatch(/^HTTP\/1.1 502 Bad Gateway\r\n/)
    expect(heard).toContain('is not reached by the proxy of casproof')
    expect(heard.length).toBeLessThan(600)
  })

  test('whose first bytes come with the request loses none of them', async () => {
    const socket = connectPlain(proxyPort, '127.0.0.1')
    const [inner, outer] = duplexPair()
    const secure = connect({ socket: inner, servername: 'graph.microsoft.com', ca: authority.certificatePem })
    secure.write(get('graph.microsoft.com'))
    const [hello] = await once(outer, 'data')
    const head = 'CONNECT graph.microsoft.com:443 HTTP/1.1\r\nHost: x\r\n\r\n'
    socket.write(Buffer.concat([Buffer.from(head), hello]))
    const [answer] = await once(socket, 'data')
    const end = answer.indexOf('\r\n\r\n') + 4
    if (end < answer.length) outer.write(answer.subarray(end))
    outer.pipe(socket).pipe(outer)
    let heard = ''
    for await (const chunk of secure.setEncoding('utf8')) heard += chunk
    expect(heard).toContain('GET https://graph.microsoft.com /x')
  })

  test('is closed when the server closes, even where TLS never began', async () => {
    const other = await serve({ cloud: echo, home: { authority, caFile: '' } })
    const asking = request({
      port: new URL(other.proxy).port,
      host: '127.0.0.1',
      method: 'CONNECT',
      path: 'graph.microsoft.com:443',
    })
    const [, socket] = await once(asking.end(), 'connect')
    const closed = once(socket, 'close')
    await other.close()
    await closed
  })

  test('that is torn down in the middle of a handshake harms nobody', async () => {
    for (const bytes of ['', 'no TLS at all\r\n\r\n', '\x16\x03\x01\x02']) {
      const { socket } = await tunnel('graph.microsoft.com:443')
      socket.on('error', () => {})
      socket.write(bytes, () => socket.resetAndDestroy())
    }
    expect(
      await throughTunnel('graph.microsoft.com:443', 'graph.microsoft.com', get('graph.microsoft.com')),
    ).toContain('200')
  })
})

describe('a request with the whole address in it', () => {
  test('is answered in the clear as the host that the address names', async () => {
    const heard = await asked(
      'GET https://Graph.microsoft.com/v1.0/users?$top=1',
      'Host: graph.microsoft.com',
    )
    expect(heard).toMatch(/^HTTP\/1.1 200 /)
    expect(heard).toContain('GET https://graph.microsoft.com /v1.0/users $top=1')
    const foreign = await asked('GET https://login.microsoftonline.com:443/x', 'Host: evil.example')
    expect(foreign).toContain('GET https://login.microsoftonline.com /x')
    expect(await asked('GET https://graph.microsoft.com', 'Host: x')).toContain(
      'GET https://graph.microsoft.com / ',
    )
    expect(await asked('GET https://graph.microsoft.com?a', 'Host: x')).toContain(
      'GET https://graph.microsoft.com / a',
    )
  })

  test('bears a body, up to the limit of the other door', async () => {
    const head = 'POST https://graph.microsoft.com/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n'
    const post = (size: number) => spoken(`${head}Content-Length: ${size}\r\n\r\n${'b'.repeat(size)}`)
    expect(await post(5)).toContain('POST https://graph.microsoft.com /x  bbbbb')
    expect(await post(BODY_BYTES_MAX + 1)).toMatch(/^HTTP\/1.1 413 /)
  })

  test('for a host that is not emulated is told so by 501', async () => {
    expect(await asked('GET https://contoso.sharepoint.com/_api/web', 'Host: x')).toMatch(/^HTTP\/1.1 501 /)
  })

  test.each([
    'http://example.com/',
    'https://example.com/',
    'http://graph.microsoft.com/',
    'https://graph.microsoft.com:8443/',
    'https://user:password@graph.microsoft.com/',
    'https:///x',
    'https://localhost/',
  ])('for %s is refused with 502', async (url) => {
    expect(await asked(`GET ${url}`, 'Host: x')).toMatch(/^HTTP\/1.1 502 [\s\S]+is not reached by the proxy/)
  })

  test('is the only kind: a page asked of the proxy itself is refused with a hint', async () => {
    expect(await asked('GET /v1.0/users', 'Host: graph.microsoft.com')).toMatch(
      /^HTTP\/1.1 400 [\s\S]+HTTPS_PROXY/,
    )
    expect(await asked('GET ftp://graph.microsoft.com/', 'Host: x')).toMatch(/^HTTP\/1.1 400 /)
  })

  test('has headers of at most 16 kB', async () => {
    const big = `A: ${'x'.repeat(17_000)}`
    expect(await asked('GET https://graph.microsoft.com/', 'Host: x', big)).toMatch(/^HTTP\/1.1 431 /)
  })
})

test('the proxy listens on loopback only, and says plainly that its port is taken', async () => {
  expect(server.proxy).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  await expect(serve({ cloud: echo, home: { authority, caFile: '' }, proxyPort })).rejects.toThrow(
    'EADDRINUSE',
  )
})
