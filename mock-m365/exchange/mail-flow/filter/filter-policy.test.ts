import { describe, expect, test } from 'vitest'
import { arrivalOf, fatesOf, type MailWorld, type MessageShort, mailWorld } from '../../testing/mail.ts'
import { compileMail } from '../compile.ts'
import { passMail } from '../pass.ts'
import type { Trace } from '../trace/trace.ts'

const ANN = 'ann@contoso.com'
const looks = (verdict: string): MessageShort => ({ headers: [['X-Filter-Test', verdict]] })
const FORGED: MessageShort = { connection: { permittedFor: [] } }

const policy =
  (parameters: object, name = 'Strict') =>
  (w: MailWorld) =>
    w.run('New-HostedContentFilterPolicy', { Name: name, ...parameters })
const rule =
  (parameters: object, name = 'Strict') =>
  (w: MailWorld) =>
    w.run('New-HostedContentFilterRule', { Name: name, HostedContentFilterPolicy: name, ...parameters })
const standard = (parameters: object) => (w: MailWorld) =>
  w.run('Set-HostedContentFilterPolicy', { Identity: 'Default', ...parameters })
const list =
  (action: 'Allow' | 'Block', ...Entries: string[]) =>
  (w: MailWorld) =>
    w.run('New-TenantAllowBlockListItems', {
      ListType: 'Sender',
      [action]: true,
      Entries,
      ...(action === 'Block' ? { NoExpiration: true } : { RemoveAfter: 45 }),
    })
const level = (SetSCL: number) => (w: MailWorld) => w.run('New-TransportRule', { Name: 'Level', SetSCL })
const made = (...settings: readonly ((w: MailWorld) => void)[]): MailWorld => {
  const world = mailWorld()
  for (const set of settings) set(world)
  return world
}
const sfvOf = ({ steps }: Trace) =>
  steps.flatMap((step) => (step.kind === 'filtered' ? [step.sfv] : [])).join()
const endOf = (trace: Trace) => fatesOf(trace)[0]?.replace(/^\S+ /, '')

describe('whom a policy is for', () => {
  const QUARANTINE = policy({ SpamAction: 'Quarantine' })
  test.each<readonly [string, readonly ((w: MailWorld) => void)[], string]>([
    ['a policy without a rule', [QUARANTINE], 'junk'],
    ['a person', [QUARANTINE, rule({ SentTo: [ANN] })], 'quarantine'],
    ['another person', [QUARANTINE, rule({ SentTo: ['eve@contoso.com'] })], 'junk'],
    ['a group', [QUARANTINE, rule({ SentToMemberOf: ['sales@contoso.com'] })], 'quarantine'],
    ['a domain', [QUARANTINE, rule({ RecipientDomainIs: ['contoso.com'] })], 'quarantine'],
    [
      'all conditions have to hold',
      [QUARANTINE, rule({ SentTo: [ANN], SentToMemberOf: ['inner@contoso.com'] })],
      'junk',
    ],
    [
      'one exception is enough',
      [
        QUARANTINE,
        rule({
          RecipientDomainIs: ['contoso.com'],
          ExceptIfSentTo: ['eve@contoso.com'],
          ExceptIfSentToMemberOf: ['sales@contoso.com'],
        }),
      ],
      'junk',
    ],
    [
      'the first rule alone',
      [
        QUARANTINE,
        policy({ SpamAction: 'Delete' }, 'Second'),
        rule({ SentTo: [ANN] }),
        rule({ SentTo: [ANN] }, 'Second'),
      ],
      'quarantine',
    ],
    [
      'a rule that is switched off',
      [
        QUARANTINE,
        rule({ SentTo: [ANN] }),
        (w) => w.run('Disable-HostedContentFilterRule', { Identity: 'Strict' }),
      ],
      'junk',
    ],
  ])('%s', (_, settings, end) => {
    expect(endOf(made(...settings).mail(looks('spam')))).toBe(end)
  })

  test('recipients with different policies go on apart, each once', () => {
    const trace = made(QUARANTINE, rule({ SentTo: [ANN] })).mail({
      ...looks('spam'),
      to: ['ben@contoso.com', ANN, 'eve@contoso.com'],
    })
    expect(fatesOf(trace).toSorted()).toEqual([
      `${ANN} quarantine`,
      'ben@contoso.com junk',
      'eve@contoso.com junk',
    ])
    expect(trace.steps.filter(({ kind }) => kind === 'split')).toHaveLength(1)
  })
})

describe('who decides', () => {
  const ALLOWED = standard({ AllowedSenders: ['bob@example.org'] })
  const BLOCKED = standard({ BlockedSenderDomains: ['example.org'] })
  test.each<readonly [string, readonly ((w: MailWorld) => void)[], MessageShort, string, string]>([
    ['an allowed sender', [ALLOWED], looks('high confidence spam'), 'inbox', 'SKA'],
    ['an allowed sender who is forged', [ALLOWED], FORGED, 'inbox', 'SKA'],
    [
      'an allowed sender with phishing of high confidence',
      [ALLOWED],
      looks('high confidence phish'),
      'quarantine',
      'HPHSH',
    ],
    ['a blocked domain', [BLOCKED], {}, 'junk', 'SKB'],
    ['a blocked domain let past by a rule', [BLOCKED, level(-1)], {}, 'inbox', 'SKN'],
    ['an entry that blocks', [list('Block', 'bob@example.org')], {}, 'quarantine', 'HPHSH'],
    [
      'an entry that blocks, let past by a rule',
      [list('Block', 'example.org'), level(-1)],
      {},
      'quarantine',
      'HPHSH',
    ],
    [
      'an entry for the envelope',
      [list('Block', 'spam.example')],
      { from: 'a@spam.example', headers: [['From', 'bob@example.org']] },
      'quarantine',
      'HPHSH',
    ],
    [
      'an entry for a colleague',
      [list('Block', 'ann@contoso.com')],
      { submitted: true, to: ['ben@contoso.com'] },
      'inbox',
      'SKI',
    ],
    [
      'an entry with everything below',
      [list('Block', '*.example.org')],
      { from: 'a@b.example.org' },
      'quarantine',
      'HPHSH',
    ],
    [
      'an entry without what is below',
      [list('Block', 'example.org')],
      { from: 'a@b.example.org' },
      'inbox',
      'NSPM',
    ],
    ['an entry that allows', [list('Allow', 'example.org')], looks('phish'), 'inbox', 'SKN'],
    [
      'an entry that allows phishing of high confidence',
      [list('Allow', 'example.org')],
      looks('high confidence phish'),
      'quarantine',
      'HPHSH',
    ],
    [
      'an entry that allows, and a policy that blocks',
      [list('Allow', 'example.org'), BLOCKED],
      {},
      'junk',
      'SKB',
    ],
    [
      'phishing that is forged too',
      [standard({ PhishSpamAction: 'Delete' })],
      { ...FORGED, ...looks('phish') },
      'deleted',
      'PHSH',
    ],
    [
      'spam that is forged too',
      [standard({ SpamAction: 'Delete' })],
      { ...FORGED, ...looks('spam') },
      'junk',
      'SPM',
    ],
    [
      'malware',
      [ALLOWED, list('Allow', 'example.org'), level(-1)],
      { body: 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*' },
      'quarantine',
      'MALW',
    ],
    ['phishing among the own people', [], { ...looks('phish'), submitted: true }, 'inbox', 'SKI'],
    [
      'phishing among the own people, where the policy asks',
      [standard({ IntraOrgFilterState: 'Phish' })],
      { ...looks('phish'), submitted: true },
      'junk',
      'PHSH',
    ],
    [
      'high confidence among the own people',
      [],
      { ...looks('high confidence phish'), submitted: true },
      'quarantine',
      'HPHSH',
    ],
    [
      'high confidence among the own people, switched off',
      [standard({ IntraOrgFilterState: 'Disabled' })],
      { ...looks('high confidence phish'), submitted: true },
      'inbox',
      'SKI',
    ],
  ])('%s', (_, settings, message, end, sfv) => {
    const trace = made(...settings).mail(message)
    expect([endOf(trace), sfvOf(trace)]).toEqual([end, sfv])
  })

  test('an entry counts until it ends', () => {
    const { tenant, put, mail } = made(list('Block', 'example.org'))
    const [item = {}] = tenant.list('TenantAllowBlockListItems')
    put('TenantAllowBlockListItems', String(item.Identity).toLowerCase(), {
      ...item,
      ExpirationDate: '2020-01-01T00:00:00Z',
    })
    expect(endOf(mail())).toBe('inbox')
  })

  test('nobody writes to a blocked sender, and then the whole message is refused', () => {
    const world = made(list('Block', '*.example.net'))
    const status =
      "rejected 550 5.7.703 Your message can't be delivered because messages to x@a.example.net are blocked by your organization using Tenant Allow Block List."
    expect(fatesOf(world.mail({ submitted: true, to: ['x@a.example.net', 'ben@contoso.com'] }))).toEqual([
      `x@a.example.net ${status}`,
      `ben@contoso.com ${status}`,
    ])
  })
})

describe('what a policy does', () => {
  const inMailbox = (w: MailWorld, message: MessageShort) =>
    passMail(compileMail(w.tenant), arrivalOf(message)).fates

  test.each<readonly [string, object, string, string]>([
    ['bulk below the threshold', { BulkThreshold: 8 }, 'bulk 7', 'inbox'],
    ['bulk at the threshold', { BulkThreshold: 7 }, 'bulk 7', 'junk'],
    ['bulk that counts for nothing', { MarkAsSpamBulkMail: 'Off' }, 'bulk', 'inbox'],
    [
      'high confidence stays in quarantine',
      { HighConfidencePhishAction: 'MoveToJmf' },
      'high confidence phish',
      'quarantine',
    ],
    ['a header for spam', { SpamAction: 'AddXHeader' }, 'spam', 'junk'],
    ['a header for bulk', { BulkSpamAction: 'AddXHeader' }, 'bulk', 'inbox'],
    ['a changed subject', { SpamAction: 'ModifySubject', ModifySubjectValue: '[Spam] ' }, 'spam', 'junk'],
  ])('%s', (_, parameters, verdict, end) => {
    expect(endOf(made(standard(parameters)).mail(looks(verdict)))).toBe(end)
  })

  test('headers and subjects are written', () => {
    const headers = (parameters: object) =>
      inMailbox(made(standard(parameters)), looks('bulk'))[0]?.message?.headers
    expect(headers({ BulkSpamAction: 'AddXHeader', AddXHeaderValue: 'X-Ours' })).toContainEqual([
      'X-Ours',
      'This message appears to be spam.',
    ])
    expect(headers({ BulkSpamAction: 'AddXHeader', AddXHeaderValue: 'Not a name' })).toContainEqual([
      'X-This-Is-Spam',
      'This message appears to be spam.',
    ])
    expect(headers({ BulkSpamAction: 'ModifySubject', ModifySubjectValue: '[Bulk] ' })).toContainEqual([
      'Subject',
      '[Bulk] Hello',
    ])
  })

  test('a redirected message reaches the others and nobody else', () => {
    const world = made(standard({ SpamAction: 'Redirect', RedirectToRecipients: ['eve@contoso.com'] }))
    expect(fatesOf(world.mail(looks('spam')))).toEqual([`${ANN} redirected`, 'eve@contoso.com inbox'])
  })
})

test('a Microsoft 365 group in a rule means mail to the group; a distribution group means its members', () => {
  const { put, run, mail } = mailWorld()
  put('groups/members', 'team/ann', { groupId: 'team', memberId: 'ann' })
  put('Recipient', 'team', { id: 'team', RequireSenderAuthenticationEnabled: false })
  run('New-HostedContentFilterPolicy', { Name: 'P', SpamAction: 'Quarantine' })
  run('New-HostedContentFilterRule', {
    Name: 'P',
    HostedContentFilterPolicy: 'P',
    SentToMemberOf: ['team@contoso.com'],
  })
  const spam = (to: string) => fatesOf(mail({ to: [to], headers: [['X-Filter-Test', 'spam']] }))
  expect(spam('team@contoso.com')).toEqual(['team@contoso.com quarantine'])
  expect(spam('ann@contoso.com')).toEqual(['ann@contoso.com junk'])
  run('Set-HostedContentFilterRule', { Identity: 'P', SentToMemberOf: ['sales@contoso.com'] })
  expect(spam('ann@contoso.com')).toEqual(['ann@contoso.com quarantine'])
})
