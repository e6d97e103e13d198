/**
 * Journal rules and messages of the service itself: whose mail is reported, the recipients of reports, and
 * what reads them.
 * https://learn.microsoft.com/exchange/security-and-compliance/journaling/journaling
 */
import { describe, expect, test } from 'vitest'
import {
  fatesOf,
  type MailWorld,
  type MessageShort,
  mailWorld,
  RELAYS,
  ruleNames,
} from '../../testing/mail.ts'
import { errorText } from '../../testing/world.ts'
import { compileMail } from '../compile.ts'
import { deliverMail } from '../deliver.ts'
import type { Header } from '../message.ts'
import { internetHost } from '../outside/hosts.ts'
import type { Trace } from '../trace/trace.ts'
import { words } from '../trace/words.ts'
import { bouncesOf } from '../way-out/bounce.ts'

const ARCHIVE = 'journal@archive.example'

function journaling(...rules: readonly object[]): MailWorld {
  const world = mailWorld()
  world.run('Set-TransportConfig', { JournalingReportNdrTo: 'eve@contoso.com' })
  for (const [i, rule] of rules.entries())
    world.run('New-JournalRule', { Name: `J${i}`, JournalEmailAddress: ARCHIVE, Enabled: true, ...rule })
  return world
}

const reports = ({ fates }: Trace) =>
  fates.flatMap(({ report, recipient, fate }) => (report ? [`${recipient} ${fate}`] : []))

const OUT: MessageShort = { submitted: true, to: ['x@y.example'] }
const INSIDE: MessageShort = { submitted: true, to: ['ben@contoso.com'] }
const SPOOFED: MessageShort = { from: 'ben@contoso.com', to: ['ann@contoso.com'] }

describe('which mail is reported', () => {
  test.each<readonly [string, object, readonly MessageShort[], readonly MessageShort[]]>([
    ['all of it', {}, [{}, OUT, INSIDE], []],
    ['internal mail, forged senders too', { Scope: 'Internal' }, [INSIDE, SPOOFED], [{}, OUT]],
    ['external mail, forged senders not', { Scope: 'External' }, [{}, OUT], [INSIDE, SPOOFED]],
    ['from or to somebody', { Recipient: 'ben@contoso.com' }, [INSIDE, SPOOFED], [{}, OUT]],
    ['from or to members of a group', { Recipient: 'inner@contoso.com' }, [INSIDE, SPOOFED], [{}, OUT]],
    [
      'to the group itself',
      { Recipient: 'sales@contoso.com' },
      [{ submitted: true, to: ['sales@contoso.com'] }],
      [],
    ],
    ['no mail to the alternate mailbox alone', {}, [], [{ to: ['eve@contoso.com'] }]],
    ['none where the rule is made and not enabled', { Enabled: false }, [], [{}, OUT, INSIDE]],
  ])('%s', (_, rule, reported, others) => {
    const { mail } = journaling(rule)
    for (const one of reported)
      expect(reports(mail(one)), JSON.stringify(one)).toEqual([`${ARCHIVE} internet`])
    for (const one of others) expect(reports(mail(one)), JSON.stringify(one)).toEqual([])
  })

  test('a mailbox gets one report of all rules, another one its own', () => {
    const { mail, run } = journaling({}, { Scope: 'External' }, { JournalEmailAddress: 'j@second.example' })
    const trace = mail()
    expect(reports(trace).sort()).toEqual(['j@second.example internet', `${ARCHIVE} internet`].sort())
    expect(words(trace).join('\n')).toContain(`Journal rule 'J0', 'J1': a report goes to ${ARCHIVE}.\n`)
    run('Disable-JournalRule', { Identity: 'J2' })
    expect(reports(mail())).toEqual([`${ARCHIVE} internet`])
    run('Remove-JournalRule', { Identity: 'J0' })
    run('Remove-JournalRule', { Identity: 'J1' })
    expect(reports(mail())).toEqual([])
    run('Enable-JournalRule', { Identity: 'J2' })
    expect(reports(mail())).toEqual(['j@second.example internet'])
  })

  test('each copy that a rule makes is reported for itself; what a rule deletes is not', () => {
    const { mail, run } = journaling({})
    run('New-TransportRule', { Name: 'Tag', SentTo: ['ben@contoso.com'], PrependSubject: '[B] ' })
    expect(reports(mail({ to: ['ann@contoso.com', 'ben@contoso.com'] }))).toHaveLength(2)
    run('New-TransportRule', { Name: 'No', SubjectContainsWords: ['Hello'], DeleteMessage: true })
    expect(reports(mail())).toEqual([])
  })
})

describe('a report', () => {
  test('meets no rule, goes by the standard connector, and is not reported', () => {
    const { mail, run } = journaling({})
    for (const Name of ['Standard', 'By rule'])
      run('New-OutboundConnector', {
        ...{ Name, UseMXRecord: false, SmartHosts: [`${Name.split(' ')[0]}.example`.toLowerCase()] },
        ...(Name === 'By rule' ? { IsTransportRuleScoped: true } : { RecipientDomains: ['archive.example'] }),
      })
    run('New-TransportRule', {
      Name: 'Reroute',
      FromScope: 'InOrganization',
      RouteMessageOutboundConnector: 'By rule',
    })
    const trace = mail(INSIDE)
    expect(ruleNames(trace)).toEqual(['Reroute'])
    const routes = trace.steps.flatMap((step) => (step.kind === 'routed' ? [step.connector] : []))
    expect(routes.sort()).toEqual(['By rule', 'Standard'])
    expect(reports(trace)).toEqual([`${ARCHIVE} internet`])
  })

  test('bears the message, and where it fails the alternate mailbox hears of it', () => {
    const { tenant } = journaling({})
    const state = compileMail(tenant)
    const arrival = {
      message: {
        ...{ from: 'bob@example.org', to: ['ann@contoso.com'], body: 'Hi', size: 10, attachments: [] },
        headers: [['Subject', 'Plan']] as readonly Header[],
      },
      connection: { ip: '203.0.113.9', helo: 'mx.example.org' },
      at: 0,
    }
    const trace = deliverMail(state, arrival, [internetHost()], { keepMessages: true })
    const report = trace.fates.find((fate) => fate.report)?.message
    expect(report).toMatchObject({
      from: 'eve@contoso.com',
      to: [ARCHIVE],
      body: 'Sender: bob@example.org\r\nSubject: Plan\r\nMessage-Id: \r\nRecipient: ann@contoso.com',
      attachments: [{ type: 'message/rfc822', text: 'Hi' }],
    })
    expect(bouncesOf(state, deliverMail(state, arrival, []))).toMatchObject([
      { to: 'eve@contoso.com', recipients: [ARCHIVE] },
    ])
  })

  test('of a message that comes back: a second one, but where the connector keeps the service’s own headers', () => {
    const outcome = (CloudServicesMailEnabled: boolean) => {
      const { mail, run } = journaling({})
      run('New-InboundConnector', {
        ...{ Name: 'In', ConnectorType: 'OnPremises', SenderDomains: ['*'], CloudServicesMailEnabled },
        ...{ SenderIPAddresses: ['192.0.2.0/28'], RequireTls: false },
      })
      run('New-OutboundConnector', {
        ...{ Name: 'Out', ConnectorType: 'OnPremises', UseMXRecord: false, CloudServicesMailEnabled },
        ...{ SmartHosts: ['t.inpre.scan.example'], IsTransportRuleScoped: true },
      })
      run('New-TransportRule', {
        ...{ Name: 'Scan', SentToScope: 'InOrganization', RouteMessageOutboundConnector: 'Out' },
        ...{ ExceptIfSenderIpRanges: ['192.0.2.0/28'] },
      })
      return mail({}, RELAYS)
    }
    // forged as its sender now looks
    expect(fatesOf(outcome(false))).toContain('ann@contoso.com junk')
    expect(reports(outcome(false))).toEqual([`${ARCHIVE} internet`, `${ARCHIVE} internet`])
    expect(reports(outcome(true))).toEqual([`${ARCHIVE} internet`])
  })
})

describe('what the service writes itself meets neither rules nor filter', () => {
  const NDR: readonly Header[] = [
    ['Content-Type', 'multipart/report; report-type=delivery-status'],
    ['X-Filter-Test', 'spam'],
  ]
  const QUOTA: readonly Header[] = [
    ['From', 'Microsoft Exchange <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.com>'],
  ]
  const OOF: readonly Header[] = [['Auto-Submitted', 'auto-replied']]
  const MDN: readonly Header[] = [['Content-Type', 'multipart/report; report-type=disposition-notification']]
  const within = { from: '', connection: { submittedBy: 'service@contoso.com' } }
  test.each<readonly [string, MessageShort, boolean]>([
    ['a non-delivery report of its own', { ...within, headers: NDR }, false],
    ['a warning about quota', { ...within, headers: QUOTA }, false],
    ['a report of another organization', { from: '', headers: NDR.slice(0, 1) }, true],
    ['a forged warning', { from: '', headers: QUOTA }, true],
    ['an automatic reply of a mailbox', { submitted: true, headers: OOF }, true],
    ['a read report', { submitted: true, headers: MDN }, true],
    ['a forged journal report', { headers: [['X-MS-Journal-Report', '']] }, true],
  ])('%s', (_, message, meets) => {
    const { mail, run } = mailWorld()
    run('New-TransportRule', { Name: 'All', DeleteMessage: true })
    expect(fatesOf(mail(message))).toEqual([`ann@contoso.com ${meets ? 'deleted' : 'inbox'}`])
  })
})

describe('the cmdlets', () => {
  const NEW = { Name: 'J', JournalEmailAddress: ARCHIVE }
  test('need somebody who gets what is undeliverable', () => {
    const { send } = mailWorld()
    for (const reply of [
      send('New-JournalRule', NEW),
      send('Set-TransportConfig', { JournalingReportNdrTo: '<>' }),
    ]) {
      expect(reply.status).toBe(400)
      expect(errorText(reply)).toMatch(/^Before you create a journal rule, you must specify an email account/)
    }
  })

  test.each(['ann@contoso.com', 'someone@gmail.com', 'team@contoso.com', 'nobody at all'])(
    'take no %s for the journaling mailbox',
    (JournalEmailAddress) => {
      const { send } = journaling()
      expect(errorText(send('New-JournalRule', { ...NEW, JournalEmailAddress }))).toBe(
        'The JournalEmailAddress can only be a mail user, a mail contact or an external address.',
      )
    },
  )

  test('take a contact by any of its names', () => {
    const { send, run } = journaling()
    run('New-MailContact', { Name: 'The archive', ExternalEmailAddress: ARCHIVE })
    run('New-JournalRule', { Name: 'J', JournalEmailAddress: 'The archive' })
    const [rule] = send('Get-JournalRule', { Identity: 'J' }).json.value
    expect(rule).toMatchObject({ JournalEmailAddress: ARCHIVE, Enabled: false, Scope: 'Global' })
  })
})
