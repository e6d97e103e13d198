import { describe, expect, test } from 'vitest'
import { arrivalOf, fatesOf, type MailWorld, type MessageShort, mailWorld } from '../../testing/mail.ts'
import { compileMail } from '../compile.ts'
import { passMail } from '../pass.ts'
import type { Step, Trace } from '../trace/trace.ts'

const GTUBE = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'
const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'
/** SPF and DKIM do not authenticate the sender. */
const FORGED: MessageShort = { connection: { permittedFor: [] } }
const looks = (verdict: string): MessageShort => ({ headers: [['X-Filter-Test', verdict]] })

const scl = (value: number) => (w: MailWorld) => w.run('New-TransportRule', { Name: 'Level', SetSCL: value })
const allow = (w: MailWorld) =>
  w.run('Set-HostedConnectionFilterPolicy', { Identity: 'Default', IPAllowList: ['203.0.113.9'] })
const connector = (w: MailWorld) =>
  w.run('New-InboundConnector', {
    Name: 'C',
    ConnectorType: 'OnPremises',
    SenderDomains: ['*'],
    SenderIPAddresses: ['203.0.113.9'],
    RequireTls: false,
  })
const pair =
  (SpoofedUser: string, SendingInfrastructure: string, SpoofType = 'External', Action = 'Allow') =>
  (w: MailWorld) =>
    w.run('New-TenantAllowBlockListSpoofItems', {
      Identity: 'Default',
      SpoofedUser,
      SendingInfrastructure,
      SpoofType,
      Action,
    })

interface Case {
  readonly says: string
  readonly setting?: readonly ((w: MailWorld) => void)[]
  readonly message: MessageShort
  readonly end: string
  /** SCL, SFV, IPV. */
  readonly stamp: string
}

const CASES: readonly Case[] = [
  { says: 'plain mail', message: {}, end: 'inbox', stamp: '1 NSPM NLI' },
  { says: 'spam', message: looks('spam'), end: 'junk', stamp: '5 SPM NLI' },
  { says: 'GTUBE', message: { body: GTUBE }, end: 'junk', stamp: '9 SPM NLI' },
  { says: 'bulk', message: looks('bulk'), end: 'junk', stamp: '6 BULK NLI' },
  {
    says: 'phishing of high confidence',
    message: looks('high confidence phish'),
    end: 'quarantine',
    stamp: '8 HPHSH NLI',
  },
  {
    says: 'malware, let past by a rule',
    setting: [scl(-1)],
    message: { body: EICAR },
    end: 'quarantine',
    stamp: '9 MALW NLI',
  },
  {
    says: 'phishing of high confidence, let past by a rule',
    setting: [scl(-1)],
    message: looks('high confidence phish'),
    end: 'quarantine',
    stamp: '8 HPHSH NLI',
  },
  {
    says: 'spam, let past by a rule',
    setting: [scl(-1)],
    message: looks('spam'),
    end: 'inbox',
    stamp: '-1 SKN NLI',
  },
  { says: 'clean mail, spam by a rule', setting: [scl(6)], message: {}, end: 'junk', stamp: '6 SKS NLI' },
  {
    says: 'clean mail, surely spam by a rule',
    setting: [scl(7)],
    message: {},
    end: 'junk',
    stamp: '9 SKS NLI',
  },
  {
    says: 'spam from an allowed address',
    setting: [allow],
    message: looks('spam'),
    end: 'inbox',
    stamp: '-1 SKN CAL',
  },
  {
    says: 'spam from an allowed address that a connector names',
    setting: [allow, connector],
    message: looks('spam'),
    end: 'junk',
    stamp: '5 SPM CAL',
  },
  {
    says: 'spam from an allowed address, put back by a rule',
    setting: [allow, scl(0)],
    message: looks('spam'),
    end: 'junk',
    stamp: '5 SPM CAL',
  },
  {
    says: 'spam of a colleague',
    message: { ...looks('spam'), submitted: true, to: ['ben@contoso.com'] },
    end: 'inbox',
    stamp: '-1 SKI NLI',
  },
  { says: 'a forged sender', message: FORGED, end: 'junk', stamp: '5 SPM NLI' },
  {
    says: 'a sender that SPF permits',
    message: { connection: { permittedFor: ['example.org'] } },
    end: 'inbox',
    stamp: '1 NSPM NLI',
  },
  {
    says: 'a sender that DKIM signs',
    message: { ...FORGED, signedBy: ['example.org'] },
    end: 'inbox',
    stamp: '1 NSPM NLI',
  },
  {
    says: 'a sender that another domain signs',
    message: { ...FORGED, signedBy: ['other.example'] },
    end: 'junk',
    stamp: '5 SPM NLI',
  },
  {
    says: 'a forged sender with a pair',
    setting: [pair('*', 'mx.example.org')],
    message: FORGED,
    end: 'inbox',
    stamp: '1 NSPM NLI',
  },
  {
    says: 'a forged sender with a pair for a host above',
    setting: [pair('example.org', 'example.org')],
    message: FORGED,
    end: 'inbox',
    stamp: '1 NSPM NLI',
  },
  {
    says: 'a forged sender with a pair for another host',
    setting: [pair('*', 'other.example')],
    message: FORGED,
    end: 'junk',
    stamp: '5 SPM NLI',
  },
  {
    says: 'a forged sender with a pair for another sender',
    setting: [pair('other.example', 'example.org')],
    message: FORGED,
    end: 'junk',
    stamp: '5 SPM NLI',
  },
  {
    says: 'a forged sender with a pair of the other type',
    setting: [pair('*', 'example.org', 'Internal')],
    message: FORGED,
    end: 'junk',
    stamp: '5 SPM NLI',
  },
  {
    says: 'an own domain forged, with a pair for that',
    setting: [pair('*', 'example.org', 'Internal')],
    message: { ...FORGED, from: 'ben@contoso.com' },
    end: 'inbox',
    stamp: '1 NSPM NLI',
  },
  {
    says: 'a pair for a block without a name',
    setting: [pair('*', '203.0.113.0/24')],
    message: { connection: { permittedFor: [], ptr: undefined } },
    end: 'inbox',
    stamp: '1 NSPM NLI',
  },
  {
    says: 'a block entry, though authenticated',
    setting: [pair('*', 'example.org', 'External', 'Block')],
    message: {},
    end: 'junk',
    stamp: '8 PHSH NLI',
  },
  {
    says: 'spam with a pair is still spam',
    setting: [pair('*', 'example.org')],
    message: { ...FORGED, ...looks('spam') },
    end: 'junk',
    stamp: '5 SPM NLI',
  },
  {
    says: 'a forged sender, let past by a rule',
    setting: [scl(-1)],
    message: FORGED,
    end: 'inbox',
    stamp: '-1 SKN NLI',
  },
]

const stampOf = ({ steps }: Trace): string => {
  const found = steps.find((step): step is Extract<Step, { kind: 'filtered' }> => step.kind === 'filtered')
  return `${found?.scl} ${found?.sfv} ${found?.ipv}`
}

describe('the filter', () => {
  test.each(CASES)('$says', ({ setting = [], message, end, stamp }) => {
    const made = mailWorld()
    for (const set of setting) set(made)
    const trace = made.mail(message)
    expect([fatesOf(trace)[0]?.split(' ')[1], stampOf(trace)]).toEqual([end, stamp])
  })

  test('does what the policy says', () => {
    const { put, mail } = mailWorld()
    put('HostedContentFilterPolicy', 'p', {
      IsDefault: true,
      SpamAction: 'Quarantine',
      BulkSpamAction: 'Delete',
      PhishSpamAction: 'NoAction',
    })
    expect(['spam', 'bulk', 'phish'].map((one) => fatesOf(mail(looks(one)))[0]?.split(' ')[1])).toEqual([
      'quarantine',
      'deleted',
      'inbox',
    ])
  })
})

describe('headers', () => {
  const inMailbox = (w: MailWorld, message: MessageShort) =>
    passMail(compileMail(w.tenant), arrivalOf(message)).fates[0]?.message?.headers ?? []

  test('the report tells of address, level, verdict and direction', () => {
    const report = inMailbox(mailWorld(), {}).find(([name]) => name === 'X-Forefront-Antispam-Report')?.[1]
    expect(report).toBe(
      'CIP:203.0.113.9;CTRY:;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:mx.example.org;PTR:mx.example.org;CAT:NONE;SFS:;DIR:INB;',
    )
  })

  test("a stranger's claims about the organization are dropped, and its report is not trusted", () => {
    const headers = inMailbox(mailWorld(), {
      headers: [
        ['X-MS-Exchange-Organization-SCL', '-1'],
        ['X-Forefront-Antispam-Report', 'SFV:SKN'],
        ['X-Other', '1'],
      ],
    })
    expect(headers.filter(([name]) => /SCL$|Untrusted|X-Other/.test(name))).toEqual([
      ['X-MS-Exchange-Organization-SCL', '1'],
      ['X-Forefront-Antispam-Report-Untrusted', 'SFV:SKN'],
      ['X-Other', '1'],
    ])
  })
})
