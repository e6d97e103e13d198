/**
 * Mail through other vendors' gateways, set up as their public guides say. Names and settings are from the
 * guides and from headers of published mail; what the gateways do with mail is described as data.
 */
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { fatesOf, type MailWorld, type MessageShort, mailWorld } from '../../testing/mail.ts'
import { START } from '../../testing/world.ts'
import type { Trace } from '../trace/trace.ts'
import { GATEWAY_LIST, type Gateway } from './gateway.ts'
import { gatewaysOf, putGateways } from './gateways.ts'

const WRITE = {
  at: START,
  actor: { type: 'system', id: 'o', displayName: 'O' },
  call: 'gateways',
  requestId: 'g',
} as const

function worldWith(gateways: readonly Gateway[]): MailWorld {
  const world = mailWorld()
  putGateways(world.tenant, WRITE, gateways)
  return world
}

const handedTo = ({ steps }: Trace) =>
  steps.flatMap((step) => (step.kind === 'handed over' ? [`${step.host} at ${step.at}`] : []))
const OUT: MessageShort = { submitted: true, to: ['x@y.example'] }

/** Smart hosts with the TLS settings of their guides. */
const GUIDES: readonly (readonly [vendor: string, hosts: readonly string[], tls: object])[] = [
  ['SEPPmail.cloud', ['contoso-com.mail.seppmail.cloud'], { TlsDomain: '*.seppmail.cloud' }],
  ['Exclaimer', ['smtp.eu1.exclaimer.net'], { TlsDomain: 'smtp.eu1.exclaimer.net' }],
  [
    'an add-on service of the guide',
    ['smtp.contososignatureservice.com'],
    { TlsDomain: 'smtp.contososignatureservice.com' },
  ],
  ['the Hybrid Configuration Wizard', ['mail.contoso.com'], { TlsDomain: 'mail.contoso.com' }],
  ['own servers by their address', ['198.51.100.44'], { TlsDomain: '*.contoso.com' }],
]

describe('an unknown host shows a certificate of its own name', () => {
  test.each(GUIDES)('%s', (_, SmartHosts, tls) => {
    const { run, mail } = mailWorld()
    const settings = { RecipientDomains: ['*'], UseMXRecord: false, TlsSettings: 'DomainValidation' }
    run('New-OutboundConnector', { Name: 'C', ...settings, SmartHosts, ...tls })
    expect(fatesOf(mail(OUT))).toEqual(['x@y.example internet'])
  })

  test('Mimecast, by authority alone and with a second host', () => {
    const { run, mail } = mailWorld()
    run('New-OutboundConnector', {
      Name: 'Office365 to Mimecast',
      ConnectorType: 'Partner',
      RecipientDomains: ['*'],
      UseMXRecord: false,
      SmartHosts: ['us-smtp-o365-outbound-1.mimecast.com', 'us-smtp-o365-outbound-2.mimecast.com'],
      TlsSettings: 'CertificateValidation',
    })
    expect(handedTo(mail(OUT))).toEqual(['the Internet at us-smtp-o365-outbound-1.mimecast.com'])
  })

  test("a partner's mail exchanger lies below the partner's domain", () => {
    const { run, mail } = mailWorld()
    run('New-OutboundConnector', {
      Name: 'C',
      RecipientDomains: ['y.example'],
      UseMXRecord: true,
      TlsSettings: 'DomainValidation',
      TlsDomain: '*.y.example',
    })
    expect(fatesOf(mail(OUT))).toEqual(['x@y.example internet'])
  })

  test('another name than the one that is asked for is refused as before', () => {
    const { run, mail } = mailWorld()
    run('New-OutboundConnector', {
      Name: 'C',
      RecipientDomains: ['*'],
      UseMXRecord: false,
      SmartHosts: ['smtp.other.example'],
      TlsSettings: 'DomainValidation',
      TlsDomain: 'smtp.eu1.exclaimer.net',
    })
    expect(fatesOf(mail(OUT))[0]).toMatch(/SubjectMismatch/)
  })
})

const SIGNED = 'X-Signature-Service'
const SIGNATURES: Gateway = {
  name: 'the signature service',
  hosts: ['eu1.signatures.example'],
  returns: {
    ip: '198.51.100.70',
    headers: [`${SIGNED}: done`],
    body: { after: '\n-- Contoso Ltd' },
    delaySeconds: 5,
  },
}

/** https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/integrate-office-365-with-an-email-add-on-service */
function addOnService(
  { run }: MailWorld,
  exception: object = { ExceptIfHeaderContainsMessageHeader: SIGNED, ExceptIfHeaderContainsWords: ['done'] },
): void {
  run('New-OutboundConnector', {
    Name: 'To the service',
    ConnectorType: 'OnPremises',
    IsTransportRuleScoped: true,
    UseMXRecord: false,
    SmartHosts: ['eu1.signatures.example'],
    TlsSettings: 'DomainValidation',
    TlsDomain: 'eu1.signatures.example',
    CloudServicesMailEnabled: true,
  })
  run('New-InboundConnector', {
    Name: 'From the service',
    ConnectorType: 'OnPremises',
    SenderDomains: ['*'],
    RequireTls: true,
    TlsSenderCertificateName: 'eu1.signatures.example',
    CloudServicesMailEnabled: true,
  })
  run('New-TransportRule', {
    Name: 'Sign',
    FromScope: 'InOrganization',
    RouteMessageOutboundConnector: 'To the service',
    StopRuleProcessing: true,
    ...exception,
  })
}

describe('a gateway that returns mail', () => {
  test('signs once, and the mail goes on to where it was meant for', () => {
    const world = worldWith([SIGNATURES])
    addOnService(world)
    world.run('New-TransportRule', {
      Name: 'Sees the signature',
      SubjectOrBodyContainsWords: ['Contoso Ltd'],
      SetHeaderName: 'X-Seen',
      SetHeaderValue: 'yes',
    })
    const trace = world.mail({ submitted: true, to: ['ben@contoso.com', 'x@y.example'] })
    expect([...fatesOf(trace)].sort()).toEqual(['ben@contoso.com inbox', 'x@y.example internet'])
    const acted = trace.steps.flatMap((step) =>
      step.kind === 'rule' && step.outcome === 'acted' ? [`${step.pass} ${step.rule}`] : [],
    )
    expect(acted).toEqual(['0 Sign', '1 Sees the signature'])
    const back = trace.steps.find((step) => step.kind === 'returned')
    expect(back).toMatchObject({ relay: 'the signature service', ip: '198.51.100.70', delaySeconds: 5 })
    expect(trace.fates.every(({ looped, scans }) => !looped && scans.length === 0)).toBe(true)
  })

  test('a rule that forgets its exception sends it round until the hops are used up', () => {
    const world = worldWith([SIGNATURES])
    addOnService(world, {})
    const [fate] = world.mail({ submitted: true, to: ['ben@contoso.com'] }).fates
    expect(fate).toMatchObject({ fate: 'rejected', looped: true })
    expect(fate?.status).toMatch(/Hop count exceeded/)
  })

  test('changes the subject, takes headers away and writes another sender', () => {
    const world = worldWith([
      {
        ...SIGNATURES,
        returns: {
          ip: '198.51.100.70',
          subject: { before: '[secure] ' },
          removesHeaders: ['x-secret'],
          from: 'bounces@signatures.example',
          headers: [`${SIGNED}: done`],
        },
      },
    ])
    addOnService(world)
    const rule = (Name: string, condition: object) =>
      world.run('New-TransportRule', { Name, ...condition, SetAuditSeverity: 'Low' })
    rule('subject', { SubjectContainsWords: ['secure'] })
    rule('secret', { HeaderContainsMessageHeader: 'X-Secret', HeaderContainsWords: ['kept'] })
    rule('sender', { FromAddressContainsWords: ['bounces'], SenderAddressLocation: 'Envelope' })
    const trace = world.mail({ submitted: true, to: ['ben@contoso.com'], headers: [['X-Secret', 'kept']] })
    const acted = trace.steps.flatMap((step) =>
      step.kind === 'rule' && step.pass === 1 && step.outcome === 'acted' ? [step.rule] : [],
    )
    expect(acted).toEqual(['subject', 'sender'])
  })

  test('DKIM speaks for the sender until somebody changes the message', () => {
    const route = (gateway: Gateway) => {
      const world = worldWith([gateway])
      world.run('New-OutboundConnector', {
        Name: 'C',
        IsTransportRuleScoped: true,
        UseMXRecord: false,
        SmartHosts: gateway.hosts,
      })
      world.run('New-TransportRule', {
        Name: 'Out',
        RouteMessageOutboundConnector: 'C',
        ExceptIfHeaderContainsMessageHeader: SIGNED,
        ExceptIfHeaderContainsWords: ['done'],
      })
      return fatesOf(world.mail({ signedBy: ['example.org'], connection: { permittedFor: [] } }))
    }
    const { body: _, ...untouched } = SIGNATURES.returns ?? { ip: '' }
    expect(route({ ...SIGNATURES, returns: untouched })).toEqual(['ann@contoso.com inbox'])
    expect(route(SIGNATURES)).toEqual(['ann@contoso.com junk'])
  })

  test('encrypts in parallel: incoming mail goes there and back through a connector of its certificate', () => {
    const world = worldWith([
      {
        name: 'SEPPmail.cloud',
        hosts: ['*.mail.seppmail.cloud'],
        returns: {
          ip: '2a01:4f8:272:5fe6::218',
          helo: 'hz-deliver02.de.seppmail.cloud',
          certificate: ['*.de.seppmail.cloud'],
          headers: ['X-SM-smarthost: done'],
        },
      },
    ])
    world.run('New-InboundConnector', {
      Name: '[SEPPmail.cloud] SEPPmail -> ExchangeOnline',
      ConnectorType: 'OnPremises',
      SenderDomains: ['*'],
      RequireTls: true,
      TlsSenderCertificateName: 'c0ffee.de.seppmail.cloud',
      TreatMessagesAsInternal: false,
    })
    world.run('New-OutboundConnector', {
      Name: '[SEPPmail.cloud] ExchangeOnline -> SEPPmail',
      ConnectorType: 'OnPremises',
      IsTransportRuleScoped: true,
      UseMXRecord: false,
      SmartHosts: ['contoso-com.mail.seppmail.cloud'],
      TlsSettings: 'DomainValidation',
      TlsDomain: '*.mail.seppmail.cloud',
    })
    world.run('New-TransportRule', {
      Name: '[SEPPmail.cloud] - 200 Route incoming e-mails to SEPPmail',
      FromScope: 'NotInOrganization',
      SentToScope: 'InOrganization',
      RouteMessageOutboundConnector: '[SEPPmail.cloud] ExchangeOnline -> SEPPmail',
      ExceptIfHeaderContainsMessageHeader: 'X-SM-smarthost',
      ExceptIfHeaderContainsWords: ['done'],
    })
    const trace = world.mail({ signedBy: ['example.org'] })
    expect(fatesOf(trace)).toEqual(['ann@contoso.com inbox'])
    expect(trace.steps).toContainEqual(
      expect.objectContaining({ kind: 'attributed', pass: 1, by: 'certificate', type: 'OnPremises' }),
    )
  })
})

describe('a gateway', () => {
  const SMART = { UseMXRecord: false, SmartHosts: ['mail.gateway.example'], RecipientDomains: ['*'] }
  const TLS = { TlsSettings: 'DomainValidation', TlsDomain: 'mail.gateway.example' }
  test.each<readonly [string, Partial<Gateway>, object, RegExp]>([
    ['takes mail', {}, TLS, /internet$/],
    ['refuses it', { refuses: '550 5.7.1 Not for us' }, {}, /rejected 550 5\.7\.1 Not for us$/],
    ['shows a certificate of another', { certificate: { names: ['other.example'] } }, TLS, /SubjectMismatch/],
    [
      'shows one that nobody trusts',
      { certificate: { names: ['mail.gateway.example'], trusted: false } },
      TLS,
      /UntrustedRoot/,
    ],
    ['has no TLS', { certificate: null }, TLS, /STARTTLS/],
    ['has no TLS and nobody asks', { certificate: null }, {}, /internet$/],
  ])('%s', (_, more, tls, end) => {
    const world = worldWith([{ name: 'G', hosts: ['MAIL.gateway.example'], ...more }])
    world.run('New-OutboundConnector', { Name: 'C', ...SMART, ...tls })
    expect(fatesOf(world.mail(OUT))[0]).toMatch(end)
  })

  test('is known by its address in any form', () => {
    const world = worldWith([{ name: 'G', hosts: ['::ffff:198.51.100.9'], refuses: '550 5.7.1 No' }])
    world.run('New-OutboundConnector', { Name: 'C', ...SMART, SmartHosts: ['198.51.100.9'] })
    expect(fatesOf(world.mail(OUT))).toEqual(['x@y.example rejected 550 5.7.1 No'])
  })

  test('stands with the tenant: a fork has it, and others may take its place', () => {
    const { tenant } = worldWith([SIGNATURES, { name: 'B', hosts: ['b.example'] }])
    const fork = tenant.fork()
    putGateways(fork, WRITE, [{ name: 'B', hosts: ['c.example'] }])
    expect(gatewaysOf(fork)).toEqual([{ name: 'B', hosts: ['c.example'] }])
    expect(gatewaysOf(tenant).map(({ name }) => name)).toEqual(['the signature service', 'B'])
  })

  test.each([
    [{ name: 'G' }],
    [{ name: 'G', hosts: [] }],
    [{ name: 'G', hosts: ['a'], returns: { ip: 'nowhere' } }],
    [{ name: 'G', hosts: ['a'], returns: { ip: '1.2.3.4', headers: ['no header'] } }],
    [{ name: 'G', hosts: ['a'], returns: { ip: '1.2.3.4', delaySeconds: -1 } }],
    [{ name: 'G', hosts: ['a'], more: true }],
  ])('is refused where it is none: %j', (gateway) => {
    expect(v.safeParse(GATEWAY_LIST, [gateway]).success).toBe(false)
  })

  test('has a name of its own', () => {
    const one = { name: 'G', hosts: ['a'] }
    expect(v.safeParse(GATEWAY_LIST, [one, one]).success).toBe(false)
    expect(v.safeParse(GATEWAY_LIST, [one, SIGNATURES]).success).toBe(true)
  })
})
