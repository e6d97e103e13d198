import { describe, expect, test } from 'vitest'
import type { Entity } from '../../base.ts'
import { DELAYS, exchangeLag } from '../delays.ts'
import { OFFERING_KEY, SERVICE_OFFERING } from '../service-offering.ts'
import { errorText, START, type World, world } from '../testing/world.ts'

const WRITE = {
  at: START,
  actor: { type: 'system', id: 'service', displayName: 'Service' },
  call: 'PATCH /domains/{id}',
  requestId: 'r',
} as const

const put = ({ tenant }: World, kind: string, key: string, after: Entity | undefined) =>
  tenant.commit(WRITE, kind, key, after)

describe('accepted domains', () => {
  const names = ({ send }: World) => send('Get-AcceptedDomain').json.value.map(({ DomainName }) => DomainName)

  test('a domain that is verified in the directory is accepted, and gone when it leaves', () => {
    const w = world()
    put(w, 'domains', 'new.example', { id: 'new.example', isVerified: false, isDefault: false })
    expect(names(w)).toEqual(['contoso.com'])
    put(w, 'domains', 'new.example', { id: 'new.example', isVerified: true, isDefault: false })
    expect(names(w)).toEqual(['contoso.com', 'new.example'])
    const [one] = w.send('Get-AcceptedDomain', { Identity: 'NEW.example' }).json.value
    expect(one).toMatchObject({ DomainType: 'Authoritative', Default: false, InitialDomain: false })
    expect(w.send('Get-AcceptedDomain', { Identity: one?.Guid }).json.value).toEqual([one])
    put(w, 'domains', 'new.example', undefined)
    expect(names(w)).toEqual(['contoso.com'])
    expect(w.send('Get-AcceptedDomain', { Identity: 'new.example' }).status).toBe(404)
  })

  test('are relayed by Set-, which keeps the derived one, and never relayed externally', () => {
    const w = world()
    put(w, 'domains', 'new.example', { id: 'new.example', isVerified: true })
    const set = (change: object) => w.send('Set-AcceptedDomain', { Identity: 'new.example', ...change })
    expect(set({ OutboundOnly: true }).status).toBe(200)
    expect(set({ DomainType: 'ExternalRelay' }).status).toBe(400)
    const before = w.send('Get-AcceptedDomain', { Identity: 'new.example' }).json.value[0]
    expect(set({ DomainType: 'InternalRelay', OutboundOnly: true }).status).toBe(200)
    const after = w.send('Get-AcceptedDomain', { Identity: 'new.example' }).json.value[0]
    expect([after?.DomainType, after?.Guid]).toEqual(['InternalRelay', before?.Guid])
    expect(names(w)).toEqual(['contoso.com', 'new.example'])
    put(w, 'domains', 'new.example', undefined)
    expect(names(w)).toEqual(['contoso.com'])
    for (const verb of ['New', 'Remove']) expect(w.send(`${verb}-AcceptedDomain`, {}).status).toBe(403)
  })
})

describe('what every organization has', () => {
  test.each([
    ['RemoteDomain', 'Default', { AutoReplyEnabled: false }],
    ['HostedContentFilterPolicy', 'Default', { SpamAction: 'Quarantine' }],
    ['HostedConnectionFilterPolicy', 'Default', { EnableSafeList: true }],
  ])('the %s %s stands from the beginning, is changed and not removed', (noun, Identity, change) => {
    const { send } = world()
    const [before] = send(`Get-${noun}`).json.value
    expect(send(`Set-${noun}`, { Identity, ...change }).status).toBe(200)
    const after = send(`Get-${noun}`).json.value
    expect(after).toHaveLength(1)
    expect(after[0]).toMatchObject({ ...change, Guid: before?.Guid })
    expect(send(`Remove-${noun}`, { Identity }).status).toBe(400)
    expect(send(`New-${noun}`, { Name: 'DEFAULT', DomainName: 'a.example' }).status).toBe(400)
  })

  test.each([
    ['TransportConfig', { JournalMessageExpirationDays: 8 }],
    ['TransportConfig', { MessageExpiration: '2.00:00:00' }],
    ['TransportConfig', { MaxRecipientEnvelopeLimit: '1001' }],
    ['TransportConfig', { JournalingReportNdrTo: 'nobody' }],
    ['TransportConfig', { Identity: 'x' }],
    ['OrganizationConfig', { ActivityBasedAuthenticationTimeoutInterval: '99' }],
    ['OrganizationConfig', { IsDehydrated: true }],
    ['RemoteDomain', { Identity: 'Default', LineWrapSize: '133' }],
    ['RemoteDomain', { Identity: 'Default', RequiredCharsetCoverage: 101 }],
    ['HostedContentFilterPolicy', { Identity: 'Default', SpamAction: 'Redirect' }],
    ['HostedContentFilterPolicy', { Identity: 'Default', BulkThreshold: 10 }],
    ['HostedContentFilterPolicy', { Identity: 'Default', AllowedSenders: ['x'] }],
  ])('Set-%s refuses what its documentation forbids, case %#', (noun, parameters) => {
    const { send, tenant } = world()
    expect(send(`Set-${noun}`, parameters).status).toBe(400)
    expect(tenant.position).toBe(0)
  })

  test('one of its kind is set without an Identity', () => {
    const { send } = world()
    expect(send('Set-OrganizationConfig', { RejectDirectSend: true, FocusedInboxOn: null }).status).toBe(200)
    expect(send('Get-OrganizationConfig').json.value[0]).toMatchObject({ RejectDirectSend: true })
    expect(send('Set-TransportConfig', { MaxRecipientEnvelopeLimit: 500 }).status).toBe(200)
    expect(send('Get-TransportConfig').json.value).toMatchObject([{ MaxRecipientEnvelopeLimit: '500' }])
  })

  test('a dehydrated organization refuses to make and set, and reads and removes', () => {
    const { send } = world({ dehydrated: true })
    const refused = [
      send('New-RemoteDomain', { Name: 'r', DomainName: 'a.example' }),
      send('Set-HostedContentFilterPolicy', { Identity: 'Default', BulkThreshold: 5 }),
      send('New-TransportRule', { Name: 'r', SetSCL: 5 }),
    ]
    expect(
      refused.map(errorText).filter((text) => text.includes('Enable-OrganizationCustomization')),
    ).toHaveLength(3)
    expect(send('Get-HostedContentFilterPolicy').status).toBe(200)
    expect(send('Enable-OrganizationCustomization').status).toBe(200)
    expect(send('New-TransportRule', { Name: 'r', SetSCL: 5 }).status).toBe(200)
  })
})

describe('connectors', () => {
  const inbound = { Name: 'c', SenderDomains: ['contoso.com'], ConnectorType: 'OnPremises' }

  test('a developer subscription gets no inbound connector', () => {
    const w = world()
    put(w, SERVICE_OFFERING, OFFERING_KEY, { inboundConnectors: 'refused' })
    const answer = w.send('New-InboundConnector', inbound)
    expect([answer.status, errorText(answer)]).toEqual([
      400,
      "For this service offering, you can't create an inbound connector.",
    ])
  })

  test('another offering gets them switched off, and is told so', () => {
    const w = world()
    put(w, SERVICE_OFFERING, OFFERING_KEY, { inboundConnectors: 'created disabled' })
    const made = w.send('New-InboundConnector', inbound)
    expect(made.json.value[0]?.Enabled).toBe(false)
    expect(made.json['@adminapi.warnings'][0]).toMatch(/is created in a disabled state/)
    const on = w.send('Set-InboundConnector', { Identity: 'c', Enabled: true })
    expect(on.json['@adminapi.warnings'][0]).toMatch(/can't enable an inbound connector/)
    expect(w.send('Get-InboundConnector').json.value[0]?.Enabled).toBe(false)
    expect(
      w.send('New-InboundConnector', { ...inbound, Name: 'p', ConnectorType: 'Partner' }).json.value[0]
        ?.Enabled,
    ).toBe(true)
  })

  test('a connector in use leaves its rule invalid where the offering says so', () => {
    const w = world()
    put(w, SERVICE_OFFERING, OFFERING_KEY, { connectorInUse: 'leaves rule invalid' })
    w.send('New-OutboundConnector', { Name: 'o', IsTransportRuleScoped: true })
    w.send('New-TransportRule', { Name: 'r', RouteMessageOutboundConnector: 'o' })
    expect(w.send('Remove-OutboundConnector', { Identity: 'o' }).status).toBe(200)
    expect(w.send('Get-TransportRule').json.value[0]).toMatchObject({
      IsValid: false,
      RouteMessageOutboundConnector: 'o',
    })
  })

  test('enhanced filtering skips ranges, and associated domains are accepted ones', () => {
    const { send } = world()
    const set = { EFSkipIPs: ['10.0.0.1-10.9.0.1', '10.0.0.0/8'], AssociatedAcceptedDomains: ['Contoso.com'] }
    expect(send('New-InboundConnector', { ...inbound, ...set }).status).toBe(200)
    expect(
      send('Set-InboundConnector', { Identity: 'c', AssociatedAcceptedDomains: ['other.example'] }).status,
    ).toBe(404)
  })

  test('a validation has one failed task for each host and recipient, and leaves the connector as it is', () => {
    const { send, tenant } = world()
    send('New-OutboundConnector', {
      Name: 'o',
      UseMXRecord: false,
      SmartHosts: ['a.example', 'b.example'],
      IsTransportRuleScoped: true,
    })
    const before = tenant.position
    const { json } = send('Validate-OutboundConnector', { Identity: 'o', Recipients: ['x@a.example'] })
    expect(json.value.map(({ TaskName, IsTaskSuccessful }) => [TaskName, IsTaskSuccessful])).toEqual([
      ['SMTP connectivity', false],
      ['SMTP connectivity', false],
      ['Send test email', false],
    ])
    expect(tenant.position).toBe(before)
    expect(send('Validate-OutboundConnector', { Identity: 'o', Recipients: ['x'] }).status).toBe(400)
    expect(send('Validate-OutboundConnector', { Identity: 'none', Recipients: ['x@a.example'] }).status).toBe(
      404,
    )
  })
})

describe('delays', () => {
  test('name kinds once, and mail never feels a change before the next server shows it', () => {
    expect(new Set(DELAYS.map(({ kind }) => kind)).size).toBe(DELAYS.length)
    expect(DELAYS.filter(({ shown, applied }) => shown > applied)).toEqual([])
    expect(exchangeLag()[0]).toEqual({ kind: 'TransportRule', reader: 'exchange', seconds: 60 })
  })

  test('a server knows no object of which it has not heard, and makes no second one', () => {
    const w = world({ lag: { rules: exchangeLag() } })
    const at = (seconds: number) => ({ at: START + seconds * 1000 })
    const made = { Name: 'o', IsTransportRuleScoped: true }
    w.send('New-OutboundConnector', made)
    const early = [
      w.send('Get-OutboundConnector', { Identity: 'o' }, at(10)),
      w.send('Set-OutboundConnector', { Identity: 'o', Comment: 'c' }, at(10)),
      w.send('Remove-OutboundConnector', { Identity: 'o' }, at(10)),
      w.send('New-TransportRule', { Name: 'r', RouteMessageOutboundConnector: 'o' }, at(10)),
    ]
    expect(early.map(({ status }) => status)).toEqual([404, 404, 404, 404])
    expect(w.send('Get-OutboundConnector', {}, at(10)).json.value).toEqual([])
    expect(errorText(w.send('New-OutboundConnector', made, at(10)))).toMatch(/already exists/)
    expect(w.tenant.position).toBe(1)
    const set = w.send('Set-OutboundConnector', { Identity: 'o', Comment: 'c' }, at(61))
    expect([set.status, w.send('Get-OutboundConnector', {}, at(62)).json.value[0]?.Comment]).toEqual([
      200,
      '',
    ])
    w.send('Set-OutboundConnector', { Identity: 'o', Enabled: false }, at(63))
    const last = w.send('Get-OutboundConnector', {}, at(200)).json.value[0]
    expect([last?.Comment, last?.Enabled]).toEqual(['c', false])
  })
})
