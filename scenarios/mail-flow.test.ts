/** Any message through any tenant: the engine never throws, always ends, forgets nobody, and does the same twice. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Arrival,
  compileMail,
  customerTenant,
  deliverMail,
  internetHost,
  type Outside,
  picture,
  refusingHost,
  scanningRelay,
  type Trace,
  traceRows,
  words,
} from '#mock-m365'
import { AT, address, domain, oddText, oneOf, settings, settle, some } from './mail/drawn.ts'

const DOMAINS = ['fabrikam.onmicrosoft.com', 'fabrikam.com']
const PEOPLE = ['Ann', 'Ben', 'Eve']
const RELAY = {
  certificate: { names: ['*.pre.scan.example'], trusted: true },
  spamHeader: ['X-Spam', 'true'],
} as const

const OUTSIDE: Outside = [
  scanningRelay({
    ...RELAY,
    name: 'relay',
    takesAt: 'pre.scan.example',
    returnsFrom: 'post.scan.example',
    addresses: ['192.0.2.1', '192.0.2.2'],
  }),
  refusingHost('a host that refuses', ['refuses.example']),
  internetHost('the Internet', ['fabrikam.com', 'example.org', 'mail.example.org']),
]

const ip = oneOf('203.0.113.9', '192.0.2.1', '198.51.100.4', '2001:db8::1', 'no address')
const range = oneOf('203.0.113.0/24', '192.0.2.1', '192.0.2.0-192.0.2.9', '2001:db8::/32')
const word = oneOf('hello', 'secret word', 'ann', 'x-loop', '42')
const pattern = oneOf('^h', '(a+)+$', '\\d{2}', '(', 'hello|secret', '(?<=a)b')
const header = oneOf('X-Loop', 'Subject', 'X-Spam', 'received', 'To', 'Auto-Submitted', 'X-Filter-Test')

/** Each with the weight of an absent one: most rules have few conditions. */
const PREDICATES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  FromScope: oneOf('InOrganization', 'NotInOrganization'),
  SentToScope: oneOf('InOrganization', 'NotInOrganization'),
  From: some(address),
  SentTo: some(address),
  SentToMemberOf: some(oneOf('staff@fabrikam.com', 'gone@fabrikam.com')),
  FromMemberOf: some(oneOf('staff@fabrikam.com', 'gone@fabrikam.com', '')),
  SenderDomainIs: some(domain),
  RecipientDomainIs: some(domain),
  SubjectContainsWords: some(word),
  SubjectOrBodyMatchesPatterns: some(pattern),
  RecipientAddressMatchesPatterns: some(pattern),
  AnyOfToCcHeader: some(address),
  SenderIpRanges: some(range),
  SCLOver: fc.integer({ min: -1, max: 9 }),
  AttachmentContainsWords: some(word),
  AttachmentIsUnsupported: fc.constant(true),
  MessageTypeMatches: oneOf('OOF', 'AutoForward', 'Signed'),
  SenderADAttributeContainsWords: some(oneOf('Department:hello', 'DisplayName:ann', 'odd', '__proto__:x')),
  RecipientADAttributeMatchesPatterns: some(oneOf('City:^h', 'Title:(a+)+$')),
  ADComparisonAttribute: oneOf('Department', 'constructor'),
  ManagerForEvaluatedUser: oneOf('Sender', 'Recipient'),
  ManagerAddresses: some(address),
  SenderManagementRelationship: oneOf('Manager', 'DirectReport'),
  HasClassification: word,
}
const ACTIONS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  SetSCL: fc.integer({ min: -1, max: 9 }),
  PrependSubject: word,
  RemoveHeader: header,
  RouteMessageOutboundConnector: oneOf('Scan', 'Scan', 'Gone'),
  RedirectMessageTo: some(address),
  CopyTo: some(address),
  BlindCopyTo: some(address),
  DeleteMessage: fc.constant(true),
  Quarantine: fc.constant(true),
  RejectMessageReasonText: word,
  ModerateMessageByUser: some(address),
  ModerateMessageByManager: fc.constant(true),
  AddManagerAsRecipientType: oneOf('Cc', 'Redirect'),
  StopRuleProcessing: fc.constant(true),
}

const chosen = (table: Readonly<Record<string, fc.Arbitrary<unknown>>>, prefix: string, maxLength: number) =>
  fc
    .uniqueArray(fc.constantFrom(...Object.keys(table)), { maxLength })
    .chain((names) =>
      fc.record(Object.fromEntries(names.map((name) => [prefix + name, table[name] ?? fc.constant(null)]))),
    )

const rule = fc
  .tuple(
    chosen(PREDICATES, '', 2),
    chosen(PREDICATES, 'ExceptIf', 1),
    chosen(ACTIONS, '', 3),
    fc.option(fc.record({ SetHeaderName: header, SetHeaderValue: word }), { nil: {} }),
    fc.record({
      Mode: oneOf('Enforce', 'Enforce', 'Enforce', 'Audit'),
      SenderAddressLocation: oneOf('Header', 'Envelope', 'HeaderOrEnvelope'),
    }),
  )
  .map((parts) => Object.assign({}, ...parts) as Readonly<Record<string, unknown>>)

const inbound = fc.record({
  ConnectorType: oneOf('OnPremises', 'Partner'),
  SenderDomains: some(oneOf('smtp:*;1', 'smtp:fabrikam.com;1', 'smtp:*.example.org;1')),
  SenderIPAddresses: fc.array(range, { maxLength: 2 }),
  RestrictDomainsToIPAddresses: fc.boolean(),
  RequireTls: fc.boolean(),
  CloudServicesMailEnabled: fc.boolean(),
  TreatMessagesAsInternal: fc.boolean(),
  EFSkipLastIP: fc.boolean(),
  EFSkipIPs: fc.array(range, { maxLength: 2 }),
  EFUsers: fc.array(address, { maxLength: 1 }),
})

const tenant = fc
  .record({
    rules: fc.array(rule, { maxLength: 6 }),
    inbound: fc.array(inbound, { maxLength: 2 }),
    outbound: fc.array(
      fc.record({
        RecipientDomains: fc.array(oneOf('*', 'example.org', '*.example.org'), { maxLength: 1 }),
        TlsSettings: oneOf(null, 'CertificateValidation'),
      }),
      { maxLength: 2 },
    ),
    ipAllowList: fc.array(range, { maxLength: 1 }),
    drawn: settings,
  })
  .map(({ rules, inbound: connectors, outbound, ipAllowList, drawn }) =>
    settle(
      customerTenant(
        {
          tenantId: '11111111-1111-4111-8111-111111111111',
          displayName: 'Fabrikam',
          domains: DOMAINS,
          accounts: [],
          users: PEOPLE,
          groups: { Staff: ['Ann', 'Ben'] },
          ipAllowList,
          transportRules: rules.map((one, i) => ({ ...one, Name: `Rule ${i}`, Priority: i })),
          inboundConnectors: connectors.map((one, i) => ({ ...one, Name: `In ${i}` })),
          outboundConnectors: [
            {
              Name: 'Scan',
              IsTransportRuleScoped: true,
              UseMXRecord: false,
              SmartHosts: ['customer.pre.scan.example'],
            },
            ...outbound.map((one, i) => ({
              ...one,
              Name: `Out ${i}`,
              UseMXRecord: i === 0,
              SmartHosts: i === 0 ? [] : ['mail.example.org'],
            })),
          ],
        },
        AT,
      ),
      drawn,
    ),
  )

/** Values that mean something to the service. */
const said = oneOf(
  'spam',
  'bulk 7',
  'high confidence phish',
  'auto-replied',
  'auto-forwarded',
  'from a.example.org (unknown [198.51.100.4]) by b',
  'from b.example.org (192.0.2.1) by c',
)

const headers = fc.array(fc.tuple(fc.oneof(header, oddText), fc.oneof(word, address, said, oddText)), {
  maxLength: 5,
})

const arrival: fc.Arbitrary<Arrival> = fc.record({
  at: fc.constant(AT),
  message: fc.record({
    from: address,
    to: fc.uniqueArray(address, { minLength: 1, maxLength: 4, selector: (one) => one.toLowerCase() }),
    headers,
    body: fc.oneof(word, oddText),
    size: fc.nat(100_000),
    attachments: fc.array(
      fc.record({
        name: fc.oneof(word, oneOf('a.docx', 'a.exe', 'a.xyz'), oddText),
        type: oneOf('text/plain', 'text/calendar', 'application/pkcs7-signature'),
        size: fc.nat(5000),
        text: fc.oneof(word, oddText),
      }),
      { maxLength: 1 },
    ),
  }),
  connection: fc.oneof(
    fc.record({ ip, helo: word, ptr: oneOf('mx.example.org', 'post.scan.example') }),
    fc.record({
      ip,
      helo: word,
      tls: fc.record({ names: fc.array(domain, { maxLength: 1 }), trusted: fc.boolean() }),
      permittedFor: fc.array(domain, { maxLength: 1 }),
      permittedBefore: fc.constant({ '198.51.100.4': ['example.org'] }),
    }),
    fc.record({ ip, helo: word, submittedBy: oneOf('ann@fabrikam.com', 'gone@fabrikam.com') }),
  ),
})

/** Recipients who came in by the first pass are each spoken of: at an end, in a group that was expanded. */
function forgotten({ arrival: { message }, fates, steps }: Trace): readonly string[] {
  const named = new Set(fates.map(({ recipient }) => recipient.toLowerCase()))
  const redirected = new Set<string>()
  for (const step of steps) {
    if (step.kind === 'expanded') redirected.add(step.group)
    else if (step.kind === 'rule' && step.did.some(({ action }) => action === 'RedirectMessageTo'))
      for (const one of step.recipients) redirected.add(one)
  }
  return message.to.filter((one) => !named.has(one.toLowerCase()) && !redirected.has(one.toLowerCase()))
}

/** The same recipient twice at the end of one copy. */
function doubled({ fates }: Trace): readonly string[] {
  const ends = fates.map(({ pass, copy, recipient, fate }) => ({ end: `${pass} ${copy} ${recipient}`, fate }))
  const known = new Set<string>()
  return ends.flatMap(({ end, fate }) =>
    fate === 'redirected' || (!known.has(end) && known.add(end)) ? [] : [end],
  )
}

test('any message through any tenant comes to one end for each recipient of each copy, the same each time', () => {
  fc.assert(
    fc.property(tenant, arrival, (one, message) => {
      const state = compileMail(one)
      const trace = deliverMail(state, message, OUTSIDE)
      expect(forgotten(trace)).toEqual([])
      expect(doubled(trace)).toEqual([])
      expect(trace.steps.filter(({ kind }) => kind === 'arrived').length).toBeLessThanOrEqual(64)
      expect(deliverMail(compileMail(one), message, OUTSIDE)).toEqual(trace)
      expect(picture(trace).every((line) => line.length <= 100)).toBe(true)
      expect(words(trace).join('')).not.toMatch(/\p{Cc}/u)
      expect(traceRows(trace, 'seed').every(({ Events }) => Events.length > 0)).toBe(true)
    }),
    { numRuns: 400 },
  )
})

test('what a tenant says of nobody changes nothing: a rule for others leaves the way of a message alone', () => {
  fc.assert(
    fc.property(tenant, arrival, (one, message) => {
      const before = deliverMail(compileMail(one), message, OUTSIDE).fates
      const rule = {
        ...one.list('TransportRule')[0],
        Guid: 'g',
        Name: 'Others',
        Priority: 99,
        State: 'Enabled',
        Mode: 'Enforce',
      }
      const fork = one.fork()
      const write = {
        at: AT,
        actor: { type: 'system', id: 's', displayName: 'S' },
        call: 'test',
        requestId: 'r',
      } as const
      fork.commit(write, 'TransportRule', 'g', {
        ...rule,
        SentTo: ['somebody.else@fabrikam.com'],
        DeleteMessage: true,
      })
      expect(deliverMail(compileMail(fork), message, OUTSIDE).fates).toEqual(before)
    }),
    { numRuns: 100 },
  )
})
