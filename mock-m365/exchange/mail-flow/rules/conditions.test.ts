import { describe, expect, test } from 'vitest'
import { fatesOf, type MessageShort, mailWorld, ruleNames } from '../../testing/mail.ts'

const FILE = { name: 'Invoice.EXE', type: 'application/octet-stream', size: 5000 }

/** A condition, a message that matches it, and one that does not. */
const CONDITIONS: readonly (readonly [
  says: string,
  condition: object,
  holds: MessageShort,
  fails: MessageShort,
])[] = [
  ['FromScope', { FromScope: 'InOrganization' }, { submitted: true }, { from: 'ann@contoso.com' }],
  ['FromScope outside', { FromScope: 'NotInOrganization' }, { from: 'ben@contoso.com' }, { submitted: true }],
  [
    'SentToScope',
    { SentToScope: 'InOrganization' },
    { submitted: true, to: ['x@relay.contoso.com'] },
    { submitted: true, to: ['x@example.net'] },
  ],
  [
    'SentToScope outside',
    { SentToScope: 'NotInOrganization' },
    { submitted: true, to: ['x@outer.contoso.com'] },
    {},
  ],
  ['From', { From: ['bob@example.org'] }, {}, { from: 'rob@example.org' }],
  [
    'From by another address',
    { From: ['ann@contoso.com'] },
    { from: 'ann.alias@contoso.com', submitted: true },
    {},
  ],
  [
    'From looks at the header',
    { From: ['bob@example.org'] },
    { from: 'x@y.example', headers: [['From', '"B, ob" <BOB@example.org>']] },
    { from: 'bob@example.org', headers: [['From', 'x@y.example']] },
  ],
  [
    'From in the envelope',
    { From: ['bob@example.org'], SenderAddressLocation: 'Envelope' },
    { headers: [['From', 'x@y.example']] },
    { from: 'x@y.example', headers: [['From', 'bob@example.org']] },
  ],
  [
    'From in either',
    { From: ['bob@example.org'], SenderAddressLocation: 'HeaderOrEnvelope' },
    { headers: [['From', 'x@y.example']] },
    { from: 'x@y.example' },
  ],
  [
    'FromMemberOf through a group below',
    { FromMemberOf: ['sales@contoso.com'] },
    { submitted: true, from: 'ben@contoso.com' },
    { submitted: true, from: 'eve@contoso.com' },
  ],
  ['SentTo', { SentTo: ['ann@contoso.com'] }, { to: ['ann.alias@contoso.com'] }, { to: ['ben@contoso.com'] }],
  [
    'SentToMemberOf',
    { SentToMemberOf: ['sales@contoso.com'] },
    { to: ['ben@contoso.com'] },
    { to: ['eve@contoso.com'] },
  ],
  [
    'BetweenMemberOf',
    { BetweenMemberOf1: ['inner@contoso.com'], BetweenMemberOf2: ['sales@contoso.com'] },
    { submitted: true, to: ['ben@contoso.com'] },
    { submitted: true, to: ['eve@contoso.com'] },
  ],
  [
    'SenderDomainIs and below',
    { SenderDomainIs: ['example.org'] },
    { from: 'a@mail.example.org' },
    { from: 'a@badexample.org' },
  ],
  [
    'RecipientDomainIs and below',
    { RecipientDomainIs: ['contoso.com'] },
    { to: ['x@relay.contoso.com'] },
    { submitted: true, to: ['x@acontoso.com'] },
  ],
  ['FromAddressContainsWords', { FromAddressContainsWords: ['bob'] }, {}, { from: 'bobby@example.org' }],
  ['FromAddressMatchesPatterns', { FromAddressMatchesPatterns: ['^b.b@'] }, {}, { from: 'bo@example.org' }],
  [
    'RecipientAddressContainsWords',
    { RecipientAddressContainsWords: ['ann'] },
    {},
    { to: ['ben@contoso.com'] },
  ],
  [
    'RecipientAddressMatchesPatterns',
    { RecipientAddressMatchesPatterns: ['^a'] },
    {},
    { to: ['ben@contoso.com'] },
  ],
  [
    'the address as it was written',
    { RecipientAddressContainsWords: ['alias'], RecipientAddressType: 'Original' },
    { to: ['ann.alias@contoso.com'] },
    {},
  ],
  [
    'AnyOfRecipientAddressContainsWords',
    { AnyOfRecipientAddressContainsWords: ['ben'] },
    { to: ['ann@contoso.com', 'ben@contoso.com'] },
    {},
  ],
  [
    'AnyOfToHeader',
    { AnyOfToHeader: ['eve@contoso.com'] },
    { headers: [['To', 'x@y.example, Eve <eve@contoso.com>']] },
    {},
  ],
  ['AnyOfToCcHeader', { AnyOfToCcHeader: ['eve@contoso.com'] }, { headers: [['Cc', 'eve@contoso.com']] }, {}],
  [
    'AnyOfCcHeaderMemberOf',
    { AnyOfCcHeaderMemberOf: ['sales@contoso.com'] },
    { headers: [['Cc', 'ben@contoso.com']] },
    { headers: [['Cc', 'eve@contoso.com']] },
  ],
  [
    'HeaderContainsWords',
    { HeaderContainsMessageHeader: 'X-Mark', HeaderContainsWords: ['yes'] },
    {
      headers: [
        ['x-mark', 'no'],
        ['X-MARK', 'oh YES!'],
      ],
    },
    { headers: [['X-Mark', 'yesterday']] },
  ],
  [
    'HeaderMatchesPatterns',
    { HeaderMatchesMessageHeader: 'X-Mark', HeaderMatchesPatterns: ['^\\d+$'] },
    { headers: [['X-Mark', '42']] },
    { headers: [['X-Mark', 'x42']] },
  ],
  [
    'SubjectContainsWords',
    { SubjectContainsWords: ['invoice due'] },
    { subject: 'Your INVOICE DUE today' },
    { subject: 'invoices due' },
  ],
  [
    'SubjectMatchesPatterns',
    { SubjectMatchesPatterns: ['in.oice'] },
    { subject: 'invoice' },
    { subject: 'voice' },
  ],
  [
    'SubjectOrBodyContainsWords',
    { SubjectOrBodyContainsWords: ['secret'] },
    { body: 'a secret' },
    { body: 'secretary' },
  ],
  [
    'SubjectOrBodyMatchesPatterns',
    { SubjectOrBodyMatchesPatterns: ['^secret$'] },
    { body: 'SECRET' },
    { body: 'a secret' },
  ],
  [
    'SenderIpRanges',
    { SenderIpRanges: ['203.0.113.1-203.0.113.20'] },
    {},
    { connection: { ip: '203.0.113.21' } },
  ],
  [
    'SenderIpRanges of IPv6',
    { SenderIpRanges: ['2001:db8::/32'] },
    { connection: { ip: '2001:db8:1::7' } },
    { connection: { ip: '2001:db9::1' } },
  ],
  [
    'the first address of a block',
    { SenderIpRanges: ['203.0.113.8/29'] },
    { connection: { ip: '203.0.113.8' } },
    { connection: { ip: '203.0.113.16' } },
  ],
  [
    'a word within another',
    { SubjectContainsWords: ['due'] },
    { subject: 'undue, and due' },
    { subject: 'undue' },
  ],
  ['MessageSizeOver', { MessageSizeOver: '2KB' }, { size: 2048 }, { size: 2047 }],
  ['AttachmentSizeOver', { AttachmentSizeOver: '4KB' }, { attachments: [FILE] }, {}],
  [
    'AttachmentExtensionMatchesWords',
    { AttachmentExtensionMatchesWords: ['exe'] },
    { attachments: [FILE] },
    { attachments: [{ ...FILE, name: 'exe.txt' }] },
  ],
  [
    'AttachmentNameMatchesPatterns',
    { AttachmentNameMatchesPatterns: ['^inv'] },
    { attachments: [FILE] },
    { attachments: [{ ...FILE, name: 'x' }] },
  ],
  [
    'AttachmentHasExecutableContent',
    { AttachmentHasExecutableContent: true },
    { attachments: [FILE] },
    { attachments: [{ ...FILE, name: 'x.txt' }] },
  ],
  ['WithImportance', { WithImportance: 'High' }, { headers: [['Importance', 'high']] }, {}],
  [
    'MessageTypeMatches',
    { MessageTypeMatches: 'OOF' },
    { headers: [['Auto-Submitted', 'auto-replied']] },
    {},
  ],
  [
    'Calendaring',
    { MessageTypeMatches: 'Calendaring' },
    { headers: [['Content-Type', 'text/calendar; method=REQUEST']] },
    { headers: [['Content-Type', 'text/plain']] },
  ],
  [
    'ContentCharacterSetContainsWords',
    { ContentCharacterSetContainsWords: ['koi8-r'] },
    { headers: [['Content-Type', 'text/plain; charset="koi8-r"']] },
    {},
  ],
  [
    'two conditions',
    { SubjectContainsWords: ['a'], SenderDomainIs: ['example.org'] },
    { subject: 'a' },
    { subject: 'a', from: 'x@y.example' },
  ],
]

describe('conditions', () => {
  test.each(CONDITIONS)('%s', (_, condition, holds, fails) => {
    const { run, mail } = mailWorld()
    run('New-TransportRule', { Name: 'Rule', SetAuditSeverity: 'Low', ...condition })
    expect([ruleNames(mail(holds)), ruleNames(mail(fails))]).toEqual([['Rule'], []])
  })

  test.each(CONDITIONS)('%s, as an exception', (_, condition, holds, fails) => {
    const { run, mail } = mailWorld()
    const settings = new Set(['SenderAddressLocation', 'RecipientAddressType'])
    const exceptions = Object.entries(condition).map(([name, value]) => [
      settings.has(name) ? name : `ExceptIf${name}`,
      value,
    ])
    if (exceptions.length > 1 && 'SenderDomainIs' in condition) return
    run('New-TransportRule', { Name: 'Rule', SetAuditSeverity: 'Low', ...Object.fromEntries(exceptions) })
    expect([ruleNames(mail(holds)), ruleNames(mail(fails))]).toEqual([[], ['Rule']])
  })

  test('a rule without conditions holds for all mail', () => {
    const { run, mail } = mailWorld()
    run('New-TransportRule', { Name: 'All', SetAuditSeverity: 'Low' })
    expect(ruleNames(mail())).toEqual(['All'])
  })

  test('a group that is gone lets nobody in, and a list that was emptied everybody', () => {
    const { run, put, tenant, mail } = mailWorld()
    run('New-TransportRule', {
      Name: 'Members',
      SetAuditSeverity: 'Low',
      SentToMemberOf: ['sales@contoso.com'],
    })
    put('groups', 'sales', undefined)
    expect(ruleNames(mail())).toEqual([])
    const [rule = {}] = tenant.list('TransportRule')
    put('TransportRule', String(rule.Guid), { ...rule, SentToMemberOf: [''] })
    expect(ruleNames(mail())).toEqual(['Members'])
  })

  test('a condition that the mock cannot judge stops the rule, and the trace says so', () => {
    const { run, mail } = mailWorld()
    run('New-TransportRule', { Name: 'Odd', DeleteMessage: true, HasClassification: 'Internal' })
    const trace = mail()
    expect(trace.steps).toContainEqual(
      expect.objectContaining({
        kind: 'rule',
        outcome: 'not judged',
        because: [{ predicate: 'HasClassification', found: '' }],
      }),
    )
    expect(fatesOf(trace)).toEqual(['ann@contoso.com inbox'])
  })
})
