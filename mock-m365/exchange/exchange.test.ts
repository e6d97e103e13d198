import { describe, expect, test } from 'vitest'
import type { Entity } from '../base.ts'
import { type Claims, issueToken } from '../entra/tokens/tokens.ts'
import { EXCHANGE_APP_ID, roleTemplate } from '../entra/well-known.ts'
import type { Microsoft365 } from '../services.ts'
import { claimsOf, errorText, START, TENANT_ID, WIDS_MARKER, world } from './testing/world.ts'

/** What the contract needs to know of a noun that can be made and removed. */
interface Sample {
  readonly noun: string
  readonly create: Readonly<Record<string, unknown>>
  readonly change: Readonly<Record<string, unknown>>
  readonly named: (created: Entity) => Readonly<Record<string, unknown>>
  readonly badEnum: Readonly<Record<string, unknown>>
}

/** Enumerations that New- does not have. */
const SET_ONLY = { AllowedOOFType: true }

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
  {
    noun: 'RemoteDomain',
    create: { Name: 'Partner', DomainName: '*.fabrikam.com' },
    change: { AutoForwardEnabled: false, LineWrapSize: '76' },
    named: byName,
    badEnum: { AllowedOOFType: 'Maybe' },
  },
  {
    noun: 'HostedContentFilterPolicy',
    create: { Name: 'Strict ones', SpamAction: 'Quarantine', AllowedSenders: ['a@fabrikam.com'] },
    change: { BulkThreshold: 4 },
    named: byName,
    badEnum: { SpamAction: 'Maybe' },
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
    // Some nouns have a Default from the beginning.
    const rows = () => send(GET).json.value.filter(({ Name }) => Name !== 'Default')
    expect(rows()).toEqual([created])
    expect(send(SET, { ...named(created), ...change }).json.value).toEqual([])
    const [now] = rows()
    expect(now).toMatchObject(change)
    expect(Object.keys(now ?? {})).toEqual(Object.keys(created))
    const again = send(SET, { ...named(created), ...change })
    expect(again.json['@adminapi.warnings'][0]).toMatch(/no settings of '.+' have been modified/)
    expect(send(REMOVE, named(created)).json.value).toEqual([])
    expect(rows()).toEqual([])
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
    const bad = Object.keys(badEnum).some((name) => name in SET_ONLY)
      ? send(SET, { ...named({ Name: 'nothing' }), ...badEnum })
      : send(NEW, { ...create, ...badEnum })
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
  const tokenFor = (cloud: Microsoft365, changes: Partial<Claims>) =>
    issueToken(cloud.services.entra, claimsOf(changes))
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
    ['Security Administrator, who may not change rules', role('Security Administrator'), 200, 403],
    ['Compliance Administrator, by Compliance Management', role('Compliance Administrator'), 200, 200],
    ['Exchange Recipient Administrator', role('Exchange Recipient Administrator'), 403, 403],
    ['Helpdesk Administrator', role('Helpdesk Administrator'), 403, 403],
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

  test('a security reader reads rules and no connectors, a security administrator sets filters', () => {
    const { cloud, send } = world()
    const reader = tokenFor(cloud, role('Security Reader'))
    expect(send('Get-InboundConnector', {}, { token: reader }).status).toBe(403)
    const administrator = tokenFor(cloud, role('Security Administrator'))
    const filter = { Identity: 'Default', IPAllowList: ['203.0.113.9'] }
    const set = (token: string) => send('Set-HostedConnectionFilterPolicy', filter, { token }).status
    expect([set(reader), set(administrator)]).toEqual([403, 200])
  })

  test('a role that is given later is in no token that was issued before', () => {
    const { cloud, send } = world()
    const before = tokenFor(cloud, role())
    const after = tokenFor(cloud, role('Exchange Administrator'))
    const statuses = [before, after, before].map((token) => send('Get-TransportRule', {}, { token }).status)
    expect(statuses).toEqual([403, 200, 403])
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
    expect(at(`/AdminApi/Beta/${TENANT_ID.toUpperCase()}/invokecommand/`)).toBe(200)
    expect(at('/adminapi/beta/contoso.com/InvokeCommand')).toBe(200)
    expect(at('/adminapi/beta/fabrikam.com/InvokeCommand')).toBe(401)
    expect(at(`/adminapi/v1.0/${TENANT_ID}/InvokeCommand`)).toBe(405)
    expect(at(`/adminapi/beta/${TENANT_ID}/InvokeCommand`, 'GET')).toBe(405)
    expect(at(`/adminapi/beta/${TENANT_ID}/Mailbox`)).toBe(405)
    expect(at(`/adminapi/beta/${TENANT_ID}/InvokeCommand/more`)).toBe(404)
    expect(at(`/adminapi/beta/${TENANT_ID}/InvokeCommand('x')`)).toBe(404)
    expect(at(`/adminapi/beta/${TENANT_ID}/Nothing`)).toBe(404)
    expect(at('/adminapi/beta//InvokeCommand')).toBe(404)
    expect(at(`/adminapi/v3.0/${TENANT_ID}/InvokeCommand`)).toBe(404)
  })
})
