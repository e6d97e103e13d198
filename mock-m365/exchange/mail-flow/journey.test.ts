import { describe, expect, test } from 'vitest'
import {
  fatesOf,
  INBOUND_RANGE,
  LOOP_ID,
  type MailWorld,
  type MessageShort,
  mailWorld,
  OUTBOUND_RANGE,
  RELAYS,
  ruleNames,
} from '../testing/mail.ts'
import { START } from '../testing/world.ts'
import { recordMail, traceRows } from './trace/message-trace.ts'
import { picture } from './trace/picture.ts'
import type { Trace } from './trace/trace.ts'
import { words } from './trace/words.ts'

const IN = 'X-TrendMicro-CAS-IN-LOOP-IDENTIFIER'
const OUT = 'X-TrendMicro-CAS-OUT-LOOP-IDENTIFIER'
const smart = (host: string) => ({
  ConnectorType: 'Partner',
  IsTransportRuleScoped: true,
  UseMXRecord: false,
  SmartHosts: [`${LOOP_ID}.${host}.scan.example`],
  TlsSettings: 'CertificateValidation',
})
const back = (range: string) => ({
  ConnectorType: 'OnPremises',
  SenderDomains: ['*'],
  SenderIPAddresses: [range],
  RequireTls: false,
})
const unless = (range: string, header: string) => ({
  ExceptIfSenderIpRanges: [range],
  ExceptIfHeaderContainsMessageHeader: header,
  ExceptIfHeaderContainsWords: [LOOP_ID],
})
const mark = (header: string) => ({ SetHeaderName: header, SetHeaderValue: LOOP_ID })

/** The product's objects; each may be left out or changed. */
const OBJECTS: Readonly<Record<string, readonly [cmdlet: string, parameters: object]>> = {
  C1: ['New-OutboundConnector', { Name: 'C1', ...smart('inpre') }],
  C2: ['New-InboundConnector', { Name: 'C2', ...back(INBOUND_RANGE) }],
  C3: ['New-OutboundConnector', { Name: 'C3', ...smart('repre') }],
  C4: ['New-InboundConnector', { Name: 'C4', ...back(OUTBOUND_RANGE) }],
  I1: [
    'Set-HostedConnectionFilterPolicy',
    { Identity: 'Default', IPAllowList: [INBOUND_RANGE, OUTBOUND_RANGE] },
  ],
  S1: [
    'New-TenantAllowBlockListSpoofItems',
    {
      Identity: 'Default',
      SpoofedUser: '*',
      SendingInfrastructure: 'inpost.scan.example',
      SpoofType: 'External',
      Action: 'Allow',
    },
  ],
  R1: [
    'New-TransportRule',
    {
      Name: 'R1',
      FromScope: 'NotInOrganization',
      SentToScope: 'InOrganization',
      RecipientDomainIs: ['contoso.com'],
      ...mark(IN),
      RouteMessageOutboundConnector: 'C1',
      ...unless(INBOUND_RANGE, IN),
    },
  ],
  R2: [
    'New-TransportRule',
    {
      Name: 'R2',
      FromScope: 'NotInOrganization',
      SentToScope: 'InOrganization',
      SentToMemberOf: ['sales@contoso.com'],
      ...mark(IN),
      RouteMessageOutboundConnector: 'C1',
      ...unless(INBOUND_RANGE, IN),
    },
  ],
  R3: [
    'New-TransportRule',
    {
      Name: 'R3',
      SenderIpRanges: [INBOUND_RANGE],
      HeaderContainsMessageHeader: IN,
      HeaderContainsWords: [LOOP_ID],
      SetSCL: -1,
    },
  ],
  R4: [
    'New-TransportRule',
    {
      Name: 'R4',
      SenderIpRanges: [INBOUND_RANGE],
      HeaderContainsMessageHeader: 'X-TrendMicro-CAS-SPAM',
      HeaderContainsWords: ['true'],
      SetSCL: 6,
    },
  ],
  R5: [
    'New-TransportRule',
    {
      Name: 'R5',
      FromScope: 'InOrganization',
      SentToScope: 'NotInOrganization',
      SenderDomainIs: ['contoso.com'],
      ...mark(OUT),
      RouteMessageOutboundConnector: 'C3',
      ...unless(OUTBOUND_RANGE, OUT),
    },
  ],
}

const BY_DOMAIN = ['C1', 'C2', 'C3', 'C4', 'I1', 'S1', 'R3', 'R4', 'R1', 'R5']
const BY_GROUP = BY_DOMAIN.map((name) => (name === 'R1' ? 'R2' : name))

function granted(
  names: readonly string[] = BY_DOMAIN,
  changes: Readonly<Record<string, object>> = {},
): MailWorld {
  const made = mailWorld()
  for (const name of names) {
    const [cmdlet, parameters] = OBJECTS[name] ?? ['', {}]
    made.run(cmdlet, { ...parameters, ...changes[name] })
  }
  return made
}

const without = (...names: readonly string[]) => BY_DOMAIN.filter((name) => !names.includes(name))

/** Each end with the relays that had the message. */
const journey = ({ fates }: Trace): readonly string[] =>
  fates.map(({ recipient, fate, scans, looped }) =>
    [recipient.replace('@contoso.com', ''), fate, ...scans, ...(looped ? ['LOOPED'] : [])].join(' '),
  )

const OUTGOING: MessageShort = { submitted: true, to: ['x@example.net'] }

describe('mail through the scanner', () => {
  test.each<readonly [string, MessageShort, readonly string[]]>([
    ['clean, from outside', {}, ['ann inbox inbound relay']],
    ['spam to the scanner', { headers: [['X-Scan-Test', 'spam']] }, ['ann junk inbound relay']],
    ['malware to the scanner', { headers: [['X-Scan-Test', 'malware']] }, ['ann kept outside inbound relay']],
    ['spam to Exchange alone', { headers: [['X-Filter-Test', 'spam']] }, ['ann inbox inbound relay']],
    [
      'forged by the way it comes back',
      { connection: { permittedFor: ['example.org'] } },
      ['ann inbox inbound relay'],
    ],
    [
      'to two of the tenant',
      { to: ['ann@contoso.com', 'ben@contoso.com'] },
      ['ann inbox inbound relay', 'ben inbox inbound relay'],
    ],
    ['inside the tenant', { submitted: true, to: ['ben@contoso.com'] }, ['ben inbox']],
    ['to the outside', OUTGOING, ['x@example.net internet outbound relay']],
    [
      'to inside and outside at once',
      { submitted: true, to: ['ben@contoso.com', 'x@example.net'] },
      ['ben inbox', 'x@example.net internet outbound relay'],
    ],
  ])('%s', (_, message, ends) => {
    expect([...journey(granted().mail(message, RELAYS))].sort()).toEqual([...ends].sort())
  })

  test('for members of the group alone', () => {
    const ends = journey(granted(BY_GROUP).mail({ to: ['ben@contoso.com', 'eve@contoso.com'] }, RELAYS))
    expect([...ends].sort()).toEqual(['ben inbox inbound relay', 'eve inbox'])
  })

  test('an automatic reply without a sender is refused on its way back, since only an address knows the connector', () => {
    const reply: MessageShort = {
      from: '',
      to: ['x@example.net'],
      headers: [['From', 'ann@contoso.com']],
      connection: { submittedBy: 'ann@contoso.com' },
    }
    const trace = granted().mail(reply, RELAYS)
    expect(fatesOf(trace)).toEqual([
      'x@example.net rejected 550 5.7.64 TenantAttribution; Relay Access Denied SMTP',
    ])
    expect(words(trace)).toContainEqual(expect.stringContaining('the empty sender has no domain'))
  })
})

const FORGED_BACK: MessageShort = { connection: { permittedFor: ['example.org'] } }
const EXCHANGE_SPAM: MessageShort = { headers: [['X-Filter-Test', 'spam']] }
const NO_EXCEPTIONS = Object.fromEntries(Object.keys(unless('', '')).map((name) => [name, null]))

describe('defects show', () => {
  test('without its exceptions the inbound rule sends mail round until its hops are counted', () => {
    const { fates, steps } = granted(BY_DOMAIN, { R1: NO_EXCEPTIONS }).mail({}, RELAYS)
    expect(fates).toMatchObject([
      { fate: 'rejected', status: '554 5.4.14 Hop count exceeded - possible mail loop ATTR34', looped: true },
    ])
    expect(fates[0]?.scans.length).toBeGreaterThan(2)
    expect(steps.filter(({ kind }) => kind === 'scanned')).toHaveLength(fates[0]?.scans.length ?? 0)
  })

  test.each<readonly [string, MailWorld, MessageShort, readonly string[]]>([
    [
      'the rule that skips the filter is lost',
      granted(without('R3')),
      EXCHANGE_SPAM,
      ['ann junk inbound relay'],
    ],
    [
      'skipping rule and pair are lost',
      granted(without('R3', 'S1')),
      FORGED_BACK,
      ['ann junk inbound relay'],
    ],
    [
      'the skipping rule is lost, the pair is there',
      granted(without('R3')),
      FORGED_BACK,
      ['ann inbox inbound relay'],
    ],
    [
      'the junk rule is lost',
      granted(without('R4')),
      { headers: [['X-Scan-Test', 'spam']] },
      ['ann inbox inbound relay'],
    ],
    ['the way back out is lost', granted(without('C4')), OUTGOING, ['x@example.net rejected outbound relay']],
    [
      'the way back in is lost: an allowed address skips the filter',
      granted(without('C2')),
      {},
      ['ann inbox inbound relay'],
    ],
    ['the rule is lost', granted(without('R1')), {}, ['ann inbox']],
  ])('%s', (_, { mail }, message, ends) => {
    expect(journey(mail(message, RELAYS))).toEqual(ends)
  })

  test('a connector that its rule survives keeps mail from everybody', () => {
    const { tenant, put, mail } = granted()
    const [connector] = tenant.find('OutboundConnector', 'Name', 'C1')
    put('OutboundConnector', String(connector?.Guid), undefined)
    expect(journey(mail({}, RELAYS))).toEqual(['ann rejected'])
  })

  test('members of a group that is gone are not scanned, and nobody else is', () => {
    const { put, mail } = granted(BY_GROUP)
    put('groups', 'sales', undefined)
    expect(journey(mail({ to: ['ann@contoso.com', 'eve@contoso.com'] }, RELAYS))).toEqual([
      'ann inbox',
      'eve inbox',
    ])
  })

  test('a relay that gives nothing back loses mail', () => {
    const sink = RELAYS.map((host) => ({
      ...host,
      receive: () => ({ kind: 'scanned', verdict: 'clean', returned: [] }) as const,
    }))
    expect(journey(granted().mail({}, sink))).toEqual(['ann lost inbound relay'])
  })

  test('a relay that takes the hops away is stopped all the same', () => {
    const { mail } = granted(BY_DOMAIN, { R1: NO_EXCEPTIONS })
    const forgetful = RELAYS.map((host) => ({
      ...host,
      receive: (...given: Parameters<typeof host.receive>) => {
        const receipt = host.receive(...given)
        if (receipt.kind !== 'scanned') return receipt
        const returned = receipt.returned.map(({ message, connection }) => ({
          connection,
          message: { ...message, headers: [] },
        }))
        return { ...receipt, returned }
      },
    }))
    expect(mail({}, forgetful).fates).toMatchObject([{ fate: 'lost', looped: true }])
  })
})

describe('a trace', () => {
  test('in sentences names who acted and why', () => {
    expect(words(granted().mail({}, RELAYS))).toEqual([
      'The message arrives.',
      '  The server mx.example.org (203.0.113.9) hands over mail from <bob@example.org> to ann@contoso.com over TLS.',
      '  No inbound connector owns it: anonymous mail of the Internet.',
      expect.stringMatching(
        /^ {2}Rule 2 'R1' acts for ann@contoso.com, since FromScope 'NotInOrganization' and SentToScope 'InOrganization' and RecipientDomainIs 'contoso.com': SetHeader .*, RouteMessageOutboundConnector 'C1'\.$/,
      ),
      '  The filter gives SCL 1 (SFV:NSPM, IPV:NLI, DIR:INB) for nothing found: it goes on.',
      `  For ann@contoso.com it goes through outbound connector 'C1' to ${LOOP_ID}.inpre.scan.example, as rule 'R1' asked.`,
      `  Inbound relay takes it at ${LOOP_ID}.inpre.scan.example for ann@contoso.com.`,
      '  Inbound relay scans it: clean.',
      '  Inbound relay returns it from 192.0.2.1 for ann@contoso.com.',
      'Pass 2 through the tenant.',
      '  The server inpost.scan.example (192.0.2.1) hands over mail from <bob@example.org> to ann@contoso.com over TLS.',
      `  The connection filter allows 192.0.2.1: its list holds ${INBOUND_RANGE}.`,
      "  Inbound connector 'C2' (OnPremises) owns it by address: it counts as external.",
      expect.stringMatching(
        /^ {2}Rule 0 'R3' acts for ann@contoso.com, since SenderIpRanges .* and HeaderContainsWords .*: SetSCL '-1'\.$/,
      ),
      "  Rule 2 'R1' is stopped by its exception ExceptIfSenderIpRanges '192.0.2.0/28'.",
      '  The filter gives SCL -1 (SFV:SKN, IPV:CAL, DIR:INB) for a rule set SCL -1: it goes on.',
      'Where it ended:',
      '  ann@contoso.com: delivered to the Inbox, scanned by inbound relay once.',
    ])
  })

  test('as a picture stays within a hundred columns, whatever the names', () => {
    const { run, mail } = granted()
    run('New-TransportRule', { Name: 'x'.repeat(64), SetHeaderName: 'X-A', SetHeaderValue: '\u001b[31m' })
    const drawn = picture(
      mail({ to: ['ann@contoso.com', 'eve@contoso.com', `${'n'.repeat(150)}@contoso.com`] }, RELAYS),
    )
    expect(drawn.every((line) => line.length <= 100 && !/\p{Cc}/u.test(line))).toBe(true)
    expect(drawn.filter((line) => line.includes('▶'))).toEqual([
      expect.stringMatching(/└\d .*▶ inbound relay$/),
    ])
    expect(drawn.at(-1)).toBe('✔ eve@contoso.com: delivered to the Inbox, scanned 1×')
    expect(words(mail({}, RELAYS)).join('')).not.toContain('\u001b')
  })

  test('marks facts with their copy where there are several, and nowhere else', () => {
    const { run, mail } = granted()
    run('New-TransportRule', {
      Name: 'For one',
      SentTo: ['ann@contoso.com'],
      SetHeaderName: 'X-A',
      SetHeaderValue: 'a',
    })
    const trace = mail({ to: ['ann@contoso.com', 'eve@contoso.com'] }, RELAYS)
    const filters = (lines: readonly string[]) =>
      lines.filter((line) => /filter: |The filter gives/.test(line))
    const copies = new Set(trace.steps.filter(({ pass }) => pass === 0).map(({ copy }) => copy))
    expect(copies.size).toBe(2)
    for (const lines of [words(trace), picture(trace)]) {
      const [first, second] = filters(lines)
      expect(first).not.toBe(second)
      expect(first).toMatch(/Copy \d: |│\d filter/)
      expect(second).toMatch(/Copy \d: |│\d filter/)
    }
    expect([...words(mail({}, RELAYS)), ...picture(mail({}, RELAYS))].join('\n')).not.toMatch(/Copy|│\d/)
  })

  test('shows in Get-MessageTraceV2, a message for each pass', () => {
    const { tenant, send, mail } = granted()
    const write = {
      at: START,
      actor: { type: 'system', id: 's', displayName: 'S' },
      call: 'mail',
      requestId: 'one',
    } as const
    recordMail(tenant, write, mail({}, RELAYS))
    recordMail(tenant, { ...write, requestId: 'two' }, mail({ to: ['nobody@contoso.com'] }, RELAYS))
    const rows = send('Get-MessageTraceV2', {}).json.value
    expect(rows.map(({ RecipientAddress, Status, FromIP }) => [RecipientAddress, Status, FromIP])).toEqual([
      ['ann@contoso.com', 'Delivered', '203.0.113.9'],
      ['ann@contoso.com', 'Delivered', '192.0.2.1'],
      ['nobody@contoso.com', 'Failed', '203.0.113.9'],
    ])
    expect(new Set(rows.map(({ MessageTraceId }) => MessageTraceId)).size).toBe(3)
    const { MessageTraceId, RecipientAddress } = rows[0] ?? {}
    const events = send('Get-MessageTraceDetailV2', { MessageTraceId, RecipientAddress }).json.value
    expect(events.map(({ Event }) => Event)).toEqual(['Receive', 'Transport rule', 'Send External'])
  })

  test('of a blocked connection leaves no row', () => {
    const { run, mail } = mailWorld()
    run('Set-HostedConnectionFilterPolicy', { Identity: 'Default', IPBlockList: ['203.0.113.9'] })
    expect(traceRows(mail(), 'x')).toEqual([])
  })

  test('is the same each time', () => {
    const { mail } = granted()
    expect(mail({}, RELAYS)).toEqual(mail({}, RELAYS))
    expect(ruleNames(mail({}, RELAYS))).toEqual(['R1', 'R3'])
  })
})
