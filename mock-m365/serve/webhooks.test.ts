/** Endpoints of subscribers as the served mock calls them: on this machine, over HTTPS, by trusted certificates only. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer as createPlain } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeAuthority, makeLeaf } from './home/certificates.ts'
import { endpointCertificate, loopbackNotifier, openHome } from './index.ts'

const now = Date.now()
const directory = mkdtempSync(join(tmpdir(), 'casproof-webhooks-'))
const home = openHome(directory, now)
const company = makeAuthority(now)
const heard: string[] = []
let own: Server
let other: Server
let plain: ReturnType<typeof createPlain>

type Listener = Parameters<typeof createPlain>[1] & {}
const listener: Listener = (request, response) => {
  request.setEncoding('utf8').on('data', (text) => heard.push(text))
  response.writeHead(200, { 'content-type': 'text/plain' }).end(`${request.method} ${request.url}`)
}
const portOf = (server: Server | typeof plain) => (server.address() as AddressInfo).port

beforeAll(async () => {
  const { certFile, keyFile } = endpointCertificate(home, now)
  own = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, listener)
  other = createServer(makeLeaf(company, undefined, now), listener)
  plain = createPlain(listener)
  for (const server of [own, other, plain])
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
afterAll(() => {
  for (const server of [own, other, plain]) server.close()
  rmSync(directory, { recursive: true })
})

const call = (url: string, trusted: readonly string[] = [home.authority.certificatePem]) =>
  loopbackNotifier(trusted)({ url, contentType: 'application/json', body: '{"é":1}', timeoutMs: 5000 })

describe('an endpoint on this machine', () => {
  test.each(['localhost', '127.0.0.1'])('as %s is heard with a certificate of the home', async (name) => {
    heard.length = 0
    const told = { status: 200, contentType: 'text/plain', body: 'POST /told?a=b' }
    expect(await call(`https://${name}:${portOf(own)}/told?a=b`)).toEqual(told)
    expect(heard).toEqual(['{"é":1}'])
  })

  test('with a certificate of another authority is heard where that is trusted, and only there', async () => {
    const url = `https://localhost:${portOf(other)}/`
    expect(await call(url)).toBeUndefined()
    expect(await call(url, [home.authority.certificatePem, company.certificatePem])).toMatchObject({
      status: 200,
    })
  })

  test('without TLS, or that nobody serves, is not heard', async () => {
    heard.length = 0
    expect(await call(`http://localhost:${portOf(plain)}/`)).toBeUndefined()
    expect(await call('https://localhost:1/')).toBeUndefined()
    expect(heard).toEqual([])
  })
})

test.each(['https://hook.example/', 'https://127.0.0.1.hook.example/', 'https://0.0.0.0/'])(
  'nobody is called at %s',
  async (url) => expect(await call(url)).toBeUndefined(),
)

test('the certificate in a home is kept while it is good, and made anew where it is not', () => {
  const { certFile, keyFile } = endpointCertificate(home, now)
  const first = readFileSync(certFile, 'utf8')
  expect((statSync(keyFile).mode & 0o777).toString(8)).toBe('600')
  endpointCertificate(home, now)
  expect(readFileSync(certFile, 'utf8')).toBe(first)
  for (const spoilt of ['', makeLeaf(company, undefined, now).cert]) {
    writeFileSync(certFile, spoilt)
    endpointCertificate(home, now)
    expect(readFileSync(certFile, 'utf8')).not.toBe(spoilt)
  }
  const aYearOn = now + 365 * 86_400_000
  const before = readFileSync(certFile, 'utf8')
  endpointCertificate(home, aYearOn)
  expect(readFileSync(certFile, 'utf8')).not.toBe(before)
})
