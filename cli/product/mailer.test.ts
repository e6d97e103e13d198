/** The product's mail over real SMTP: what is handed over, and in which words a server is told to be wrong. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterAll, afterEach, expect, test } from 'vitest'
import { endpointCertificate, openHome } from '#mock-m365/serve'
import { mailerFor } from './mailer.ts'

const folder = mkdtempSync(join(tmpdir(), 'casproof-mailer-'))
afterAll(() => rmSync(folder, { recursive: true }))
const home = openHome(folder, Date.now())
const { certFile, keyFile } = endpointCertificate(home, Date.now())

const MESSAGE = { to: ['ada@customer.example'], subject: 'Access token invalid', text: 'Recreate it.' }
const FROM = 'product@vendor.example'

const open: SMTPServer[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise<void>((closed) => server.close(() => closed()))
})

async function listening(
  options: SMTPServerOptions,
  host = '127.0.0.1',
): Promise<{ port: number; taken: string[] }> {
  const taken: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    onData(stream, _session, done) {
      let text = ''
      stream.on('data', (chunk) => {
        text += String(chunk)
      })
      stream.on('end', () => {
        taken.push(text)
        done()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  open.push(server)
  await new Promise<void>((ready) => server.listen(0, host, () => ready()))
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return { port: address.port, taken }
}

const send = (port: number, more: { host?: string; ca?: string } = {}) =>
  mailerFor({ host: 'localhost', port, from: FROM, ...more }, 'product.json').send(MESSAGE)

test('a message is handed over in the clear where the server has no TLS', async () => {
  const { port, taken } = await listening({ disabledCommands: ['STARTTLS', 'AUTH'] })
  await send(port)
  expect(taken).toHaveLength(1)
  expect(taken[0]).toMatch(/^From: product@vendor\.example\r\nTo: ada@customer\.example\r\n/)
  expect(taken[0]).toContain('Subject: Access token invalid\r\n')
  expect(taken[0]).toMatch(/\r\n\r\nRecreate it\.\r\n$/)
})

const secured = () => ({ cert: readFileSync(certFile), key: readFileSync(keyFile) })

test('by TLS where the server offers it, with the authority that the product file names', async () => {
  let isSecure = false
  const { port, taken } = await listening({
    ...secured(),
    onMailFrom(_address, session, done) {
      isSecure = session.secure
      done()
    },
  })
  await send(port, { ca: join(folder, 'ca.pem') })
  expect([isSecure, taken.length]).toEqual([true, 1])
})

test('an authority that is not trusted is told with the mend, and nothing is handed over', async () => {
  const { port, taken } = await listening(secured())
  await expect(send(port)).rejects.toThrow(
    `mail server localhost:${port}: the authority of its certificate is not trusted; name it in mail.ca`,
  )
  expect(taken).toEqual([])
})

// elsewhere the machine does not have the address 127.0.0.2
test.runIf(process.platform === 'linux')('a certificate of another name is told with the mend', async () => {
  const { port } = await listening(secured(), '127.0.0.2')
  await expect(send(port, { host: '127.0.0.2', ca: join(folder, 'ca.pem') })).rejects.toThrow(
    `mail server 127.0.0.2:${port}: its certificate has another name; correct mail.host`,
  )
})

test('what the server answers is told', async () => {
  const { port } = await listening({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, done) =>
      done(Object.assign(new Error('5.1.1 no such mailbox'), { responseCode: 550 })),
  })
  await expect(send(port)).rejects.toThrow(`mail server localhost:${port}: 550 5.1.1 no such mailbox`)
})

test('where nobody listens, or the name is not known, that is said', async () => {
  const free = await new Promise<number>((known) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => known(typeof address === 'object' && address ? address.port : 0))
    })
  })
  await expect(send(free)).rejects.toThrow(/nobody listens there; correct mail\.host and mail\.port$/)
  await expect(send(25, { host: 'mail.invalid' })).rejects.toThrow(
    /the name is not known; correct mail\.host$/,
  )
})

test('an authority that cannot be read is named before anything is sent', () => {
  expect(() => mailerFor({ host: 'x', port: 25, from: FROM, ca: join(folder, 'no') }, 'p.json')).toThrow(
    /^p\.json: mail\.ca: .* cannot be read: there is no such file$/,
  )
})
