import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { virtualClock } from '../virtual-clock.ts'
import type { Arrival } from '../wire.ts'
import { environmentFor, preloadOption } from './environment.ts'
import { makeAuthority } from './home/certificates.ts'
import { type Serving, serve } from './index.ts'

const authority = makeAuthority(Date.now())
const directory = mkdtempSync(join(tmpdir(), 'casproof pre+load&-'))
const caFile = join(directory, 'ca.pem')
const handle = ({ origin, path }: Arrival) => ({ status: 200, headers: {}, body: `${origin}${path}` })
const elsewhere = () => ({ status: 200, headers: {}, body: 'not the mock that was meant' })
let server: Serving
let other: Serving
beforeAll(async () => {
  writeFileSync(caFile, authority.certificatePem)
  const [clock, home] = [virtualClock(0), { authority, caFile }]
  server = await serve({ cloud: { clock, handle }, home })
  other = await serve({ cloud: { clock, handle: elsewhere }, home })
})
afterAll(async () => {
  await server.close()
  await other.close()
  rmSync(directory, { recursive: true })
})

/** Runs a module's text in a separate Node, with a clean environment except for these variables. */
async function said(text: string, env: Readonly<Record<string, string>>): Promise<string> {
  const args = ['--input-type=module', '-e', text, other.origin]
  const trusting = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: caFile, ...env }
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: trusting })
  return stdout
}

/** Prints the result of each way to send a request, one line each: the body, or the error's code. */
const ASK = `
  import https, { get } from 'node:https'
  import { connect } from 'node:tls'
  const told = (url, ask) => new Promise((done) => {
    ask(url, (answer) => { let text = ''; answer.on('data', (c) => { text += c }).on('end', () => done(text)) })
      .on('error', ({ code, message }) => done(code ?? message))
  })
  const fetched = (url) => fetch(url).then((r) => r.text(), ({ cause }) => cause.code ?? cause.message)
  const spoken = () => new Promise((done) => {
    const socket = connect(443, 'sts.windows.net', { servername: 'sts.windows.net' })
    socket.once('secureConnect', () => { done(socket.getPeerX509Certificate().subjectAltName); socket.destroy() })
    socket.once('error', ({ code }) => done(code))
  })
  console.log([
    await fetched('https://graph.microsoft.com/v1.0/users'),
    await told('https://login.microsoftonline.com/common', get),
    await told({ host: 'outlook.office365.com', path: '/x', agent: new https.Agent({ keepAlive: true }) }, https.get),
    await spoken(),
    await fetched(process.argv.at(-1) + '/x'),
  ].join('\\n'))
  process.exit()`

const HEARD = [
  'https://graph.microsoft.com/v1.0/users',
  'https://login.microsoftonline.com/common',
  'https://outlook.office365.com/x',
  'DNS:sts.windows.net',
  'not the mock that was meant',
]

describe('the preload', () => {
  test('sends every way of asking for a Microsoft host to the mock, and no other host', async () => {
    const lines = await said(ASK, { NODE_OPTIONS: preloadOption(server) })
    expect(lines.trim().split('\n')).toEqual(HEARD)
  })

  test('gets along with the proxy', async () => {
    const both = { ...environmentFor(server), NODE_OPTIONS: preloadOption(server) }
    expect((await said(ASK, both)).trim().split('\n')).toEqual(HEARD)
  })
})

test('the proxy’s variables alone send Node’s fetch and https to the mock, and nothing past it', async () => {
  const text = `
    import { get } from 'node:https'
    const told = await new Promise((done) => get('https://graph.microsoft.com/x', (r) => r.on('data', (c) => done(String(c)))))
    const away = await fetch('https://example.com/').then((r) => r.status, () => 'refused')
    console.log(await (await fetch('https://login.microsoftonline.com/x')).text(), told, away)
    process.exit()`
  const before = { https_proxy: 'http://127.0.0.1:9', no_proxy: 'microsoft.com,microsoftonline.com' }
  expect(await said(text, { ...before, ...environmentFor(server) })).toBe(
    'https://login.microsoftonline.com/x https://graph.microsoft.com/x refused\n',
  )
})
