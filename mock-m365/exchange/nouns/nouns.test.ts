import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as objects from '../objects.ts'
import { errorText, GROUP, origin, POLICY_ID, type World, world } from '../testing/world.ts'
import { ACTION_PROPERTIES, CONDITION_PROPERTIES, RULE_PARAMETERS } from '../transport-rules/parameters.ts'
import { NOUNS } from './index.ts'

describe('allow lists', () => {
  const delta = (change: object) => ({
    Identity: 'Default',
    IPAllowList: { '@odata.type': '#Exchange.GenericHashTable', ...change },
  })
  const SET = 'Set-HostedConnectionFilterPolicy'
  const list = ({ tenant }: World) => tenant.get('HostedConnectionFilterPolicy', POLICY_ID)?.IPAllowList

  test('Add and Remove leave the customer entries alone, a plain list overwrites, null and empty lists clear', () => {
    const w = world()
    expect(w.send(SET, delta({ Add: ['203.0.113.0/28', '203.0.113.0/28'] })).status).toBe(200)
    expect(list(w)).toEqual(['198.51.100.7', '203.0.113.0/28'])
    expect(w.send(SET, delta({ add: '203.0.113.0/28' })).json['@adminapi.warnings']).toHaveLength(1)
    w.send(SET, delta({ Remove: ['203.0.113.0/28', '192.0.2.1'], Add: ['192.0.2.9'] }))
    expect(list(w)).toEqual(['198.51.100.7', '192.0.2.9'])
    w.send(SET, { Identity: 'Default', IPAllowList: ['192.0.2.1-192.0.2.99'] })
    expect(list(w)).toEqual(['192.0.2.1-192.0.2.99'])
    w.send(SET, { Identity: 'Default', IPAllowList: null })
    expect(list(w)).toEqual([])
    expect(w.send(SET, { Identity: 'default', IPAllowList: [] }).json['@adminapi.warnings']).toHaveLength(1)
  })

  test('what is no IPv4 address, small range or small block is refused, and so are too many', () => {
    const w = world()
    const refused = [
      '10.0.0.0/23',
      '10.0.0.0/33',
      '10.0.0.1-10.0.1.1',
      '10.0.0.9-10.0.0.1',
      '2001:db8::1',
      '256.0.0.1',
    ]
    for (const entry of refused) expect(w.send(SET, delta({ Add: [entry] })).status, entry).toBe(400)
    const many = Array.from({ length: 1273 }, (_, i) => `10.0.${i >> 8}.${i & 255}`)
    expect(w.send(SET, delta({ Add: many })).status).toBe(400)
    expect(w.send(SET, delta({ Add: many.slice(1) })).status).toBe(200)
    expect(w.send(SET, delta({ Insert: ['10.9.9.9'] })).status).toBe(400)
    expect(w.send(SET, { Identity: 'Default', IPAllowList: { Add: ['10.9.9.9'] } }).status).toBe(400)
  })

  test('a spoof pair of two stars is refused', () => {
    const pair = {
      Identity: 'Default',
      SpoofedUser: '*',
      SendingInfrastructure: '*',
      SpoofType: 'ext',
      Action: 'Allow',
    }
    expect(world().send('New-TenantAllowBlockListSpoofItems', pair).status).toBe(400)
  })

  test.each([
    ['1.2.3.4', 400],
    ['1.2.3.0/25', 400],
    ['1.2.3.0/24', 200],
    ['mail.example', 200],
  ])('a spoof pair by the infrastructure %s is answered with %i', (SendingInfrastructure, status) => {
    const pair = { Identity: 'Default', SpoofedUser: 'a.example', SpoofType: 'External', Action: 'Allow' }
    const { send } = world()
    expect(send('New-TenantAllowBlockListSpoofItems', { ...pair, SendingInfrastructure }).status).toBe(status)
  })
})

describe('connectors', () => {
  const inbound = { Name: 'c', SenderDomains: ['contoso.com'] }
  const outbound = { Name: 'c', RecipientDomains: ['contoso.com'] }

  test.each([
    ['New-InboundConnector', { ...inbound, SenderDomains: ['a.*.b'] }],
    ['New-InboundConnector', { ...inbound, SenderIPAddresses: ['10.0.0.1-10.0.0.9'] }],
    ['New-InboundConnector', { ...inbound, RestrictDomainsToIPAddresses: true }],
    ['New-InboundConnector', { ...inbound, RestrictDomainsToCertificate: true }],
    ['New-InboundConnector', { ...inbound, TlsSenderCertificateName: '*' }],
    ['New-InboundConnector', { ...inbound, TreatMessagesAsInternal: true }],
    ['New-InboundConnector', { ...inbound, Comment: 'x'.repeat(1025) }],
    ['New-InboundConnector', { ...inbound, Name: 'x'.repeat(65) }],
    ['New-InboundConnector', { ...inbound, RequireTls: 'perhaps' }],
    ['New-OutboundConnector', { ...outbound, UseMXRecord: false }],
    ['New-OutboundConnector', { ...outbound, SmartHosts: ['a.example.com'] }],
    ['New-OutboundConnector', { ...outbound, TlsDomain: 'a.example.com' }],
    ['New-OutboundConnector', { ...outbound, TlsSettings: 'DomainValidation', TlsDomain: '*' }],
    ['New-OutboundConnector', { ...outbound, RouteAllMessagesViaOnPremises: true }],
    ['New-OutboundConnector', { ...outbound, RecipientDomains: ['a.*.b'] }],
    ['New-OutboundConnector', { Name: 'c' }],
  ])('%s refuses what its documentation forbids, case %#', (cmdlet, parameters) => {
    const { send, tenant } = world()
    expect(send(cmdlet, parameters).status).toBe(400)
    expect(tenant.position).toBe(0)
  })

  test.each([
    [['*.org'], 200],
    [['*', '*.contoso.com'], 200],
    [['*.'], 400],
    [['*.1'], 400],
    [['org'], 400],
    [['*.*.org'], 400],
  ])('the recipient domains %j are answered with %i', (RecipientDomains, status) => {
    expect(world().send('New-OutboundConnector', { ...outbound, RecipientDomains }).status).toBe(status)
  })

  test('sender domains read back as address spaces, and are removed under either spelling', () => {
    const { send } = world()
    const [made] = send('New-InboundConnector', {
      ...inbound,
      SenderDomains: ['*', '*.contoso.com', 'Fabrikam.com'],
    }).json.value
    expect(made?.SenderDomains).toEqual(['smtp:*;1', 'smtp:*.contoso.com;1', 'smtp:Fabrikam.com;1'])
    send('Set-InboundConnector', {
      Identity: 'c',
      SenderDomains: { '@odata.type': '#Exchange.GenericHashTable', Remove: ['*', 'fabrikam.com'] },
    })
    expect(send('Get-InboundConnector', { Identity: made?.Guid }).json.value[0]?.SenderDomains).toEqual([
      'smtp:*.contoso.com;1',
    ])
  })

  test('a connector that a rule names stays, and its new name reaches the rule', () => {
    const { send, tenant } = world()
    expect(send('New-TransportRule', { Name: 'r', RouteMessageOutboundConnector: 'c' }).status).toBe(404)
    const [made] = send('New-OutboundConnector', { ...outbound }).json.value
    send('New-TransportRule', { Name: 'r', RouteMessageOutboundConnector: made?.Guid })
    expect(errorText(send('Remove-OutboundConnector', { Identity: 'c' }))).toMatch(/is being used by .*'r'/)
    send('Set-OutboundConnector', { Identity: 'c', Name: 'd' })
    const [rule] = send('Get-TransportRule').json.value
    expect(rule?.RouteMessageOutboundConnector).toBe('d')
    expect(rule?.Description).toContain("connector named 'd'")
    expect(tenant.changesSince().at(-1)).toMatchObject({ kind: 'TransportRule', cascade: true })
    send('Remove-TransportRule', { Identity: 'r' })
    expect(send('Remove-OutboundConnector', { Identity: 'd' }).status).toBe(200)
  })
})

describe('transport rules', () => {
  test('have 175 parameters and 200 properties, and the table of parameters fits the properties', () => {
    const cmdlet = NOUNS.flatMap(({ cmdlets }) => cmdlets).find(({ name }) => name === 'New-TransportRule')
    const names = new Set([...(cmdlet?.table.byName.values() ?? [])].map(({ name }) => name))
    const common = 12
    expect(names.size - common).toBe(175)
    const rule = objects.transportRule(origin(GROUP.id), { Name: 'r' })
    expect(Object.keys(rule)).toHaveLength(200)
    const kept = Object.entries(RULE_PARAMETERS).map(([name, { property }]) => property ?? name)
    expect(kept.filter((name) => !(name in rule))).toEqual([
      'Enabled',
      'Filter',
      'ExcludeConditionActionDetails',
    ])
    expect(CONDITION_PROPERTIES).toHaveLength(64)
    expect(ACTION_PROPERTIES.at(-1)).toBe('GenerateNotification')
  })

  test('describe themselves, name their classes and count their bytes as a real rule does', () => {
    const name = 'Sender is located outside the organization prepend "[External]"'
    const rule = objects.transportRule(origin(GROUP.id), {
      Name: name,
      FromScope: 'NotInOrganization',
      PrependSubject: '[External]',
    })
    expect(rule).toMatchObject({
      Description:
        "If the message:\r\n\tIs received from 'Outside the organization'\r\nTake the following actions:\r\n\tPrepend the subject with '[External]'\r\n",
      Conditions: ['Microsoft.Exchange.MessagingPolicies.Rules.Tasks.FromScopePredicate'],
      Exceptions: null,
      Actions: ['Microsoft.Exchange.MessagingPolicies.Rules.Tasks.PrependSubjectAction'],
      Size: 382,
    })
    expect(rule.DistinguishedName).toMatch(
      /^CN=Sender is .* prepend \\"\[External\]\\",CN=TransportVersioned,CN=Rules,/,
    )
  })

  test('keep recipients as primary addresses, whatever names them', () => {
    const { send } = world()
    for (const [i, name] of ['SALES@contoso.com', GROUP.id, 'sales', 'sales-unique'].entries()) {
      const [rule] = send('New-TransportRule', { Name: `r${i}`, FromMemberOf: [name], SetSCL: 5 }).json.value
      expect(rule?.FromMemberOf).toEqual(['sales@contoso.com'])
    }
    expect(send('New-TransportRule', { Name: 'x', FromMemberOf: ['nobody'] }).status).toBe(404)
    expect(send('New-TransportRule', { Name: 'x', FromMemberOf: ['ann@contoso.com'] }).status).toBe(404)
    const [copied] = send('New-TransportRule', { Name: 'x', CopyTo: 'u1', StopRuleProcessing: true }).json
      .value
    expect([copied?.CopyTo, copied?.StopRuleProcessing]).toEqual([['ann@contoso.com'], true])
  })

  test.each([
    { HeaderContainsMessageHeader: 'X-Loop' },
    { ExceptIfHeaderMatchesPatterns: ['a'] },
    { SetHeaderName: 'X-Loop' },
    { SetSCL: 10 },
    { SenderIpRanges: ['10.0.0.0/x'] },
    { RejectMessageReasonText: 'no', RejectMessageEnhancedStatusCode: '4.7.1' },
    { Comments: 'x'.repeat(1025) },
    { SubjectContainsWords: Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(100, 'x')) },
    { SubjectContainsWords: { '@odata.type': '#Exchange.GenericHashTable', Add: ['a'] } },
    { Priority: 1 },
    { Priority: -1 },
    { Mode: 'A' },
    { MessageContainsDataClassifications: JSON.parse(`${'[{"a":'.repeat(12)}1${'}]'.repeat(12)}`) },
  ])('refuse what their documentation forbids, case %#', (parameters) => {
    expect(world().send('New-TransportRule', { Name: 'r', ...parameters }).status).toBe(400)
  })

  test('are at most 300', () => {
    const { send } = world({ rules: 300 })
    expect(send('New-TransportRule', { Name: 'one more', SetSCL: 5 }).status).toBe(400)
    expect(send('Remove-TransportRule', { Identity: 'Own rule 7' }).status).toBe(200)
    expect(send('New-TransportRule', { Name: 'one more', SetSCL: 5 }).status).toBe(200)
  })

  test('are switched on and off', () => {
    const { send } = world()
    const [made] = send('New-TransportRule', { Name: 'r', Enabled: false, SetSCL: 5 }).json.value
    expect(made?.State).toBe('Disabled')
    send('Enable-TransportRule', { Identity: 'r', Mode: 'Audit' })
    expect(send('Get-TransportRule', { State: 'Enabled' }).json.value[0]).toMatchObject({ Mode: 'Audit' })
    send('Disable-TransportRule', { Identity: made?.Guid })
    expect(send('Get-TransportRule', { State: 'Enabled' }).json.value).toEqual([])
    expect(send('Set-TransportRule', { Identity: 'r', Enabled: true }).status).toBe(400)
  })

  test('have dense priorities whatever is made, moved and removed, and others keep their order', () => {
    const step = fc.record({
      verb: fc.constantFrom('New', 'Set', 'Remove'),
      rule: fc.nat(6),
      priority: fc.option(fc.integer({ min: -1, max: 7 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { send } = world({ rules: 3 })
        let expected = ['Own rule 0', 'Own rule 1', 'Own rule 2']
        for (const { verb, rule, priority } of steps) {
          const name = `Own rule ${rule}`
          const key = verb === 'New' ? { Name: name, SetSCL: 5 } : { Identity: name }
          const place = priority === undefined || verb === 'Remove' ? {} : { Priority: priority }
          if (send(`${verb}-TransportRule`, { ...key, ...place }).status !== 200) continue
          const at = priority ?? (verb === 'Set' ? expected.indexOf(name) : expected.length)
          expected = expected.filter((other) => other !== name)
          if (verb !== 'Remove') expected.splice(at, 0, name)
        }
        const rules = send('Get-TransportRule').json.value
        expect(rules.map(({ Name }) => Name)).toEqual(expected)
        expect(rules.map(({ Priority }) => Priority)).toEqual(expected.map((_, i) => i))
      }),
      { numRuns: 60 },
    )
  })
})

test('a connector in test mode is shown to who asks for those too', () => {
  const { send } = world()
  for (const [Name, TestMode] of [
    ['ordinary', false],
    ['tested', true],
  ] as const)
    send('New-OutboundConnector', { Name, TestMode, UseMXRecord: true, RecipientDomains: `${Name}.example` })
  const named = (asked: object) => send('Get-OutboundConnector', asked).json.value.map(({ Name }) => Name)
  expect(named({})).toEqual(['ordinary'])
  expect(named({ IncludeTestModeConnectors: true })).toEqual(['ordinary', 'tested'])
})
