/** Mail over real sockets, sent by a real client, goes the way that the pure engine says: same facts, same ends. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodemailer, { type SendMailOptions } from 'nodemailer'
import { afterAll, describe, expect, test } from 'vitest'
import { compileMail, deliverMail, type Header, type Outside, type Trace } from '#mock-m365'
import { openHome, openSmtp, type SmtpServing } from '#mock-m365/serve'
import { endlessLoop } from './defects/endless-loop.ts'
import { play } from './harness/play.ts'
import { GRANT, type Script } from './harness/script.ts'
import { embeddedOrigin, type Warp, type World } from './harness/world.ts'
import { outsideOf } from './mail/outside.ts'

const directory = mkdtempSync(join(tmpdir(), 'casproof-smtp-'))
const { authority, caFile } = openHome(directory, Date.now())
const ca = readFileSync(caFile)
afterAll(() => rmSync(directory, { recursive: true }))

const GRANTED: Script = {
  v: 1,
  name: 'smtp',
  seed: 'smtp',
  world: 'plain',
  site: 'EU',
  directions: 'both',
  policies: 'all',
  steps: GRANT,
}
const [INBOUND, OUTBOUND] = ['the inbound scanner', 'the outbound scanner']
const FRIEND = 'friend@partner.example'
const [ADMIN, READER] = ['admin@contoso.com', 'reader@contoso.com']

interface Place {
  readonly world: World
  readonly smtp: SmtpServing
  readonly outside: Outside
  /** By Message-ID. */
  readonly traces: Map<string, Trace>
}

/** A tenant with the product granted, and its mail served; closed when the test is over. */
async function granted(outside: Outside = outsideOf('EU'), warp: Warp = {}): Promise<Place> {
  const { world } = await play(GRANTED, embeddedOrigin('plain'), { invariants: [], warp })
  const traces = new Map<string, Trace>()
  const smtp = await openSmtp({
    cloud: world.cloud,
    outside,
    authority,
    port: 0,
    submissionPort: 0,
    pauseMs: 1,
    onTrace: (trace) => void traces.set(headerNamed(trace.arrival.message.headers, 'message-id'), trace),
  })
  opened.push(smtp)
  return { world, smtp, outside, traces }
}
const opened: SmtpServing[] = []
afterAll(() => Promise.all(opened.map((smtp) => smtp.close())))

const headerNamed = (headers: readonly Header[], name: string): string =>
  headers.find(([one]) => one.toLowerCase() === name)?.[1] ?? ''

interface Mail extends SendMailOptions {
  readonly from: string
  readonly to: string | string[]
}

/** What the server says in the end, without its own numbers. */
async function send(at: string, mail: Mail, user?: { user: string; pass: string }): Promise<string> {
  const transport = nodemailer.createTransport({
    host: 'localhost',
    port: Number(at.split(':')[1]),
    name: 'mail.partner.example',
    requireTLS: true,
    tls: { ca },
    ...(user ? { auth: user } : {}),
  })
  try {
    return (await transport.sendMail(mail)).response
  } catch (error) {
    return error instanceof Error && 'response' in error ? String(error.response) : String(error)
  }
}

const traceOf = ({ traces }: Place, id: string): Trace => {
  const trace = traces.get(id)
  if (!trace) throw new Error(`no trace of ${id}`)
  return trace
}

/** The state is as it was when the message came: recordMail and deliveries change nothing that routes. */
const pureOf = ({ world, outside }: Place, { arrival }: Trace): Trace =>
  deliverMail(compileMail(world.tenant), arrival, outside)

const endsOf = ({ fates }: Trace): readonly string[] =>
  fates.map(({ recipient, fate, scans }) => [recipient, fate, ...scans].join(', '))

const SYSTEM = {
  at: 0,
  actor: { type: 'system', id: '', displayName: '' },
  call: 'test',
  requestId: '',
} as const

const allowSubmission = ({ world }: Place): void => {
  world.tenant.commit(SYSTEM, 'TransportConfig', 'Transport Settings', {
    SmtpClientAuthenticationDisabled: false,
  })
}

const AUTHENTICATED = { user: ADMIN, pass: 'mock-password-of-admin' }

/** Each from outside, or submitted by the administrator. */
const FLOWS: readonly { name: string; mail: Mail; ends: readonly string[] }[] = [
  {
    name: 'protected mail from outside',
    mail: { from: `Jürgen <${FRIEND}>`, to: ADMIN, subject: 'Grüße', html: '<p>Good <b>morning</b></p>' },
    ends: [`${ADMIN}, inbox, ${INBOUND}`],
  },
  {
    name: 'mail for two, with a file',
    mail: {
      from: FRIEND,
      to: [ADMIN, READER],
      subject: 'Two',
      text: 'For both.\n.\n..dots',
      attachments: [{ filename: 'plan.txt', content: 'secret' }],
    },
    ends: [`${ADMIN}, inbox, ${INBOUND}`, `${READER}, inbox, ${INBOUND}`],
  },
  {
    name: 'what the scanner takes for spam',
    mail: { from: FRIEND, to: ADMIN, subject: 'Buy', text: 'Now', headers: { 'X-Scan-Test': 'spam' } },
    ends: [`${ADMIN}, junk, ${INBOUND}`],
  },
  {
    name: 'what the scanner keeps',
    mail: { from: FRIEND, to: ADMIN, subject: 'Run', text: 'me', headers: { 'X-Scan-Test': 'malware' } },
    ends: [`${ADMIN}, kept outside, ${INBOUND}`],
  },
  {
    name: 'protected mail to outside',
    mail: { from: ADMIN, to: FRIEND, subject: 'Out', text: 'Bye' },
    ends: [`${FRIEND}, internet, ${OUTBOUND}`],
  },
  {
    name: 'mail to both sides',
    mail: { from: ADMIN, to: [FRIEND, READER], subject: 'Both', text: 'Hello' },
    ends: [`${READER}, inbox`, `${FRIEND}, internet, ${OUTBOUND}`],
  },
]

describe('a granted tenant', async () => {
  const place = await granted()
  allowSubmission(place)
  const { smtp, world } = place
  const replies = await Promise.all(
    FLOWS.map(({ mail }, i) =>
      mail.from === ADMIN
        ? send(smtp.submission, { ...mail, messageId: `<${i}@test>` }, AUTHENTICATED)
        : send(smtp.edge, { ...mail, messageId: `<${i}@test>` }),
    ),
  )
  await smtp.idle()

  test.each(FLOWS.map((flow, i) => ({ ...flow, i })))(
    '$name has the trace of the pure engine',
    ({ i, ends, mail }) => {
      expect(replies[i]).toMatch(/^250 2\.6\.0 <\d@test> .*Queued mail for delivery$/)
      const trace = traceOf(place, `<${i}@test>`)
      const { message, connection } = trace.arrival
      expect(message.to).toEqual([mail.to].flat())
      expect(headerNamed(message.headers, 'subject')).toBe(mail.subject)
      expect(connection).toMatchObject({
        ip: '203.0.113.25',
        helo: 'mail.partner.example',
        tls: { trusted: false },
      })
      expect(endsOf(trace).toSorted()).toEqual(ends.toSorted())
      expect(trace).toEqual(pureOf(place, trace))
    },
  )

  test('what is delivered lies in the mailbox, and the message trace tells of both passes', () => {
    const userId = world.tenant.find('users', 'mail', ADMIN)[0]?.id
    const messages = world.tenant.find('messages', 'mailbox', userId)
    const greeting = messages.find(({ subject }) => subject === 'Grüße')
    expect(greeting).toMatchObject({
      body: { contentType: 'html', content: expect.stringContaining('<b>morning</b>') },
      from: { emailAddress: { name: 'Jürgen', address: FRIEND } },
      internetMessageId: '<0@test>',
    })
    const file = messages.find(({ subject }) => subject === 'Two')
    expect(file).toMatchObject({
      body: { content: expect.stringMatching(/^For both\.\r?\n\.\r?\n\.\.dots/) },
      attachments: [{ name: 'plan.txt', contentBytes: Buffer.from('secret').toString('base64') }],
    })
    const folders = new Set(messages.map(({ parentFolderId }) => parentFolderId))
    expect(folders.size).toBe(2)
    const rows = world.tenant.list('MessageTrace').filter(({ MessageId }) => MessageId === '<0@test>')
    expect(rows.map(({ Status }) => Status)).toEqual(['Delivered', 'Delivered'])
  })
})

test.concurrent('a rule without its loop exception goes round over sockets too, until the hop count ends it', async () => {
  const place = await granted(outsideOf('EU'), endlessLoop.warp)
  await send(place.smtp.edge, { from: FRIEND, to: ADMIN, text: 'Round', messageId: '<loop@test>' })
  await place.smtp.idle()
  const trace = traceOf(place, '<loop@test>')
  expect(trace.fates).toMatchObject([{ recipient: ADMIN, fate: 'rejected', looped: true }])
  expect(trace.fates[0]?.status).toContain('5.4.14 Hop count exceeded')
  expect(trace).toEqual(pureOf(place, trace))
})

const BAD: readonly { name: string; certificate?: { names: string[]; trusted: boolean }; status: string }[] =
  [
    { name: 'none', status: '4.4.317' },
    {
      name: 'one that nobody trusts',
      certificate: { names: ['scanner.example'], trusted: false },
      status: 'UntrustedRoot',
    },
  ]

test.concurrent.each(BAD)(
  'a scanner with a certificate like this gets no mail: $name',
  async ({ certificate, status }) => {
    const outside = outsideOf('EU').map((host): Outside[number] =>
      host.name === INBOUND ? { ...host, certificateAt: () => certificate } : host,
    )
    const place = await granted(outside)
    await send(place.smtp.edge, {
      from: READER.replace('contoso.com', 'partner.example'),
      to: ADMIN,
      text: 'x',
      messageId: '<c@test>',
    })
    await place.smtp.idle()
    const trace = traceOf(place, '<c@test>')
    expect(trace.fates).toMatchObject([
      { fate: 'rejected', scans: [], status: expect.stringContaining(status) },
    ])
    expect(trace).toEqual(pureOf(place, trace))
  },
)

test.concurrent('connectors that go by names in certificates check those that are really shown', async ({
  expect,
}) => {
  const place = await granted()
  allowSubmission(place)
  const { tenant } = place.world
  const change = (kind: string, name: RegExp, changed: object) => {
    for (const entity of tenant.list(kind))
      if (name.test(String(entity.Name)))
        tenant.commit(SYSTEM, kind, String(entity.Guid), { ...entity, ...changed })
  }
  const byName = {
    ConnectorType: 'OnPremises',
    SenderIPAddresses: [],
    TlsSenderCertificateName: '*.tmcas.trendmicro.com',
  }
  change('InboundConnector', /Incoming/, byName)
  change('OutboundConnector', /Incoming/, {
    TlsSettings: 'DomainValidation',
    TlsDomain: '*.tmcas.trendmicro.com',
  })
  change('OutboundConnector', /Outgoing/, { TlsSettings: 'DomainValidation', TlsDomain: 'elsewhere.example' })
  await send(place.smtp.edge, { from: FRIEND, to: ADMIN, messageId: '<in@test>' })
  await send(place.smtp.submission, { from: ADMIN, to: FRIEND, messageId: '<out@test>' }, AUTHENTICATED)
  await place.smtp.idle()
  const [coming, going] = ['<in@test>', '<out@test>'].map((id) => traceOf(place, id))
  if (!coming || !going) throw new Error('no traces')
  expect(coming.steps).toContainEqual(expect.objectContaining({ kind: 'attributed', by: 'certificate' }))
  expect(endsOf(coming)).toEqual([`${ADMIN}, inbox, ${INBOUND}`])
  expect(going.fates).toMatchObject([
    { fate: 'rejected', status: expect.stringContaining('SubjectMismatch') },
  ])
  for (const trace of [coming, going]) expect(trace).toEqual(pureOf(place, trace))
})

test.concurrent('mail that comes back to a tenant without its connector is not let in', async ({
  expect,
}) => {
  const place = await granted()
  allowSubmission(place)
  const { tenant } = place.world
  for (const { Guid } of tenant.list('InboundConnector'))
    tenant.commit(SYSTEM, 'InboundConnector', String(Guid), undefined)
  await send(place.smtp.submission, { from: ADMIN, to: FRIEND, messageId: '<r@test>' }, AUTHENTICATED)
  await place.smtp.idle()
  const trace = traceOf(place, '<r@test>')
  expect(trace.fates).toMatchObject([
    { fate: 'rejected', scans: [OUTBOUND], status: expect.stringContaining('5.7.64') },
  ])
  expect(trace).toEqual(pureOf(place, trace))
})

test.concurrent('a scanner that is down is tried, then the sender is told', async () => {
  const told: string[] = []
  const outside = outsideOf('EU').map((host): Outside[number] => ({
    ...host,
    receive(message, connection) {
      told.push(message.body)
      return host.receive(message, connection)
    },
  }))
  const place = await granted(outside)
  await place.smtp.stop(INBOUND)
  await send(place.smtp.edge, { from: FRIEND, to: ADMIN, text: 'x', messageId: '<d@test>' })
  await place.smtp.idle()
  const trace = traceOf(place, '<d@test>')
  expect(trace.steps.filter(({ kind }) => kind === 'deferred')).toMatchObject([
    { status: expect.stringContaining('4.4.316 Connection refused') },
  ])
  expect(endsOf(trace)).toEqual([`${ADMIN}, rejected`])
  expect(told).toMatchObject([expect.stringContaining('550 5.4.300 Message expired')])
})
