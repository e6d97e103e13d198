/** What the edge and the submission server accept, refuse and survive. */
import { connect } from 'node:net'
import nodemailer from 'nodemailer'
import { afterAll, describe, expect, test } from 'vitest'
import { headerOf } from '../exchange/mail-flow/message.ts'
import { putGateways } from '../exchange/mail-flow/outside/gateways.ts'
import { internetHost } from '../exchange/mail-flow/outside/hosts.ts'
import type { Trace } from '../exchange/mail-flow/trace/trace.ts'
import { seededIds } from '../seeded-ids.ts'
import { makeAuthority } from '../serve/home/certificates.ts'
import { embeddedCloud } from '../starting-states/index.ts'
import { virtualClock } from '../virtual-clock.ts'
import { openSmtp } from './index.ts'

const now = Date.now()
const authority = makeAuthority(now)
const surroundings = { clock: virtualClock(Date.UTC(2026, 0, 5)), ids: seededIds('smtp') }
const { cloud } = embeddedCloud(surroundings)
const tenant = cloud.tenantNamed('contoso.com')
const traces = new Map<string, Trace>()
const smtp = await openSmtp({
  cloud,
  outside: [internetHost()],
  authority,
  now,
  port: 0,
  submissionPort: 0,
  pause: () => Promise.resolve(),
  onTrace: (trace) => void traces.set(headerOf(trace.arrival.message, 'message-id') ?? '', trace),
})
afterAll(() => smtp.close())

const FRIEND = 'friend@partner.example'
const [ADMIN, READER] = ['admin@contoso.com', 'reader@contoso.com']
const AUTHENTICATED = { user: ADMIN, pass: 'mock-password-of-admin' }
const SYSTEM = {
  at: 0,
  actor: { type: 'system', id: '', displayName: '' },
  call: 'test',
  requestId: '',
} as const

/** The server's last reply. */
async function send(
  at: string,
  mail: { readonly from: string; readonly to: string; readonly text: string },
  user?: { user: string; pass: string },
): Promise<string> {
  const transport = nodemailer.createTransport({
    host: 'localhost',
    port: Number(at.split(':')[1]),
    requireTLS: true,
    tls: { ca: authority.certificatePem },
    ...(user ? { auth: user } : {}),
  })
  try {
    return (await transport.sendMail(mail)).response
  } catch (error) {
    return error instanceof Error && 'response' in error ? String(error.response) : String(error)
  }
}

test('a gateway that the world is told of later listens when mail first comes its way', async () => {
  const { tenant: own, edge } = withGateway()
  await send(edge, { from: FRIEND, to: ADMIN, text: 'x' })
  await smtp.idle()
  const trace = [...traces.values()].at(-1)
  expect(trace?.steps).toContainEqual(expect.objectContaining({ kind: 'returned', relay: 'G' }))
  expect(trace?.fates).toMatchObject([{ recipient: ADMIN, looped: false, pass: 1 }])
  putGateways(own, SYSTEM, [])
  for (const kind of ['OutboundConnector', 'TransportRule']) own.commit(SYSTEM, kind, 'G', undefined)
})

function withGateway() {
  if (!tenant) throw new Error('no tenant')
  putGateways(tenant, SYSTEM, [
    {
      name: 'G',
      hosts: ['contoso-com.mail.seppmail.example'],
      returns: { ip: '198.51.100.7', helo: 'out.seppmail.example', headers: ['X-G: done'] },
    },
  ])
  tenant.commit(SYSTEM, 'OutboundConnector', 'G', {
    Name: 'G',
    IsTransportRuleScoped: true,
    SmartHosts: ['contoso-com.mail.seppmail.example'],
    TlsSettings: 'DomainValidation',
    TlsDomain: '*.mail.seppmail.example',
  })
  tenant.commit(SYSTEM, 'TransportRule', 'G', {
    Name: 'G',
    State: 'Enabled',
    Priority: 0,
    RouteMessageOutboundConnector: 'G',
    ExceptIfHeaderContainsMessageHeader: 'X-G',
    ExceptIfHeaderContainsWords: ['done'],
  })
  return { tenant, edge: smtp.edge }
}

describe('who may send', () => {
  const edge = (to: string) => send(smtp.edge, { from: FRIEND, to, text: 'x' })
  const mailbox = (user?: { user: string; pass: string }, from = ADMIN) =>
    send(smtp.submission, { from, to: FRIEND, text: 'x' }, user)

  test('strangers reach recipients of the tenants, and nobody beyond', async () => {
    expect(await edge('somebody@elsewhere.example')).toBe(
      '550 5.7.64 TenantAttribution; Relay Access Denied SMTP',
    )
    expect(await edge('nobody@contoso.com')).toBe('550 5.4.1 Recipient address rejected: Access denied')
  })

  test('mailboxes sign in, where the organization lets them, and send as themselves', async () => {
    expect(await mailbox()).toBe('530 5.7.57 Client not authenticated to send mail')
    expect(await mailbox({ ...AUTHENTICATED, pass: 'wrong' })).toBe('535 5.7.3 Authentication unsuccessful')
    expect(await mailbox(AUTHENTICATED)).toMatch(/^535 5\.7\.139 .*disabled for the Tenant/)
    tenant?.commit(SYSTEM, 'TransportConfig', 'Transport Settings', {
      SmtpClientAuthenticationDisabled: false,
    })
    expect(await mailbox(AUTHENTICATED, READER)).toMatch(/^550 5\.7\.60 /)
    expect(await mailbox(AUTHENTICATED)).toMatch(/^250 /)
  })

  test('XCLIENT on loopback tells whose address it is', async () => {
    const said = await dialogue(smtp.edge, [
      'EHLO x',
      'XCLIENT ADDR=192.0.2.77 NAME=mx.sender.example',
      'EHLO mx.sender.example',
      `MAIL FROM:<a@sender.example>`,
      `RCPT TO:<${ADMIN}>`,
      'DATA',
      'Message-ID: <x@test>\r\nSubject: hi\r\n\r\ntext\r\n.',
      'QUIT',
    ])
    expect(said.at(-2)).toMatch(/^250 2\.6\.0 <x@test>/)
    await smtp.idle()
    const { connection } = traces.get('<x@test>')?.arrival ?? {}
    expect(connection).toEqual({
      ip: '192.0.2.77',
      helo: 'mx.sender.example',
      ptr: 'mx.sender.example',
      permittedFor: ['sender.example'],
    })
  })

  test('greets as Exchange does, with its extensions', async () => {
    const [greeting, hello] = await dialogue(smtp.edge, ['EHLO x', 'QUIT'])
    expect(greeting).toMatch(
      /^220 \S+\.mail\.protection\.outlook\.com Microsoft ESMTP MAIL Service ready at /,
    )
    for (const word of ['STARTTLS', 'SIZE 37748736', 'PIPELINING', '8BITMIME', 'ENHANCEDSTATUSCODES', 'DSN'])
      expect(hello).toContain(`250-${word}`)
  })

  const HOSTILE: readonly [what: string, bytes: string, said: RegExp][] = [
    ['no line end', 'A'.repeat(100_000), /^421 /m],
    ['HTTP', 'GET / HTTP/1.1\r\n\r\n', /^421 /m],
    ['pipelined rubbish', 'x\r\n'.repeat(5000), /^500 5\.3\.3 Unrecognized command/m],
    ['control characters', '\u0000\u0001\r\nEHLO \u0000\r\n', /^50\d /m],
    [
      'a name out of a prototype',
      'EHLO x\r\nMAIL FROM:<__proto__@constructor>\r\nRCPT TO:<__proto__@contoso.com>\r\n',
      /^550 /m,
    ],
    ['too much said at once', 'EHLO x\r\nMAIL FROM:<a@b.example> SIZE=99999999999\r\n', /^552 5\.3\.4 /m],
    [
      'headers without end',
      `EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<${ADMIN}>\r\nDATA\r\n${`X: ${'y'.repeat(990)}\r\n`.repeat(300)}\r\n.\r\n`,
      /^552 5\.3\.4 Header/m,
    ],
  ]
  test.concurrent.each(HOSTILE)('%s is answered and ends nothing', async (_, bytes, said) => {
    expect(await shout(smtp.edge, bytes)).toMatch(said)
    expect(await shout(smtp.edge, 'QUIT\r\n')).toMatch(/^221 2\.0\.0 /m)
  })
})

/** Waits for the reply to each line before the next. @returns greeting and replies */
async function dialogue(at: string, lines: readonly string[]): Promise<readonly string[]> {
  const socket = connect({ port: Number(at.split(':')[1]), host: '127.0.0.1' })
  const replies: string[] = []
  let text = ''
  for await (const chunk of socket.setEncoding('utf8')) {
    text += chunk
    if (!/^\d{3} .*\r\n$/m.test(text)) continue
    replies.push(text)
    text = ''
    const next = lines[replies.length - 1]
    if (next !== undefined) socket.write(`${next}\r\n`)
  }
  return replies
}

/** Sends everything after the greeting, closes, and returns what the server sent. */
function shout(at: string, bytes: string): Promise<string> {
  return new Promise((heard) => {
    const socket = connect({ port: Number(at.split(':')[1]), host: '127.0.0.1' }).setEncoding('utf8')
    let text = ''
    socket.once('data', () => socket.end(bytes))
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', () => undefined).on('close', () => heard(text))
  })
}
