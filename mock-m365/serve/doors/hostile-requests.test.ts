/**
 * Bytes that Microsoft's clients never send, on the served door: each gets its answer and does not disturb
 * the next.
 */
import { once } from 'node:events'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { virtualClock } from '../../virtual-clock.ts'
import type { Arrival } from '../../wire.ts'
import { makeAuthority } from '../home/certificates.ts'
import { type Serving, serve } from '../index.ts'

const authority = makeAuthority(Date.now())
const home = { authority, caFile: '' }
const echo = {
  clock: virtualClock(0),
  handle: ({ method, origin, path, query, body }: Arrival) => ({
    status: 200,
    headers: {},
    body: `${method} ${origin} ${path} ${query} ${body}.`,
  }),
}
let server: Serving
beforeAll(async () => {
  server = await serve({ cloud: echo, home })
})
afterAll(() => server.close())

const client = (to: Serving = server) =>
  connect({
    port: Number(new URL(to.origin).port),
    host: '127.0.0.1',
    servername: 'localhost',
    ca: authority.certificatePem,
  })

/** Sends bytes as they are and reads until the server closes. */
async function spoken(text: string | Buffer): Promise<string> {
  const socket = client()
  socket.end(text)
  let heard = ''
  for await (const chunk of socket.setEncoding('utf8')) heard += chunk
  return heard
}
const lines = (...all: readonly string[]) => `${all.join('\r\n')}\r\n\r\n`
const GET = lines('GET /v1.0/x HTTP/1.1', 'Host: graph.microsoft.com')
const LAST = lines('GET /v1.0/last HTTP/1.1', 'Host: graph.microsoft.com', 'Connection: close')

/** Texts of the HTTP server in the Windows kernel, which is in front of Microsoft's services. */
describe('bytes that are not a request are refused as Windows refuses them', () => {
  test.each([
    [
      'headers over 16 kB',
      lines('GET /x HTTP/1.1', 'Host: localhost', `A: ${'x'.repeat(17_000)}`),
      'Bad Request - Request Too Long</h2>\r\n<hr><p>HTTP Error 400. The size of the request headers is too long.',
    ],
    [
      'a target over 16 kB',
      lines(`GET /${'x'.repeat(17_000)} HTTP/1.1`, 'Host: localhost'),
      'Bad Request - Request Too Long',
    ],
    [
      'a method that nobody knows',
      lines('FETCH /x HTTP/1.1', 'Host: localhost'),
      'Bad Request - Invalid Verb</h2>\r\n<hr><p>HTTP Error 400. The request verb is invalid.',
    ],
    [
      'a header name with a blank in it',
      lines('GET /x HTTP/1.1', 'Host: localhost', 'A B: c'),
      'Bad Request - Invalid Header</h2>\r\n<hr><p>HTTP Error 400. The request has an invalid header name.',
    ],
    ['a target with a blank in it', lines('GET /a b HTTP/1.1', 'Host: localhost'), 'Bad Request'],
    ['no target', lines('GET HTTP/1.1', 'Host: localhost'), 'Bad Request'],
    ['no HTTP at all', '\x00\x01\x02\x03\r\n\r\n', 'Bad Request'],
    [
      'two lengths',
      lines('POST /x HTTP/1.1', 'Host: localhost', 'Content-Length: 1', 'Content-Length: 2'),
      'Bad Request',
    ],
    [
      'a length and chunks, as smugglers send them',
      lines('POST /x HTTP/1.1', 'Host: localhost', 'Content-Length: 4', 'Transfer-Encoding: chunked'),
      'Bad Request',
    ],
    [
      'a length that is not a number',
      lines('POST /x HTTP/1.1', 'Host: localhost', 'Content-Length: x'),
      'Bad Request',
    ],
    [
      'a chunk whose length is not one',
      `${lines('POST /x HTTP/1.1', 'Host: localhost', 'Transfer-Encoding: chunked')}zz\r\n`,
      'Bad Request',
    ],
  ])('%s', async (_what, bytes, page) => {
    const heard = await spoken(bytes)
    expect(heard).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: text\/html; charset=us-ascii\r\n/)
    expect(heard).toContain(`<h2>${page}`)
    expect(heard.match(/HTTP\/1\.1 /g)).toHaveLength(1)
    expect(await spoken(LAST)).toContain('/v1.0/last')
  })
})

describe('what is odd and right is answered', () => {
  test.each([
    ['a verb that services refuse by themselves', 'PROPFIND'],
    ['a verb that proxies know', 'TRACE'],
  ])('%s reaches the service', async (_what, method) => {
    expect(await spoken(lines(`${method} /x HTTP/1.1`, 'Host: graph.microsoft.com'))).toContain(
      `${method} https://graph.microsoft.com /x`,
    )
  })

  test('a whole address as target counts for more than the Host header', async () => {
    const heard = await spoken(
      lines(
        'GET https://login.microsoftonline.com/common?a HTTP/1.1',
        'Host: localhost',
        'Connection: close',
      ),
    )
    expect(heard).toContain('GET https://login.microsoftonline.com /common a ')
  })

  test.each([
    ['a foreign address as target', 'GET https://evil.example/x HTTP/1.1', 421],
    ['an authority as target', 'GET localhost:443 HTTP/1.1', 400],
    ['a star as target', 'OPTIONS * HTTP/1.1', 400],
  ])('%s is refused', async (_what, line, status) => {
    expect(await spoken(lines(line, 'Host: localhost', 'Connection: close'))).toMatch(
      new RegExp(`^HTTP/1\\.1 ${status} `),
    )
  })

  test('HTTP/1.0 without a Host is not one that the mock stands for', async () => {
    expect(await spoken('GET /x HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /)
  })

  test('requests in one breath are answered in their order, our own routes among them', async () => {
    const own = lines('GET /healthz HTTP/1.1', 'Host: localhost')
    const heard = await spoken(`${GET}${own}${GET}${LAST}`)
    expect(heard.match(/x {2}\.|ok\n|last/g)).toEqual(['x  .', 'ok\n', 'x  .', 'last'])
  })

  test('requests that came in whole are answered before the one that is broken', async () => {
    const heard = await spoken(`${GET}${GET}FETCH /x HTTP/1.1\r\n\r\n`)
    expect(heard.match(/HTTP\/1\.1 \d+|\/v1\.0\/x/g)?.slice(0, 4)).toEqual([
      'HTTP/1.1 200',
      '/v1.0/x',
      'HTTP/1.1 200',
      '/v1.0/x',
    ])
  })
})

describe('a client that goes away', () => {
  test.each([
    ['in the middle of its head', 'GET /x HTTP/1.1\r\nHost: gra'],
    ['in the middle of its body', `${lines('POST /x HTTP/1.1', 'Host: localhost', 'Content-Length: 9')}abc`],
    ['before its answer', GET],
  ])('%s harms nobody', async (_what, bytes) => {
    const socket = client()
    await once(socket, 'secureConnect')
    socket.write(bytes, () => socket.destroy())
    await once(socket, 'close')
    expect(await spoken(LAST)).toContain('/v1.0/last')
  })

  test('without a word does not keep the server from stopping', async () => {
    const other = await serve({ cloud: echo, home })
    const socket = client(other)
    await once(socket, 'secureConnect')
    socket.destroy()
    await once(socket, 'close')
    await other.close()
  })
})
