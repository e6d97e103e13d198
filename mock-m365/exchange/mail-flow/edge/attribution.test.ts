import { describe, expect, test } from 'vitest'
import { arrivalOf, fatesOf, INTERNET, type MessageShort, mailWorld } from '../../testing/mail.ts'
import type { Step } from '../trace/trace.ts'

const ON_PREMISES = {
  Name: 'Own server',
  ConnectorType: 'OnPremises',
  SenderDomains: ['*'],
  RequireTls: false,
}
const BY_ADDRESS = { ...ON_PREMISES, SenderIPAddresses: ['203.0.113.0/24'] }
const BY_CERTIFICATE = { ...ON_PREMISES, TlsSenderCertificateName: '*.contoso.com', RequireTls: true }
const certified = (name: string, trusted = true) => ({ tls: { names: [name], trusted } })
const INTERNAL_HEADER = [['X-MS-Exchange-CrossPremises-AuthAs', 'Internal']] as const
const OUTSIDE = ['dan@example.net']
const RELAY_DENIED = 'rejected 550 5.7.64 TenantAttribution; Relay Access Denied SMTP'
const ANN = 'ann@contoso.com'

interface Case {
  readonly says: string
  readonly connectors?: readonly object[]
  readonly message?: MessageShort
  /** Connector, how it was matched, whether its mail is internal; and the first end. */
  readonly owner?: readonly [connector: string | undefined, by: string | undefined, internal: boolean]
  readonly end: string
}

const CASES: readonly Case[] = [
  { says: 'mail of the Internet', owner: [undefined, undefined, false], end: `${ANN} inbox` },
  {
    says: 'mail of the Internet for others',
    message: { to: OUTSIDE },
    end: `dan@example.net ${RELAY_DENIED}`,
  },
  {
    says: 'a submission',
    message: { submitted: true, to: OUTSIDE },
    owner: [undefined, undefined, true],
    end: 'dan@example.net internet',
  },
  {
    says: 'an address of a connector',
    connectors: [BY_ADDRESS],
    owner: ['Own server', 'address', false],
    end: `${ANN} inbox`,
  },
  {
    says: 'an address, sender foreign, for others',
    connectors: [BY_ADDRESS],
    message: { to: OUTSIDE },
    end: `dan@example.net ${RELAY_DENIED}`,
  },
  {
    says: 'an address, sender own, for others',
    connectors: [BY_ADDRESS],
    message: { from: ANN, to: OUTSIDE },
    end: 'dan@example.net internet',
  },
  {
    says: 'an address, a bounce, for others',
    connectors: [BY_ADDRESS],
    message: { from: '', to: OUTSIDE, headers: [['From', ANN]] },
    end: `dan@example.net ${RELAY_DENIED}`,
  },
  {
    says: 'another address',
    connectors: [{ ...BY_ADDRESS, SenderIPAddresses: ['198.51.100.1'] }],
    owner: [undefined, undefined, false],
    end: `${ANN} inbox`,
  },
  {
    says: 'a sender whom the connector does not name',
    connectors: [{ ...BY_ADDRESS, SenderDomains: ['contoso.com'] }],
    owner: [undefined, undefined, false],
    end: `${ANN} inbox`,
  },
  {
    says: 'a certificate, a bounce, for others',
    connectors: [BY_CERTIFICATE],
    message: { from: '', to: OUTSIDE, connection: certified('mail.contoso.com') },
    owner: ['Own server', 'certificate', false],
    end: 'dan@example.net internet',
  },
  {
    says: 'a certificate of no authority',
    connectors: [BY_CERTIFICATE],
    message: { from: ANN, to: OUTSIDE, connection: certified('mail.contoso.com', false) },
    end: `dan@example.net ${RELAY_DENIED}`,
  },
  {
    says: 'a certificate of another name',
    connectors: [BY_CERTIFICATE],
    message: { connection: certified('mail.example.org') },
    owner: [undefined, undefined, false],
    end: `${ANN} inbox`,
  },
  {
    says: 'a certificate before an address',
    connectors: [{ ...BY_ADDRESS, Name: 'By address' }, BY_CERTIFICATE],
    message: { connection: certified('mail.contoso.com') },
    owner: ['Own server', 'certificate', false],
    end: `${ANN} inbox`,
  },
  {
    says: 'the closest of two sender domains',
    connectors: [
      { ...BY_ADDRESS, Name: 'All' },
      { ...BY_ADDRESS, Name: 'One', SenderDomains: ['example.org'] },
    ],
    owner: ['One', 'address', false],
    end: `${ANN} inbox`,
  },
  {
    says: 'a connector that is switched off',
    connectors: [{ ...BY_ADDRESS, Enabled: false }],
    owner: [undefined, undefined, false],
    end: `${ANN} inbox`,
  },
  {
    says: 'cross-premises headers where they are carried',
    connectors: [{ ...BY_ADDRESS, CloudServicesMailEnabled: true }],
    message: { from: ANN, headers: INTERNAL_HEADER },
    owner: ['Own server', 'address', true],
    end: `${ANN} inbox`,
  },
  {
    says: 'cross-premises headers where they are not',
    connectors: [BY_ADDRESS],
    message: { from: ANN, headers: INTERNAL_HEADER },
    owner: ['Own server', 'address', false],
    end: `${ANN} inbox`,
  },
  {
    says: 'mail treated as internal, from an own domain',
    connectors: [{ ...BY_ADDRESS, TreatMessagesAsInternal: true }],
    message: { from: ANN },
    owner: ['Own server', 'address', true],
    end: `${ANN} inbox`,
  },
  {
    says: 'mail treated as internal, from another',
    connectors: [{ ...BY_ADDRESS, TreatMessagesAsInternal: true }],
    owner: ['Own server', 'address', false],
    end: `${ANN} inbox`,
  },
  {
    says: 'plain text where TLS is asked for',
    connectors: [{ ...BY_ADDRESS, RequireTls: true }],
    message: { connection: { tls: undefined } },
    end: `${ANN} rejected 451 5.7.3 STARTTLS is required to send mail`,
  },
  {
    says: 'a partner by domain',
    connectors: [{ Name: 'Partner', SenderDomains: ['example.org'] }],
    owner: ['Partner', 'domain', false],
    end: `${ANN} inbox`,
  },
  {
    says: 'a partner over plain text',
    connectors: [{ Name: 'Partner', SenderDomains: ['example.org'], RequireTls: true }],
    message: { connection: { tls: undefined } },
    end: `${ANN} rejected 451 5.7.3 STARTTLS is required to send mail`,
  },
  {
    says: 'a restricted partner from its address',
    connectors: [
      {
        Name: 'Partner',
        SenderDomains: ['*'],
        SenderIPAddresses: ['203.0.113.9'],
        RestrictDomainsToIPAddresses: true,
      },
    ],
    owner: ['Partner', 'address', false],
    end: `${ANN} inbox`,
  },
  {
    says: 'a restricted partner with its certificate',
    connectors: [
      {
        Name: 'Partner',
        SenderDomains: ['*'],
        TlsSenderCertificateName: 'mx.example.org',
        RestrictDomainsToCertificate: true,
      },
    ],
    message: { connection: certified('mx.example.org') },
    owner: ['Partner', 'certificate', false],
    end: `${ANN} inbox`,
  },
  {
    says: 'a partner never relays',
    connectors: [{ Name: 'Partner', SenderDomains: ['*'] }],
    message: { from: ANN, to: OUTSIDE },
    end: `dan@example.net ${RELAY_DENIED}`,
  },
]

describe('inbound connectors', () => {
  test.each(CASES)('$says', ({ connectors = [], message = {}, owner, end }) => {
    const { run, mail } = mailWorld()
    for (const connector of connectors) run('New-InboundConnector', connector)
    const trace = mail(message)
    expect(fatesOf(trace)[0]).toBe(end)
    const attributed = trace.steps.find(
      (step): step is Extract<Step, { kind: 'attributed' }> => step.kind === 'attributed',
    )
    if (owner) expect([attributed?.connector, attributed?.by, attributed?.internal]).toEqual(owner)
  })

  test('mail from elsewhere than a restricted partner is refused', () => {
    const { run, mail } = mailWorld()
    run('New-InboundConnector', {
      Name: 'P',
      SenderDomains: ['*'],
      SenderIPAddresses: ['198.51.100.9'],
      RestrictDomainsToIPAddresses: true,
    })
    expect(fatesOf(mail())[0]).toMatch(
      /^ann@contoso.com rejected 550 5\.7\.51 TenantInboundAttribution; There is a partner/,
    )
  })

  test('direct send is refused where the organization refuses it', () => {
    const { tenant, put, mail } = mailWorld()
    const [organization = {}] = tenant.list('OrganizationConfig')
    put('OrganizationConfig', String(organization.Guid), { ...organization, RejectDirectSend: true })
    expect(fatesOf(mail({ from: ANN }))[0]).toMatch(/rejected 550 5\.7\.68/)
    expect(fatesOf(mail())).toEqual([`${ANN} inbox`])
  })
})

const policy = (lists: object) => {
  const made = mailWorld()
  made.run('Set-HostedConnectionFilterPolicy', { Identity: 'Default', ...lists })
  return made
}

describe('the connection filter', () => {
  test.each([
    ['blocked', { IPBlockList: ['203.0.113.0/24'] }, /rejected 550 5\.7\.1 .*203\.0\.113\.9/],
    ['blocked by a range', { IPBlockList: ['203.0.113.1-203.0.113.9'] }, /rejected/],
    ['allowed and blocked: let in', { IPBlockList: ['203.0.113.9'], IPAllowList: ['203.0.113.9'] }, /inbox/],
    ['another address blocked', { IPBlockList: ['203.0.113.10'] }, /inbox/],
  ])('%s', (_, lists, end) => {
    expect(fatesOf(policy(lists).mail())[0]).toMatch(end)
  })

  test('blocks no submission', () => {
    expect(fatesOf(policy({ IPBlockList: ['203.0.113.9'] }).mail({ submitted: true }))[0]).toMatch(/inbox/)
  })
})

describe('recipients', () => {
  test.each<readonly [string, MessageShort, readonly string[]]>([
    [
      'unknown, from outside',
      { to: ['nobody@contoso.com'] },
      ['nobody@contoso.com rejected 550 5.4.1 Recipient address rejected: Access denied'],
    ],
    [
      'unknown, from inside',
      { to: ['nobody@contoso.com'], submitted: true },
      [
        'nobody@contoso.com rejected 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      ],
    ],
    ['unknown in a relayed domain', { to: ['any@relay.contoso.com'] }, ['any@relay.contoso.com internet']],
    ['a second address', { to: ['Ann.Alias@contoso.com'] }, ['ann.alias@contoso.com inbox']],
    [
      'a group, from inside',
      { to: ['sales@contoso.com'], submitted: true },
      ['ann@contoso.com inbox', 'ben@contoso.com inbox'],
    ],
    [
      'a group and its member, once',
      { to: ['ben@contoso.com', 'inner@contoso.com'], submitted: true },
      ['ben@contoso.com inbox'],
    ],
    [
      'a Microsoft 365 group has a mailbox',
      { to: ['team@contoso.com'], submitted: true },
      ['team@contoso.com inbox'],
    ],
    [
      'no address at all',
      { to: ['nonsense'] },
      ['nonsense rejected 550 5.7.64 TenantAttribution; Relay Access Denied SMTP'],
    ],
  ])('%s', (_, message, ends) => {
    expect(fatesOf(mailWorld().mail(message))).toEqual(ends)
  })

  test('a group takes mail from outside only where it asks for no sign-in', () => {
    const { put, mail } = mailWorld()
    expect(fatesOf(mail({ to: ['sales@contoso.com'] }))[0]).toMatch(/550 5\.7\.133/)
    put('Recipient', 'sales', { id: 'sales', RequireSenderAuthenticationEnabled: false })
    expect(fatesOf(mail({ to: ['sales@contoso.com'] }))).toEqual([
      'ann@contoso.com inbox',
      'ben@contoso.com inbox',
    ])
  })

  test('more than a thousand are refused together', () => {
    const to = Array.from({ length: 1001 }, (_, i) => `p${i}@contoso.com`)
    expect(new Set(fatesOf(mailWorld().mail({ to })).map((fate) => fate.replace(/^\S+ /, '')))).toEqual(
      new Set(['rejected 550 5.5.3 RESOLVER.ADR.RecipLimit; too many recipients']),
    )
  })
})

test('a message that too many servers have had is refused as a loop', () => {
  const headers = Array.from({ length: 30 }, () => ['Received', 'from a by b'] as const)
  const { fates } = mailWorld().mail({ headers })
  expect(fates).toMatchObject([
    { fate: 'rejected', status: '554 5.4.14 Hop count exceeded - possible mail loop ATTR34', looped: true },
  ])
  expect(arrivalOf().connection.ip).toBe(INTERNET.ip)
})
