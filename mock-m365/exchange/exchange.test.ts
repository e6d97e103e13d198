import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Base, type Entity } from '../base.ts'
import { Cloud } from '../cloud.ts'
import { type Claims, issueToken } from '../entra/tokens.ts'
import { EXCHANGE_APP_ID, roleTemplate } from '../entra/well-known.ts'
import { seededIds } from '../seeded-ids.ts'
import { Tenant } from '../tenant.ts'
import { virtualClock } from '../virtual-clock.ts'
import type { Answer, Arrival } from '../wire.ts'
import { NOUNS } from './nouns/index.ts'
import * as objects from './objects.ts'
import { exchange } from './server.ts'
import { ACTION_PROPERTIES, CONDITION_PROPERTIES, RULE_PARAMETERS } from './transport-rules/parameters.ts'

const START = Date.parse('2026-03-02T10:00:00Z')
const TENANT_ID = '11111111-1111-4111-8111-111111111111'
/** In every token's wids, a role of nobody. */
const WIDS_MARKER = '0997a1d0-0d1d-4acb-b408-d5ca73121e90'
const ORGANIZATION = 'contoso.onmicrosoft.com'
const POLICY_ID = '00000000-0000-4000-8000-0000000000f1'
const GROUP = {
  id: '00000000-0000-4000-8000-0000000000a1',
  mail: 'sales@contoso.com',
  displayName: 'Sales',
  uniqueName: 'sales-unique',
}

const origin = (guid: string) => ({ organization: ORGANIZATION, guid, at: START - 86_400_000 })

interface World {
  readonly cloud: Cloud
  readonly tenant: Tenant
  readonly send: (
    cmdlet: string,
    parameters?: object,
    more?: Partial<Arrival> & { readonly token?: string },
  ) => Reply
}

interface Reply {
  readonly status: number
  readonly headers: Answer['headers']
  readonly text: string
  readonly json: {
    readonly value: readonly Entity[]
    readonly '@adminapi.warnings': readonly string[]
    readonly '@odata.nextLink'?: string
    readonly '@adminapi.confirmationmessage'?: string
    readonly error: {
      readonly code: string
      readonly message: string
      readonly details?: readonly { readonly message: string }[]
      readonly innererror: { readonly internalexception: { readonly message: string; readonly type: string } }
    }
  }
}

const claimsOf = (changes: Partial<Claims> = {}): Claims => ({
  aud: 'https://outlook.office365.com',
  iss: `https://sts.windows.net/${TENANT_ID}/`,
  iat: START / 1000,
  nbf: START / 1000,
  exp: START / 1000 + 3600,
  appid: '22222222-2222-4222-8222-222222222222',
  app_displayname: 'Trend Micro Cloud App Security',
  idtyp: 'app',
  oid: '33333333-3333-4333-8333-333333333333',
  tid: TENANT_ID,
  roles: ['Exchange.ManageAsApp'],
  wids: [WIDS_MARKER, roleTemplate('Exchange Administrator')],
  ...changes,
})

function world({ dehydrated = false, rules = 0 } = {}): World {
  const domain = { id: 'contoso.com', isVerified: true }
  const organization = objects.organizationConfig(origin('00000000-0000-4000-8000-0000000000f0'), {
    IsDehydrated: dehydrated,
  })
  const policy = objects.hostedConnectionFilterPolicy(origin(POLICY_ID), { IPAllowList: ['198.51.100.7'] })
  const accepted = objects.acceptedDomain(origin('00000000-0000-4000-8000-0000000000f2'), {
    DomainName: 'contoso.com',
    Default: true,
  })
  const own = Array.from({ length: rules }, (_, Priority) => {
    const guid = `00000000-0000-4000-9000-${String(Priority).padStart(12, '0')}`
    return [
      guid,
      objects.transportRule(origin(guid), { Name: `Own rule ${Priority}`, Priority, SetSCL: '5' }),
    ] as const
  })
  const base = new Base([
    ['domains', new Map([[domain.id, domain]])],
    ['groups', new Map([[GROUP.id, GROUP]])],
    ['users', new Map([['u1', { id: 'u1', userPrincipalName: 'ann@contoso.com', mail: 'ann@contoso.com' }]])],
    ['OrganizationConfig', new Map([[String(organization.Guid), organization]])],
    ['HostedConnectionFilterPolicy', new Map([[POLICY_ID, policy]])],
    ['AcceptedDomain', new Map([[String(accepted.Guid), accepted]])],
    ['TransportRule', new Map(own)],
  ])
  const tenant = new Tenant(TENANT_ID, base)
  const cloud = new Cloud({ clock: virtualClock(START), ids: seededIds('exchange'), tenants: [tenant] })
  const usual = issueToken(cloud, claimsOf())
  const send: World['send'] = (cmdlet, parameters = {}, { token = usual, headers, ...more } = {}) => {
    const arrival: Arrival = {
      method: 'POST',
      host: 'outlook.office365.com',
      origin: 'https://outlook.office365.com',
      path: `/adminapi/beta/${TENANT_ID}/InvokeCommand`,
      query: '',
      headers: { authorization: `Bearer ${token}`, ...headers },
      body: JSON.stringify({ CmdletInput: { CmdletName: cmdlet, Parameters: parameters } }),
      at: START,
      ...more,
    }
    return replyOf(exchange.resolve(arrival, cloud).run())
  }
  return { cloud, tenant, send }
}

function replyOf({ status, headers, body }: Answer): Reply {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1')
  return { status, headers, text, json: text.startsWith('{') ? JSON.parse(text) : undefined }
}

const errorText = ({ json }: Reply): string => json.error.innererror.internalexception.message

/** What the contract needs to know of a noun that can be made and removed. */
interface Sample {
  readonly noun: string
  readonly create: Readonly<Record<string, unknown>>
  readonly change: Readonly<Record<string, unknown>>
  readonly named: (created: Entity) => Readonly<Record<string, unknown>>
  readonly badEnum: Readonly<Record<string, unknown>>
}

const byName = ({ Name }: Entity) => ({ Identity: Name })

const SAMPLES: readonly Sample[] = [
  {
    noun: 'TransportRule',
    create: { Name: 'Route', SentToMemberOf: 'Sales', SetSCL: -1 },
    change: { Comments: 'changed' },
    named: byName,
    badEnum: { Mode: 'Maybe' },
  },
  {
    noun: 'InboundConnector',
    create: {
      Name: 'In',
      SenderDomains: '*',
      SenderIPAddresses: ['203.0.113.0/28'],
      ConnectorType: 'OnPremises',
    },
    change: { Comment: 'changed' },
    named: byName,
    badEnum: { ConnectorType: 'Maybe' },
  },
  {
    noun: 'OutboundConnector',
    create: {
      Name: 'Out',
      UseMXRecord: false,
      SmartHosts: ['relay.example.net'],
      IsTransportRuleScoped: true,
    },
    change: { Comment: 'changed' },
    named: byName,
    badEnum: { TlsSettings: 'Maybe' },
  },
  {
    noun: 'TenantAllowBlockListSpoofItems',
    create: {
      Identity: 'Default',
      SpoofedUser: '*',
      SendingInfrastructure: 'inpost.example.net',
      SpoofType: 'External',
      Action: 'Allow',
    },
    change: { Action: 'Block' },
    named: ({ Identity }) => ({ Identity: 'Default', Ids: [Identity] }),
    badEnum: { SpoofType: 'Maybe' },
  },
]

describe.each(SAMPLES)('$noun', ({ noun, create, change, named, badEnum }) => {
  const [GET, NEW, SET, REMOVE] = ['Get', 'New', 'Set', 'Remove'].map((verb) => `${verb}-${noun}`) as [
    string,
    string,
    string,
    string,
  ]

  test('what is made can be read, changed and removed, and each step is one entry of the log', () => {
    const { send, tenant } = world()
    const made = send(NEW, create)
    expect(made.status, made.text).toBe(200)
    const [created = {}] = made.json.value
    expect(send(GET).json.value).toEqual([created])
    expect(send(SET, { ...named(created), ...change }).json.value).toEqual([])
    const [now] = send(GET).json.value
    expect(now).toMatchObject(change)
    expect(Object.keys(now ?? {})).toEqual(Object.keys(created))
    const again = send(SET, { ...named(created), ...change })
    expect(again.json['@adminapi.warnings'][0]).toMatch(/no settings of '.+' have been modified/)
    expect(send(REMOVE, named(created)).json.value).toEqual([])
    expect(send(GET).json.value).toEqual([])
    const log = tenant.changesSince()
    expect(log.map(({ call }) => call)).toEqual([NEW, SET, REMOVE])
    expect(log[0]?.actor).toEqual({
      type: 'application',
      id: claimsOf().oid,
      displayName: 'Trend Micro Cloud App Security',
    })
  })

  test('a second one of the same name already exists', () => {
    const { send, tenant } = world()
    send(NEW, create)
    const again = send(NEW, create)
    expect(again.status).toBe(400)
    expect(errorText(again)).toMatch(/already exists/)
    expect(again.json.error.message).toBe('Error executing cmdlet')
    expect(tenant.position).toBe(1)
  })

  test('what is not there is not found', () => {
    const { send } = world()
    const unknown = named({ Name: 'nothing', Identity: 'nothing' })
    for (const answer of [send(SET, { ...unknown, ...change }), send(REMOVE, unknown)]) {
      expect(answer.status).toBe(404)
      expect(answer.headers['x-ExceptionType']).toBe('ManagementObjectNotFoundException')
      expect(answer.json.error.details?.[0]?.message).toMatch(
        /^Ex6F9304\|Microsoft\.Exchange\.Configuration\.Tasks\.ManagementObjectNotFoundException\|The operation couldn't be performed because object 'nothing' couldn't be found on '/,
      )
    }
  })

  test('mandatory parameters are asked for, unknown ones and bad enumerators refused, and nothing is written', () => {
    const { send, tenant } = world()
    const missing = send(NEW, {})
    expect([missing.status, errorText(missing)]).toEqual([
      400,
      'Parameter set cannot be resolved using the specified named parameters.',
    ])
    const unknown = send(NEW, { ...create, Colour: 'red' })
    expect(errorText(unknown)).toBe(`${errorText(missing)} Invalid cmdlet parameters specified. Colour`)
    expect(unknown.json.error.details?.[0]?.message).toMatch(
      /^\|.+AmbiguousParameterSetException\|Parameter set/,
    )
    expect(errorText(send(NEW, { ...create, confirm: false, Confirm: false }))).toBe(errorText(missing))
    expect(unknown.headers['x-ExceptionType']).toBe('AmbiguousParameterSetException')
    const bad = send(NEW, { ...create, ...badEnum })
    expect([bad.status, bad.json.error.details]).toEqual([400, undefined])
    expect(errorText(bad)).toMatch(/Unable to match the identifier name Maybe to a valid enumerator name/)
    expect(tenant.position).toBe(0)
  })

  test('names are compared without regard to case, and common parameters change nothing', () => {
    const { send, tenant } = world()
    const lower = Object.fromEntries(
      Object.entries(create).map(([name, value]) => [name.toLowerCase(), value]),
    )
    expect(send(NEW.toUpperCase(), { ...lower, WhatIf: true, ErrorAction: 'Stop' }).json.value).toEqual([])
    const asked = send(NEW, { ...create, Confirm: true })
    expect(asked.json['@adminapi.confirmationmessage']).toContain(NEW)
    expect(tenant.position).toBe(0)
    expect(send(NEW.toLowerCase(), { ...lower, Confirm: false, Verbose: false }).status).toBe(200)
    expect(tenant.position).toBe(1)
  })

  test('a dehydrated organization refuses it until it is customized', () => {
    const { send } = world({ dehydrated: true })
    const early = send(NEW, create)
    expect([early.status, errorText(early)]).toEqual([
      400,
      expect.stringContaining('you first need to run the command: Enable-OrganizationCustomization.'),
    ])
    expect(send('Enable-OrganizationCustomization').status).toBe(200)
    expect(errorText(send('Enable-OrganizationCustomization'))).toMatch(/already enabled for customization/)
    expect(send(NEW, create).status).toBe(200)
  })
})

describe('authorization', () => {
  const tokenFor = (cloud: Cloud, changes: Partial<Claims>) => issueToken(cloud, claimsOf(changes))
  const role = (...names: string[]) => ({ wids: [WIDS_MARKER, ...names.map(roleTemplate)] })
  const rule = { Name: 'r', SetSCL: 5 }

  test.each([
    ['no application permission', { roles: [] }, 401, 401],
    ['the sibling permission of another version', { roles: ['Exchange.ManageAsAppV2'] }, 401, 401],
    ['no directory role', role(), 403, 403],
    ['a role of another service', role('User Administrator'), 403, 403],
    ['Global Reader', role('Global Reader'), 200, 403],
    ['Security Reader', role('Security Reader'), 200, 403],
    ['Exchange Administrator', role('Exchange Administrator'), 200, 200],
    ['Global Administrator', role('Global Administrator'), 200, 200],
    ['another audience', { aud: 'https://graph.microsoft.com' }, 401, 401],
    ['the audience as an application id', { aud: EXCHANGE_APP_ID }, 200, 200],
    ['the audience with a slash', { aud: 'https://outlook.office.com/' }, 200, 200],
    ['another tenant', { tid: '99999999-9999-4999-8999-999999999999' }, 401, 401],
    ['an expired token', { exp: START / 1000 }, 401, 401],
    ['a user', { idtyp: 'user', scp: 'openid Exchange.Manage', roles: [] }, 200, 200],
    ['a user without the scope', { idtyp: 'user', scp: 'openid', roles: ['Exchange.ManageAsApp'] }, 401, 401],
  ] as [string, Partial<Claims>, number, number][])('%s', (_name, changes, read, write) => {
    const { cloud, send } = world()
    const token = tokenFor(cloud, changes)
    expect([
      send('Get-TransportRule', {}, { token }).status,
      send('New-TransportRule', rule, { token }).status,
    ]).toEqual([read, write])
  })

  test('a security reader reads rules and no connectors', () => {
    const { cloud, send } = world()
    const token = tokenFor(cloud, role('Security Reader'))
    expect(send('Get-InboundConnector', {}, { token }).status).toBe(403)
  })

  test('refusals look as they do: a challenge without body, and NUL bytes', () => {
    const { cloud, send } = world()
    const wrong = send('Get-TransportRule', {}, { token: tokenFor(cloud, { aud: 'x' }) })
    expect(wrong.headers['WWW-Authenticate']).toContain(`client_id="${EXCHANGE_APP_ID}"`)
    expect(wrong.headers['x-ms-diagnostics']).toMatch(/^2000003;reason="The audience/)
    expect(wrong.text).toBe('')
    expect(send('Get-TransportRule', {}, { token: 'nonsense' }).status).toBe(401)
    const unknown = send('Get-Weather')
    expect([unknown.status, unknown.text]).toEqual([403, '\0'.repeat(470)])
  })

  test('the tenant is named by id or verified domain, with POST and beta alone', () => {
    const { send } = world()
    const at = (path: string, method = 'POST') => send('Get-AcceptedDomain', {}, { path, method }).status
    expect(at('/adminapi/beta/contoso.com/InvokeCommand')).toBe(200)
    expect(at('/adminapi/beta/fabrikam.com/InvokeCommand')).toBe(401)
    expect(at(`/adminapi/v1.0/${TENANT_ID}/InvokeCommand`)).toBe(405)
    expect(at(`/adminapi/beta/${TENANT_ID}/InvokeCommand`, 'GET')).toBe(405)
    expect(at(`/adminapi/beta/${TENANT_ID}/Mailbox`)).toBe(404)
  })
})

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
    expect(kept.filter((name) => !(name in rule))).toEqual(['Enabled'])
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

describe('the wire', () => {
  test('types are annotated before the properties that bear them', () => {
    const { text } = world({ rules: 1 }).send('Get-TransportRule')
    expect(text).toContain('"Priority@data.type":"System.Int32","Priority":0,')
    expect(text).toContain('"Guid@data.type":"System.Guid","Guid@odata.type":"#Guid","Guid":"')
    expect(text).toContain('"Actions@odata.type":"#Collection(String)","Actions":[')
    expect(text).toContain(
      '"WhenChanged@data.type":"System.DateTime","WhenChanged":"2026-03-01T10:00:00.0000000+00:00"',
    )
    expect(text).toContain('"From":null,')
  })

  test('$select projects, and pages follow one another until their token is stale', () => {
    const w = world({ rules: 5 })
    const headers = { prefer: 'odata.maxpagesize=2' }
    const names: unknown[] = []
    let query = '$select=name,Priority'
    for (let page = 0; page < 3; page++) {
      const { json } = w.send('Get-TransportRule', {}, { headers, query })
      names.push(...json.value.map(({ Name }) => Name))
      expect(Object.keys(json.value[0] ?? {})).toEqual(['Priority@data.type', 'Priority', 'Name'])
      if (page === 0) w.send('Remove-TransportRule', { Identity: 'Own rule 4' })
      const next = json['@odata.nextLink']
      expect(next === undefined).toBe(page === 2)
      if (next) query = new URL(next).search.slice(1)
    }
    expect(names).toEqual([0, 1, 2, 3, 4].map((i) => `Own rule ${i}`))
    const late = w.send('Get-TransportRule', {}, { headers, query, at: START + 30 * 60_000 })
    expect([late.status, errorText(late)]).toEqual([400, expect.stringContaining('pagination request')])
    expect(w.send('Get-TransportRule', { State: 'Enabled' }, { headers, query }).status).toBe(400)
    expect(w.send('Get-TransportRule', {}, { query: '$skiptoken=zzz' }).status).toBe(400)
  })

  test('more objects than ResultSize are cut off, with a warning', () => {
    const { send } = world({ rules: 5 })
    const { json } = send('Get-TransportRule', { ResultSize: 2 })
    expect([json.value.length, json['@adminapi.warnings'].length]).toEqual([2, 1])
    expect(send('Get-TransportRule', { ResultSize: 'Unlimited' }).json.value).toHaveLength(5)
    expect(send('Get-HostedConnectionFilterPolicy', { ResultSize: 2 }).status).toBe(400)
  })

  test('too many requests are told when to come back', () => {
    const { status, headers } = exchange.throttled({} as Arrival, 17, 'r')
    expect([status, headers['Retry-After']]).toEqual([429, '17'])
  })

  test('any body gets an answer of the service, and what it refuses writes nothing', () => {
    const cmdlets = NOUNS.flatMap((noun) => noun.cmdlets)
    const names = cmdlets.flatMap(({ table }) => [...table.byName.keys()])
    const parameters = fc.dictionary(
      fc.oneof(fc.constantFrom(...names, '__proto__', 'constructor', '@odata.type'), fc.string()),
      fc.jsonValue({ maxDepth: 4 }),
      { maxKeys: 6 },
    )
    const command = fc.record({
      CmdletName: fc.constantFrom(...cmdlets.map(({ name }) => name)),
      Parameters: parameters,
    })
    const body = fc.oneof(
      command.map((CmdletInput) => JSON.stringify({ CmdletInput })),
      fc.json(),
      fc.string(),
    )
    fc.assert(
      fc.property(body, fc.string(), fc.string(), (sent, query, prefer) => {
        const { send, tenant } = world({ rules: 1 })
        const { status } = send('', {}, { body: sent, query, headers: { prefer } })
        expect([200, 400, 403, 404]).toContain(status)
        if (status !== 200) expect(tenant.position).toBe(0)
      }),
      { numRuns: 500 },
    )
    const { send } = world()
    expect(send('', {}, { body: `${'['.repeat(200_000)}${']'.repeat(200_000)}` }).status).toBe(400)
    expect(send('', {}, { body: ' '.repeat(1024 * 1024 + 1) }).status).toBe(413)
    expect(
      send(
        '',
        {},
        { body: '{"CmdletInput":{"CmdletName":"Get-TransportRule","Parameters":{"__proto__":1}}}' },
      ).status,
    ).toBe(400)
  })
})
