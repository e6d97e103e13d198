/** Settings about unauthenticated senders, and the headers that the edge writes before rules run. */
import { describe, expect, test } from 'vitest'
import { arrivalOf, fatesOf, type MessageShort, mailWorld } from '../../testing/mail.ts'
import { compileMail } from '../compile.ts'
import { headerOf } from '../message.ts'
import { passMail } from '../pass.ts'

const ANN = 'ann@contoso.com'
const FORGED: MessageShort = { connection: { permittedFor: [], ptr: 'mx.elsewhere.example' } }
const forgedWith = (policy: 'none' | 'quarantine' | 'reject', sub = ''): MessageShort => ({
  from: `bob@${sub}example.org`,
  connection: { permittedFor: [], dmarc: { 'example.org': policy } },
})
const REFUSED = `${ANN} rejected 550 5.7.509 Access denied, sending domain example.org does not pass DMARC verification and has a DMARC policy of reject.`

const contentFilter = (settings: object) =>
  ['Set-HostedContentFilterPolicy', { Identity: 'Default', ...settings }] as const
const antiPhish = (settings: object) =>
  ['Set-AntiPhishPolicy', { Identity: 'Office365 AntiPhish Default', ...settings }] as const

describe('mail of a sender that nobody speaks for', () => {
  test.each<readonly [string, readonly (readonly [string, object])[], MessageShort, string]>([
    ['goes to Junk', [], FORGED, `${ANN} junk`],
    [
      'goes to quarantine where the policy says so',
      [antiPhish({ AuthenticationFailAction: 'Quarantine' })],
      FORGED,
      `${ANN} quarantine`,
    ],
    [
      'is delivered where nobody asks',
      [antiPhish({ EnableSpoofIntelligence: false })],
      FORGED,
      `${ANN} inbox`,
    ],
    ['is refused where its domain asks for that', [], forgedWith('reject'), REFUSED],
    [
      'is refused for a domain below it too',
      [],
      forgedWith('reject', 'news.'),
      REFUSED.replace('example.org', 'news.example.org'),
    ],
    [
      'is kept where the policy would rather',
      [antiPhish({ DmarcRejectAction: 'Quarantine' })],
      forgedWith('reject'),
      `${ANN} quarantine`,
    ],
    ['goes to quarantine where its domain asks for that', [], forgedWith('quarantine'), `${ANN} quarantine`],
    [
      'goes to Junk where the policy would rather',
      [antiPhish({ DmarcQuarantineAction: 'MoveToJmf' })],
      forgedWith('quarantine'),
      `${ANN} junk`,
    ],
    ['goes to Junk where its domain asks for nothing', [], forgedWith('none'), `${ANN} junk`],
    [
      'goes where the policy says if it does not heed the domain',
      [antiPhish({ HonorDmarcPolicy: false })],
      forgedWith('reject'),
      `${ANN} junk`,
    ],
    [
      'is delivered where DKIM speaks for it',
      [],
      { ...forgedWith('reject'), signedBy: ['example.org'] },
      `${ANN} inbox`,
    ],
    [
      'is delivered where an entry allows the pair',
      [
        [
          'New-TenantAllowBlockListSpoofItems',
          {
            Identity: 'Default',
            Action: 'Allow',
            SendingInfrastructure: 'mx.example.org',
            SpoofedUser: 'example.org',
            SpoofType: 'External',
          },
        ],
      ],
      forgedWith('reject'),
      `${ANN} inbox`,
    ],
  ])('%s', (_, cmdlets, message, end) => {
    const { run, mail } = mailWorld()
    for (const [cmdlet, parameters] of cmdlets) run(cmdlet, parameters)
    expect(fatesOf(mail(message))).toEqual([end])
  })

  test('recipients with other policies go on apart', () => {
    const { run, mail } = mailWorld()
    run('New-AntiPhishPolicy', { Name: 'Strict', AuthenticationFailAction: 'Quarantine' })
    run('New-AntiPhishRule', { Name: 'Strict', AntiPhishPolicy: 'Strict', SentTo: ['ben@contoso.com'] })
    const trace = mail({ ...FORGED, to: [ANN, 'ben@contoso.com', 'eve@contoso.com'] })
    expect(fatesOf(trace).toSorted()).toEqual([
      `${ANN} junk`,
      'ben@contoso.com quarantine',
      'eve@contoso.com junk',
    ])
  })
})

describe('settings of the Advanced Spam Filter', () => {
  const on = (name: string) => contentFilter({ [name]: 'On', HighConfidenceSpamAction: 'Quarantine' })
  test.each<readonly [string, MessageShort, string]>([
    ['MarkAsSpamSpfRecordHardFail', FORGED, 'SPF Record Fail'],
    ['MarkAsSpamSpfRecordHardFail', { ...FORGED, signedBy: ['example.org'] }, 'SPF Record Fail'],
    ['MarkAsSpamFromAddressAuthFail', FORGED, 'SPF From Record Fail'],
    ['MarkAsSpamEmptyMessages', { subject: ' ', body: '' }, 'Empty Message'],
    ['MarkAsSpamJavaScriptInHtml', { body: '<SCRIPT>x' }, 'Javascript or VBscript tags in HTML'],
    ['MarkAsSpamFramesInHtml', { body: '<iframe src=x>' }, 'IFRAME or FRAME in HTML'],
    ['MarkAsSpamObjectTagsInHtml', { body: '<object>' }, 'Object tag in html'],
    ['MarkAsSpamEmbedTagsInHtml', { body: '<embed>' }, 'Embed tag in html'],
    ['MarkAsSpamFormTagsInHtml', { body: '<form>' }, 'Form tag in html'],
    ['MarkAsSpamWebBugsInHtml', { body: '<img src=x width="1" height=1>' }, 'Web bug'],
  ])('%s: %j', (name, message, says) => {
    const { run, tenant, mail } = mailWorld()
    const usual = fatesOf(mail(message))
    run(...contentFilter({ HighConfidenceSpamAction: 'Quarantine', [name]: 'Test' }))
    expect(fatesOf(mail(message))).toEqual(usual)
    run(...on(name))
    expect(fatesOf(mail(message))).toEqual([`${ANN} quarantine`])
    expect(fatesOf(mail())).toEqual([`${ANN} inbox`])
    run(...contentFilter({ HighConfidenceSpamAction: 'MoveToJmf' }))
    const [fate] = passMail(compileMail(tenant), arrivalOf(message)).fates
    expect(fate?.message && headerOf(fate.message, 'x-customspam')).toBe(says)
  })

  test('a soft fail is no hard one, and an allowed sender is let past', () => {
    const { run, mail } = mailWorld()
    run(...on('MarkAsSpamSpfRecordHardFail'))
    const soft = {
      ...FORGED,
      signedBy: ['example.org'],
      connection: { permittedFor: [], spfElse: 'softfail' as const },
    }
    expect(fatesOf(mail(soft))).toEqual([`${ANN} inbox`])
    run('New-TransportRule', { Name: 'R', SetSCL: -1 })
    expect(fatesOf(mail(FORGED))).toEqual([`${ANN} inbox`])
  })
})

describe('what the edge writes before rules run', () => {
  const rule = (header: string, words: string) => ({
    Name: 'R',
    HeaderContainsMessageHeader: header,
    HeaderContainsWords: [words],
    DeleteMessage: true,
  })
  test.each<readonly [string, string, string, MessageShort, string]>([
    ['strangers are anonymous', 'X-MS-Exchange-Organization-AuthAs', 'Anonymous', {}, 'deleted'],
    ['own people are not', 'X-MS-Exchange-Organization-AuthAs', 'Anonymous', { submitted: true }, 'inbox'],
    [
      'own people are internal',
      'X-MS-Exchange-Organization-AuthAs',
      'Internal',
      { submitted: true },
      'deleted',
    ],
    [
      'what a stranger says of itself is not believed',
      'X-MS-Exchange-Organization-AuthAs',
      'Internal',
      { headers: [['X-MS-Exchange-Organization-AuthAs', 'Internal']] },
      'inbox',
    ],
    ['the direction', 'X-MS-Exchange-Organization-MessageDirectionality', 'Incoming', {}, 'deleted'],
    ['SPF', 'Authentication-Results', 'spf=fail', FORGED, 'deleted'],
    ['DKIM', 'Authentication-Results', 'dkim=pass', { signedBy: ['example.org'] }, 'deleted'],
    ['DMARC', 'Authentication-Results', 'dmarc=fail action=quarantine', forgedWith('quarantine'), 'deleted'],
    [
      'all of it',
      'Authentication-Results',
      'compauth=pass reason=100',
      { signedBy: ['example.org'] },
      'deleted',
    ],
    [
      'a stranger’s own results are moved away',
      'Authentication-Results',
      'dkim=pass',
      {
        headers: [['Authentication-Results', 'mx.example; dkim=pass']],
        connection: { permittedFor: ['example.org'] },
      },
      'inbox',
    ],
    [
      'and can be read there',
      'Authentication-Results-Original',
      'dkim=pass',
      { headers: [['Authentication-Results', 'mx.example; dkim=pass']] },
      'deleted',
    ],
  ])('%s', (_, header, words, message, fate) => {
    const { run, mail } = mailWorld()
    run('New-TransportRule', rule(header, words))
    expect(mail(message).fates.map((end) => end.fate)).toEqual([fate])
  })

  test('a connector that carries them says whether mail of the other half is internal, once', () => {
    const { run, tenant } = mailWorld()
    run('New-InboundConnector', {
      Name: 'Hybrid',
      ConnectorType: 'OnPremises',
      SenderDomains: ['*'],
      RequireTls: true,
      TlsSenderCertificateName: '*.contoso.com',
      CloudServicesMailEnabled: true,
    })
    const arrival = arrivalOf({
      from: 'eve@contoso.com',
      headers: [['X-MS-Exchange-CrossPremises-AuthAs', 'Internal']],
      connection: { tls: { names: ['mail.contoso.com'], trusted: true } },
    })
    const [fate] = passMail(compileMail(tenant), arrival).fates
    const names = fate?.message?.headers.filter(([name]) => name.endsWith('-AuthAs'))
    expect(names).toEqual([['X-MS-Exchange-Organization-AuthAs', 'Internal']])
  })
})
