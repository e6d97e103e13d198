import { X509Certificate } from 'node:crypto'
import { connect, createServer } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { DAY_MS } from '../../times.ts'
import { type Authority, authorityFrom, certificatesOf, makeAuthority, makeLeaf } from './certificates.ts'

const NOW = Date.now()
const authority = makeAuthority(NOW)

/** Result of an unmodified Node client that trusts the authority, for a certificate of that name. */
async function verdictOn(leafName: string | undefined, servername: string, by: Authority = authority) {
  const server = createServer(makeLeaf(by, leafName, NOW))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const verdict = await new Promise<string>((settle) => {
    const options = { host: '127.0.0.1', servername, ca: authority.certificatePem }
    const socket = connect({ ...options, ...(port === undefined ? {} : { port }) })
    socket.on('secureConnect', () => settle('trusted'))
    socket.on('error', (error) => settle('code' in error ? `${error.code} ${error.message}` : error.message))
    socket.on('close', () => socket.destroy())
    setTimeout(() => socket.destroy(), 60_000).unref()
  })
  server.close()
  return verdict
}

describe('Node trusts a certificate of the authority', () => {
  test.each([
    'graph.microsoft.com',
    'login.microsoftonline.com',
    'outlook.office365.com',
    'outlook.office.com',
    'login.windows.net',
    'contoso-admin.sharepoint.com',
  ])('for %s', async (name) => {
    expect(await verdictOn(name, name)).toBe('trusted')
  })
  test('for loopback, with the common name localhost', async () => {
    expect(await verdictOn(undefined, 'localhost')).toBe('trusted')
    const leaf = new X509Certificate(makeLeaf(authority, undefined, NOW).cert)
    expect([leaf.subject, leaf.checkIP('127.0.0.1'), leaf.checkIP('::1')]).toEqual([
      'CN=localhost',
      '127.0.0.1',
      '::1',
    ])
  })
})

describe('Node refuses', () => {
  test.each(['example.com', 'microsoft.com', 'www.microsoft.com', 'graph.microsoft.com.example'])(
    'a certificate of the authority for %s, which its name constraints forbid',
    async (name) => expect(await verdictOn(name, name)).toContain('permitted subtree violation'),
  )
  test('a certificate for another name than the one asked for', async () => {
    expect(await verdictOn('graph.microsoft.com', 'login.microsoftonline.com')).toContain(
      'ERR_TLS_CERT_ALTNAME_INVALID',
    )
  })
  test('a certificate of another authority of the same name', async () => {
    expect(await verdictOn('graph.microsoft.com', 'graph.microsoft.com', makeAuthority(NOW))).toMatch(
      /SELF_SIGNED_CERT_IN_CHAIN/,
    )
  })
})

test('the authority speaks for loopback addresses and no others', () => {
  const { raw } = new X509Certificate(authority.certificatePem)
  expect(raw.includes(Buffer.from([0x87, 8, 127, 0, 0, 0, 255, 0, 0, 0]))).toBe(true)
  const onlyItself = [...Array(15).fill(0), 1, ...Array(16).fill(255)]
  expect(raw.includes(Buffer.from([0x87, 32, ...onlyItself]))).toBe(true)
})

test('the authority is a CA from a day back for a year, and only with its own key', () => {
  const parsed = new X509Certificate(authority.certificatePem)
  expect(parsed.ca).toBe(true)
  expect(parsed.verify(parsed.publicKey)).toBe(true)
  expect(Math.round((NOW - parsed.validFromDate.getTime()) / DAY_MS)).toBe(1)
  const keyPem = makeAuthority(NOW).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  expect(() => authorityFrom(authority.certificatePem, keyPem, NOW)).toThrow('do not belong together')
  const own = authority.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  expect(() => authorityFrom(authority.certificatePem, own, NOW + 366 * DAY_MS)).toThrow('expired')
  expect(() => authorityFrom(authority.certificatePem, own, NOW - 2 * DAY_MS)).toThrow('not valid yet')
  expect(authorityFrom(authority.certificatePem, own, NOW).certificatePem).toBe(authority.certificatePem)
})

test('contexts are made once a name, kept for a day, and one serves every name that may not be had', () => {
  let now = NOW
  const { contextFor } = certificatesOf(authority, () => now)
  const graph = contextFor('graph.microsoft.com')
  expect(contextFor('GRAPH.microsoft.com')).toBe(graph)
  expect(contextFor('example.com')).toBe(contextFor('localhost'))
  expect(contextFor('*.microsoftonline.com\0')).toBe(contextFor('localhost'))
  now += 2 * DAY_MS
  expect(contextFor('graph.microsoft.com')).not.toBe(graph)
})
