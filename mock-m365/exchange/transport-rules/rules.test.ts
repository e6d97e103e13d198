import { describe, expect, test } from 'vitest'
import { mailWorld } from '../testing/mail.ts'
import { GROUP, type World, world } from '../testing/world.ts'

const NEW = 'New-TransportRule'
const made = ({ send }: World, parameters: object) => send(NEW, { Name: 'r', ...parameters })

describe('a rule is refused', () => {
  test.each([
    ['without an action', { FromScope: 'InOrganization' }],
    ['with a location and no disclaimer', { ApplyHtmlDisclaimerLocation: 'Append', SetSCL: 1 }],
    ['with contents of no report', { IncidentReportContent: ['Sender'], SetSCL: 1 }],
    ['with attachments decrypted and not the message', { RemoveRMSAttachmentEncryption: true }],
    ['with a notice to senders and no classification', { NotifySender: 'NotifyOnly' }],
    ['with managers of nobody', { ManagerAddresses: ['u1'], SetSCL: 1 }],
    ['that forwards and deletes', { ModerateMessageByUser: ['u1'], DeleteMessage: true }],
    ['with a group as moderator', { ModerateMessageByUser: [GROUP.id] }],
    ['sent to a group', { SentTo: [GROUP.id], SetSCL: 1 }],
    ['unless sent to a group', { ExceptIfSentTo: [GROUP.id], SetSCL: 1 }],
    ['that redirects and rejects', { RedirectMessageTo: ['u1'], RejectMessageReasonText: 'no' }],
    ['that redirects and deletes', { RedirectMessageTo: ['u1'], DeleteMessage: true }],
    ['that redirects and quarantines', { RedirectMessageTo: ['u1'], Quarantine: true }],
    ['for partners', { SentToScope: 'ExternalPartner', SetSCL: 1 }],
    ['unless for others than partners', { ExceptIfSentToScope: 'ExternalNonPartner', SetSCL: 1 }],
    ['with a size beyond 64 bits', { MessageSizeOver: '999999999999 TB', SetSCL: 1 }],
    ['with a size one byte beyond them', { MessageSizeOver: '18446744073709551616', SetSCL: 1 }],
    ['with a NUL in its name', { Name: 'a\u0000b', SetSCL: 1 }],
    ['with a line break in its name', { Name: 'a\nb', SetSCL: 1 }],
    ['that ends before it begins', { ActivationDate: '2026-05-02', ExpiryDate: '2026-05-01', SetSCL: 1 }],
    ['with an unknown attribute', { SenderADAttributeContainsWords: ['Shoe:42'], SetSCL: 1 }],
    ['with a document property and no word', { AttachmentPropertyContainsWords: ['Department'], SetSCL: 1 }],
    ['with a header name of two words', { SetHeaderName: 'X Loop', SetHeaderValue: '1' }],
    ['with a status out of range', { SmtpRejectMessageRejectStatusCode: '399' }],
    ['with a pattern that is none', { SubjectMatchesPatterns: ['(a'], SetSCL: 1 }],
    ['with a pattern that explodes', { SubjectMatchesPatterns: ['(a+)+$'], SetSCL: 1 }],
    ['with a notification of 5,121 characters', { GenerateNotification: 'x'.repeat(5121) }],
  ])('%s', (_, parameters) => {
    const w = world()
    expect(made(w, parameters).status).toBe(400)
    expect(w.tenant.position).toBe(0)
  })
})

test.each([
  ['18446744073709551615', '18446744073709551615 B (18,446,744,073,709,551,615 bytes)'],
  ['16777215TB', '16777215 TB (18,446,742,974,197,923,840 bytes)'],
  ['10 MB', '10 MB (10,485,760 bytes)'],
  ['1536KB', '1536 KB (1,572,864 bytes)'],
])('the size %s is kept as %s', (MessageSizeOver, kept) => {
  expect(made(world(), { MessageSizeOver, SetSCL: 1 }).json.value[0]?.MessageSizeOver).toBe(kept)
})

test.each([-1, '-1', -1000])('the ResultSize %j is refused', (ResultSize) => {
  const { send } = world({ people: 1 })
  for (const noun of ['TransportRule', 'Mailbox', 'Recipient'])
    expect(send(`Get-${noun}`, { ResultSize }).status, noun).toBe(400)
})

test('missing halves have their documented defaults', () => {
  const w = world()
  const [rule] = made(w, {
    RejectMessageReasonText: 'no',
    ApplyHtmlDisclaimerText: 'd',
    ADComparisonAttribute: 'Department',
    SmtpRejectMessageRejectText: 'no',
  }).json.value
  expect(rule).toMatchObject({
    RejectMessageEnhancedStatusCode: '5.7.1',
    ApplyHtmlDisclaimerLocation: 'Append',
    ApplyHtmlDisclaimerFallbackAction: 'Wrap',
    ADComparisonOperator: 'Equal',
    SmtpRejectMessageRejectStatusCode: '550',
  })
  w.send('Set-TransportRule', { Identity: 'r', ApplyHtmlDisclaimerText: null })
  const [after] = w.send('Get-TransportRule').json.value
  expect([after?.ApplyHtmlDisclaimerText, after?.ApplyHtmlDisclaimerLocation]).toEqual([null, null])
})

test('safe repetitions stay', () => {
  const SubjectMatchesPatterns = ['(foo|bar)+', '([a-z]+\\.)+com', '^\\d{3}-\\d{4}$', '\\bcasproof\\b']
  expect(made(world(), { SubjectMatchesPatterns, SetSCL: 1 }).json.value[0]).toMatchObject({
    SubjectMatchesPatterns,
  })
})

test('all rules add at most 100 recipients, and patterns have at most 20,480 characters', () => {
  const w = world()
  const people = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => `p${from + i}@a.example`)
  expect(made(w, { CopyTo: people(0, 60) }).status).toBe(200)
  expect(made(w, { Name: 's', AddToRecipients: people(60, 41) }).status).toBe(400)
  expect(made(w, { Name: 's', AddToRecipients: people(60, 40) }).status).toBe(200)
  const pattern = (n: number) => `${n}`.padEnd(120, 'x')
  const patterns = (n: number) => Array.from({ length: 50 }, (_, i) => pattern(n * 100 + i))
  for (let n = 0; n < 3; n++)
    expect(made(w, { Name: `p${n}`, SubjectMatchesPatterns: patterns(n), SetSCL: 1 }).status).toBe(200)
  expect(made(w, { Name: 'p3', SubjectMatchesPatterns: patterns(3), SetSCL: 1 }).status).toBe(400)
})

test('a filter looks at the description, and details can be left out', () => {
  const w = world()
  made(w, { FromScope: 'NotInOrganization', PrependSubject: '[External]' })
  made(w, { Name: 's', SetSCL: 5 })
  const names = (Filter: string) => w.send('Get-TransportRule', { Filter }).json.value.map(({ Name }) => Name)
  expect(names("Description -like '*[External]*'")).toEqual(['r'])
  expect(names("Description -like 'Take the*'")).toEqual(['s'])
  expect(names("Description -like 'nothing'")).toEqual([])
  expect(w.send('Get-TransportRule', { Filter: "Name -eq 'r'" }).status).toBe(400)
  const [bare] = w.send('Get-TransportRule', { Identity: 'r', ExcludeConditionActionDetails: true }).json
    .value
  expect(bare).toMatchObject({
    Name: 'r',
    Description: '',
    Conditions: null,
    FromScope: null,
    PrependSubject: null,
  })
})

test.each(['AddToRecipients', 'CopyTo', 'BlindCopyTo'])('%s takes no distribution group', (action) => {
  const { send } = mailWorld()
  const { status, text } = send('New-TransportRule', { Name: 'R', [action]: ['sales@contoso.com'] })
  expect([status, text]).toEqual([400, expect.stringContaining('distribution group')])
  // A Microsoft 365 group has a mailbox, and the page is only about distribution groups.
  expect(send('New-TransportRule', { Name: 'R', [action]: ['team@contoso.com'] }).status).toBe(200)
})
