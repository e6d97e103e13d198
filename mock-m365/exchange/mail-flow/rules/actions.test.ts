import { describe, expect, test } from 'vitest'
import { arrivalOf, fatesOf, mailWorld, ruleNames } from '../../testing/mail.ts'
import { START } from '../../testing/world.ts'
import { compileMail } from '../compile.ts'
import { passMail } from '../pass.ts'

const DENIED =
  '550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy: Go away'

const ACTIONS: readonly (readonly [says: string, actions: object, ends: readonly string[]])[] = [
  ['DeleteMessage', { DeleteMessage: true }, ['ann@contoso.com deleted']],
  ['RejectMessage', { RejectMessageReasonText: 'Go away' }, [`ann@contoso.com rejected ${DENIED}`]],
  ['Quarantine', { Quarantine: true }, ['ann@contoso.com quarantine']],
  ['ModerateMessageByUser', { ModerateMessageByUser: ['eve@contoso.com'] }, ['ann@contoso.com moderated']],
  [
    'RedirectMessageTo',
    { RedirectMessageTo: ['eve@contoso.com'] },
    ['ann@contoso.com redirected', 'eve@contoso.com inbox'],
  ],
  ['CopyTo', { CopyTo: ['eve@contoso.com'] }, ['ann@contoso.com inbox', 'eve@contoso.com inbox']],
  [
    'BlindCopyTo outside',
    { BlindCopyTo: ['x@example.net'] },
    ['ann@contoso.com inbox', 'x@example.net internet'],
  ],
  ['SetSCL 6', { SetSCL: 6 }, ['ann@contoso.com junk']],
  ['SetSCL 9', { SetSCL: 9 }, ['ann@contoso.com junk']],
  ['SetSCL 4', { SetSCL: 4 }, ['ann@contoso.com inbox']],
]

describe('actions', () => {
  test.each(ACTIONS)('%s', (_, actions, ends) => {
    const { run, mail } = mailWorld()
    run('New-TransportRule', { Name: 'Rule', ...actions })
    expect(fatesOf(mail())).toEqual(ends)
  })

  test.each<readonly [string, object, (headers: string) => void]>([
    [
      'PrependSubject',
      { PrependSubject: '[Ext] ' },
      (headers) => expect(headers).toContain('\nSubject: [Ext] Hello'),
    ],
    [
      'SetHeader, new',
      { SetHeaderName: 'X-New', SetHeaderValue: '1' },
      (headers) => expect(headers).toContain('\nX-New: 1'),
    ],
    [
      'SetHeader, there already',
      { SetHeaderName: 'subject', SetHeaderValue: 'S' },
      (headers) => expect(headers.match(/\nsubject: .*/gi)).toEqual(['\nsubject: S']),
    ],
    ['RemoveHeader', { RemoveHeader: 'message-id' }, (headers) => expect(headers).not.toMatch(/message-id/i)],
    [
      'ApplyHtmlDisclaimerText',
      { ApplyHtmlDisclaimerText: 'Mind it' },
      (headers) => expect(headers).toMatch(/Good morning\nMind it$/),
    ],
  ])('%s changes the message in the mailbox', (_, actions, check) => {
    const { run, tenant } = mailWorld()
    run('New-TransportRule', { Name: 'Rule', ...actions })
    const [fate] = passMail(compileMail(tenant), arrivalOf()).fates
    const { headers = [], body } = fate?.message ?? {}
    check(`${headers.map(([name, value]) => `\n${name}: ${value}`).join('')}\n\n${body}`)
  })

  test('a message that was redirected once is refused the second time', () => {
    const { run, mail } = mailWorld()
    run('New-TransportRule', {
      Name: 'One',
      SentTo: ['ann@contoso.com'],
      RedirectMessageTo: ['ben@contoso.com'],
    })
    run('New-TransportRule', {
      Name: 'Two',
      SentTo: ['ben@contoso.com'],
      RedirectMessageTo: ['eve@contoso.com'],
    })
    expect(fatesOf(mail())).toEqual([
      'ann@contoso.com redirected',
      expect.stringMatching(/^ben@contoso.com rejected 550 5\.7\.128/),
    ])
  })
})

describe('the order of rules', () => {
  test('priority decides, StopRuleProcessing and ends skip the rest', () => {
    const { run, mail } = mailWorld()
    run('New-TransportRule', { Name: 'Last', PrependSubject: '3' })
    run('New-TransportRule', { Name: 'First', Priority: 0, SetHeaderName: 'X-Mark', SetHeaderValue: 'yes' })
    run('New-TransportRule', {
      Name: 'Second',
      Priority: 1,
      HeaderContainsMessageHeader: 'X-Mark',
      HeaderContainsWords: ['yes'],
      SetAuditSeverity: 'Low',
      StopRuleProcessing: true,
    })
    expect(ruleNames(mail())).toEqual(['First', 'Second'])
    run('Set-TransportRule', { Identity: 'Second', StopRuleProcessing: false })
    expect(ruleNames(mail())).toEqual(['First', 'Second', 'Last'])
  })

  test('a rule in test mode, switched off, not yet active or expired does nothing', () => {
    const { run, mail } = mailWorld()
    run('New-TransportRule', { Name: 'Audit', Mode: 'Audit', DeleteMessage: true, StopRuleProcessing: true })
    run('New-TransportRule', { Name: 'Off', Enabled: false, DeleteMessage: true })
    run('New-TransportRule', { Name: 'Later', ActivationDate: '2027-01-01T00:00:00Z', DeleteMessage: true })
    run('New-TransportRule', { Name: 'Over', ExpiryDate: '2026-01-01T00:00:00Z', DeleteMessage: true })
    const trace = mail()
    expect(fatesOf(trace)).toEqual(['ann@contoso.com inbox'])
    expect(trace.steps.filter(({ kind }) => kind === 'rule')).toMatchObject([
      { rule: 'Audit', outcome: 'audited' },
    ])
    expect(fatesOf(mail({ at: START + 400 * 86_400_000 }))).toEqual(['ann@contoso.com deleted'])
  })
})

describe('bifurcation', () => {
  const TWO = { to: ['ann@contoso.com', 'eve@contoso.com'] }

  test('a rule that holds for one of two recipients acts on a copy of its own', () => {
    const { run, mail } = mailWorld()
    run('New-TransportRule', {
      Name: 'One',
      SentTo: ['ann@contoso.com'],
      SetSCL: 6,
      SetHeaderName: 'X-One',
      SetHeaderValue: '1',
    })
    run('New-TransportRule', { Name: 'Both', PrependSubject: 'x' })
    run('New-TransportRule', {
      Name: 'Seen',
      HeaderContainsMessageHeader: 'X-One',
      HeaderContainsWords: ['1'],
      PrependSubject: 'y',
    })
    const trace = mail(TWO)
    expect([...fatesOf(trace)].sort()).toEqual(['ann@contoso.com junk', 'eve@contoso.com inbox'])
    expect(ruleNames(trace)).toEqual(['One', 'Both', 'Both', 'Seen'])
    expect(new Set(trace.fates.map(({ copy }) => copy)).size).toBe(2)
  })

  test('an exception for one recipient leaves the rule to the other', () => {
    const { run, mail } = mailWorld()
    run('New-TransportRule', {
      Name: 'All but one',
      ExceptIfSentTo: ['ann@contoso.com'],
      DeleteMessage: true,
    })
    expect([...fatesOf(mail(TWO))].sort()).toEqual(['ann@contoso.com inbox', 'eve@contoso.com deleted'])
  })

  test('a rule that holds for both makes no copy', () => {
    const { run, mail } = mailWorld()
    run('New-TransportRule', { Name: 'Both', SentToScope: 'InOrganization', PrependSubject: 'x' })
    expect(mail(TWO).steps.filter(({ kind }) => kind === 'split')).toEqual([])
  })

  test('rules that add each other to ever more copies come to an end', () => {
    const { run, mail } = mailWorld()
    for (let i = 0; i < 100; i++)
      run('New-TransportRule', {
        Name: `Add ${i}`,
        SentTo: [i % 2 ? 'ann@contoso.com' : 'eve@contoso.com'],
        CopyTo: [i % 2 ? 'eve@contoso.com' : 'ann@contoso.com'],
      })
    expect(mail(TWO).fates.length).toBeLessThan(200)
  })
})

test.each(['DeleteMessage', 'Quarantine', 'RejectMessageReasonText'])(
  'an imported rule that redirects has lost nobody by its %s',
  (name) => {
    const { run, put, mail, tenant } = mailWorld()
    run('New-TransportRule', { Name: 'r', RedirectMessageTo: ['eve@contoso.com'] })
    const [made = {}] = tenant.list('TransportRule')
    put('TransportRule', String(made.Guid), { ...made, [name]: name.startsWith('Reject') ? 'no' : true })
    const trace = mail()
    expect(fatesOf(trace)).toEqual(['ann@contoso.com redirected', 'eve@contoso.com inbox'])
    const did = trace.steps.flatMap((step) => (step.kind === 'rule' ? step.did : []))
    expect(did.map(({ action }) => action)).toEqual(['RedirectMessageTo'])
  },
)
