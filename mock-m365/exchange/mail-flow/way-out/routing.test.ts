import { describe, expect, test } from 'vitest'
import { fatesOf, mailWorld } from '../../testing/mail.ts'
import type { Certificate, Message } from '../message.ts'
import { badlyCertifiedHost, internetHost, refusingHost } from '../outside/hosts.ts'
import type { Outside } from '../outside/outside.ts'
import type { Step, Trace } from '../trace/trace.ts'

const SMART = { UseMXRecord: false, SmartHosts: ['smart.example'] }
const to = (domain: string) => ({ submitted: true, to: [`x@${domain}`] }) as const

const wayOf = ({ steps }: Trace): readonly (string | undefined)[] =>
  steps
    .filter((step): step is Extract<Step, { kind: 'routed' }> => step.kind === 'routed')
    .map(({ connector, host }) => connector ?? host)

describe('outbound connectors', () => {
  test.each([
    ['partner.example', 'Exact'],
    ['mail.partner.example', 'Close'],
    ['deep.mail.partner.example', 'Closer'],
    ['other.example', 'All'],
    ['y.relay.contoso.com', 'All'],
    ['relay.contoso.com', 'Accepted'],
  ])('mail to %s goes through %s', (domain, connector) => {
    const { run, mail } = mailWorld()
    run('New-OutboundConnector', { Name: 'All', RecipientDomains: ['*'], ...SMART })
    run('New-OutboundConnector', { Name: 'Close', RecipientDomains: ['*.partner.example'], ...SMART })
    run('New-OutboundConnector', { Name: 'Closer', RecipientDomains: ['*.mail.partner.example'], ...SMART })
    run('New-OutboundConnector', { Name: 'Exact', RecipientDomains: ['partner.example'], ...SMART })
    run('New-OutboundConnector', {
      Name: 'Accepted',
      ConnectorType: 'OnPremises',
      AllAcceptedDomains: true,
      ...SMART,
    })
    run('New-OutboundConnector', {
      Name: 'A, for rules',
      RecipientDomains: ['partner.example'],
      IsTransportRuleScoped: true,
      ...SMART,
    })
    run('New-OutboundConnector', {
      Name: 'A, off',
      RecipientDomains: ['partner.example'],
      Enabled: false,
      ...SMART,
    })
    expect(wayOf(mail(to(domain)))).toEqual([connector])
  })

  test('recipients with different ways get copies of their own', () => {
    const { run, mail } = mailWorld()
    run('New-OutboundConnector', { Name: 'Partner', RecipientDomains: ['partner.example'], ...SMART })
    const trace = mail({
      submitted: true,
      to: ['a@partner.example', 'b@x.example', 'c@y.example', 'ben@contoso.com'],
    })
    expect(wayOf(trace)).toEqual(['Partner', 'x.example', 'y.example'])
    expect([...fatesOf(trace)].sort()).toEqual([
      'a@partner.example internet',
      'b@x.example internet',
      'ben@contoso.com inbox',
      'c@y.example internet',
    ])
  })

  test('a rule takes even internal mail to its connector', () => {
    const { run, mail } = mailWorld()
    run('New-OutboundConnector', { Name: 'Scan', IsTransportRuleScoped: true, ...SMART })
    run('New-TransportRule', { Name: 'Route', RouteMessageOutboundConnector: 'Scan' })
    expect(wayOf(mail())).toEqual(['Scan'])
  })

  test.each([
    ['is gone', 'gone'],
    ['is switched off', 'off'],
  ])('mail that a rule sends to a connector that %s ends with its sender', (_, how) => {
    const { run, put, tenant, mail } = mailWorld()
    run('New-OutboundConnector', { Name: 'Scan', IsTransportRuleScoped: true, ...SMART })
    run('New-TransportRule', { Name: 'Route', RouteMessageOutboundConnector: 'Scan' })
    const [connector = {}] = tenant.list('OutboundConnector')
    put(
      'OutboundConnector',
      String(connector.Guid),
      how === 'gone' ? undefined : { ...connector, Enabled: false },
    )
    expect(fatesOf(mail())[0]).toMatch(/^ann@contoso.com rejected 550 5\.4\.300 Message expired/)
  })
})

const NONE: Certificate | undefined = undefined
const SELF_MADE: Certificate = { names: ['smart.example'], trusted: false }
const OTHER: Certificate = { names: ['other.example'], trusted: true }
const RIGHT: Certificate = { names: ['*.smart.example', 'smart.example'], trusted: true }
const REASONS: Readonly<Record<string, RegExp>> = {
  T: /5\.7\.3 STARTTLS/,
  U: /UntrustedRoot/,
  S: /SubjectMismatch/,
}

describe('certificates of smart hosts', () => {
  test.each([
    ['no setting', {}, '....'],
    ['EncryptionOnly', { TlsSettings: 'EncryptionOnly' }, 'T...'],
    ['CertificateValidation', { TlsSettings: 'CertificateValidation' }, 'TU..'],
    ['DomainValidation', { TlsSettings: 'DomainValidation', TlsDomain: 'smart.example' }, 'TUS.'],
  ])('%s', (_, settings, wanted) => {
    const { run, mail } = mailWorld()
    run('New-OutboundConnector', { Name: 'C', RecipientDomains: ['*'], ...SMART, ...settings })
    const found = [NONE, SELF_MADE, OTHER, RIGHT].map((certificate) => {
      const [end = ''] = fatesOf(
        mail(to('y.example'), [badlyCertifiedHost('smart', ['smart.example'], certificate)]),
      )
      return end.endsWith(' internet')
        ? '.'
        : (Object.keys(REASONS).find((one) => REASONS[one]?.test(end)) ?? end)
    })
    expect(found.join('')).toBe(wanted)
  })

  test('the next smart host is tried where one does not do', () => {
    const { run, mail } = mailWorld()
    run('New-OutboundConnector', {
      Name: 'C',
      RecipientDomains: ['*'],
      UseMXRecord: false,
      SmartHosts: ['none.example', 'smart.example'],
    })
    const trace = mail(to('y.example'), [internetHost('smart', ['smart.example'])])
    expect(trace.steps.map(({ kind }) => kind)).toContain('deferred')
    expect(fatesOf(trace)).toEqual(['x@y.example internet'])
  })
})

describe('the world outside', () => {
  test.each<readonly [string, Outside, RegExp]>([
    ['no host', [], /rejected 550 5\.4\.300 Message expired -> 450 4\.4\.312 DNS query failed/],
    ['a host that refuses', [refusingHost('mx', ['y.example'])], /rejected 550 5\.1\.1 User unknown/],
    ['a host that takes it', [internetHost()], /internet/],
  ])('%s', (_, outside, end) => {
    expect(fatesOf(mailWorld().mail(to('y.example'), outside))[0]).toMatch(end)
  })

  test.each([
    [
      'kept where the connector carries them',
      true,
      [
        'X-MS-Exchange-CrossPremises-AuthAs',
        'X-MS-Exchange-CrossPremises-MessageDirectionality',
        'X-MS-Exchange-CrossPremises-SCL',
      ],
    ],
    ['stripped otherwise', false, []],
  ])('headers of the organization are %s', (_, CloudServicesMailEnabled, names) => {
    const { run, mail } = mailWorld()
    run('New-OutboundConnector', {
      Name: 'C',
      ConnectorType: 'OnPremises',
      RecipientDomains: ['*'],
      CloudServicesMailEnabled,
      ...SMART,
    })
    const seen: Message[] = []
    mail(to('y.example'), [
      {
        ...internetHost(),
        receive: (message) => {
          seen.push(message)
          return { kind: 'delivered' }
        },
      },
    ])
    expect(
      seen[0]?.headers
        .map(([name]) => name)
        .filter((name) => /^X-MS/.test(name))
        .sort(),
    ).toEqual(names)
  })
})
