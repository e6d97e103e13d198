import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Tenant } from '../tenant.ts'
import { exchangeObject, graphObject } from './powershell.ts'
import { ImportError, importScubaGear } from './scubagear.ts'

const REAL = new URL('../../../shared/data/scubagear/ProviderSettingsExport.json', import.meta.url)
const TENANT = '11111111-2222-4333-8444-555555555555'
const ADMIN = 'aaaaaaaa-2222-4333-8444-555555555555'
const APP = 'bbbbbbbb-2222-4333-8444-555555555555'
const EXCHANGE_ADMINISTRATOR = '29232cdf-9323-42fd-ade2-1d097af3e4de'
const guid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** As PowerShell writes it: lists of one unrolled, empty lists as null or [null], dates and versions as objects. */
const EXPORT = {
  tenant_id: TENANT.toUpperCase(),
  timestamp_zulu: '2026-05-04T17:15:48.307Z',
  tenant_details: {
    TenantId: TENANT,
    DisplayName: 'Contoso',
    AADAdditionalData: {
      CreatedDateTime: '/Date(1613679244000)/',
      DirectorySizeQuota: { Used: 1, Total: 2 },
    },
  },
  domain_settings: { Id: 'contoso.onmicrosoft.com', IsDefault: true, IsInitial: true, IsVerified: true },
  accepted_domains: [
    {
      Guid: guid(1),
      DomainName: 'contoso.onmicrosoft.com',
      DomainType: 'Authoritative',
      InitialDomain: true,
    },
    { Guid: guid(2), DomainName: 'Contoso.com', DomainType: 'Authoritative' },
    { Guid: guid(3), DomainName: 'mail.contoso.com', DomainType: 'InternalRelay' },
  ],
  transport_rule: [
    {
      Guid: guid(4).toUpperCase(),
      Name: 'Mark external',
      State: 'Enabled',
      WhenChanged: '/Date(1777676368123)/',
      RuleVersion: { Major: 14, Minor: 0, Build: 0, Revision: -1, MajorRevision: -1, MinorRevision: -1 },
      From: null,
      Odd: { Nested: ['/Date(0)/'] },
    },
  ],
  inbound_connectors: {
    Guid: guid(5),
    Name: 'In',
    ConnectorType: 'Partner',
    WhenCreatedUTC: '/Date(1777676368000)/',
  },
  outbound_connectors: [null],
  conn_filter: [{ Guid: guid(6), Name: 'Default', IPAllowList: ['192.0.2.1'] }],
  org_config: [{ Name: 'contoso.onmicrosoft.com', DisplayName: 'Contoso' }],
  privileged_users: {
    [ADMIN]: { DisplayName: 'Ada', roles: ['Exchange Administrator', 'Global Administrator', 'Janitor'] },
  },
  privileged_service_principals: { [APP]: { AppId: guid(7), DisplayName: 'Robot', roles: [] } },
  privileged_roles: [
    {
      DisplayName: 'Exchange Administrator',
      RoleTemplateId: EXCHANGE_ADMINISTRATOR,
      Assignments: [{ PrincipalId: ADMIN, DirectoryScopeId: '/' }, { PrincipalId: guid(9) }],
    },
  ],
}

const imported = (change: object = {}) =>
  importScubaGear(JSON.stringify({ ...EXPORT, ...change }), 'export.json')

function problemOf(text: string): string {
  try {
    importScubaGear(text, 'export.json')
  } catch (error) {
    if (error instanceof ImportError) return error.message
    throw error
  }
  return 'accepted'
}

describe('a small export', () => {
  const { tenantId, displayName, base, domains, notes } = imported()
  const tenant = new Tenant(tenantId, base)

  test('names the tenant and its domains', () => {
    expect([tenantId, displayName]).toEqual([TENANT, 'Contoso'])
    expect(domains).toEqual(['contoso.onmicrosoft.com', 'contoso.com', 'mail.contoso.com'])
    expect(tenant.get('organization', TENANT)).toEqual({
      id: TENANT,
      displayName: 'Contoso',
      createdDateTime: '2021-02-18T20:14:04Z',
      directorySizeQuota: { used: 1, total: 2 },
    })
    expect(tenant.get('domains', 'contoso.com')).toMatchObject({
      isVerified: true,
      isRoot: true,
      isInitial: false,
    })
    expect(tenant.get('domains', 'mail.contoso.com')).toMatchObject({ isRoot: false })
  })

  test('keeps Exchange objects as they are, in order, but for dates and versions', () => {
    const rule = tenant.get('TransportRule', guid(4))
    expect(JSON.stringify(rule)).toBe(
      JSON.stringify({
        ...EXPORT.transport_rule[0],
        WhenChanged: '2026-05-01T22:59:28.1230000+00:00',
        RuleVersion: '14.0.0',
        Odd: { Nested: ['1970-01-01T00:00:00.0000000+00:00'] },
      }),
    )
    expect(tenant.get('InboundConnector', guid(5))?.WhenCreatedUTC).toBe('2026-05-01T22:59:28.0000000Z')
    expect(tenant.list('OutboundConnector')).toEqual([])
    expect(tenant.list('HostedConnectionFilterPolicy')).toEqual(EXPORT.conn_filter)
    expect(tenant.get('OrganizationConfig', 'contoso.onmicrosoft.com')).toEqual(EXPORT.org_config[0])
  })

  test('has the principals and the roles that they hold', () => {
    expect(tenant.list('users')).toMatchObject([
      { id: ADMIN, displayName: 'Ada', userPrincipalName: `${ADMIN}@contoso.onmicrosoft.com` },
    ])
    const names = tenant.list('servicePrincipals').map((one) => one.displayName)
    expect(names[0]).toBe('Microsoft Graph')
    expect(names.at(-1)).toBe('Robot')
    const roles = tenant.find('roleAssignments', 'principalId', ADMIN)
    expect(roles.map((one) => one.roleDefinitionId)).toEqual([
      EXCHANGE_ADMINISTRATOR,
      '62e90394-69f5-4237-9190-012177145e10',
    ])
    expect(roles[0]).toMatchObject({ directoryScopeId: '/', id: expect.stringMatching(/-1$/) })
  })

  test('says what it does not know', () => {
    expect(notes.join('\n')).toContain('1 name principals that are not in the export')
    expect(notes.join('\n')).toContain('1 are known by role name alone')
    expect(notes.join('\n')).toContain(
      'privileged_users.aaaaaaaa-2222-4333-8444-555555555555.roles[2]: "Janitor"',
    )
  })

  test('may begin with a byte order mark', () => {
    expect(importScubaGear(`\ufeff${JSON.stringify(EXPORT)}`, 'export.json').tenantId).toBe(TENANT)
  })

  test.each([
    ['tenant_details', { tenant_details: [] }],
    ['tenant_details', { tenant_details: undefined }],
    ['tenant_details[0].DisplayName', { tenant_details: [{ TenantId: TENANT }] }],
  ])('says that the tenant is called by its id where %s is not there', (place, change) => {
    const bare = imported(change)
    expect(bare.displayName).toBe(TENANT)
    expect(bare.notes).toContain(`${place} is not in the export: the tenant is called by its id, ${TENANT}.`)
  })

  test('may lack every section but the tenant', () => {
    const bare = importScubaGear(JSON.stringify({ tenant_id: TENANT }), 'export.json')
    expect(bare.domains).toEqual([])
    expect(bare.notes).toContain('transport_rule is not in the export: the tenant has no TransportRule.')
  })
})

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

describe('a file that is wrong', () => {
  const rule = EXPORT.transport_rule[0]
  const table: readonly (readonly [string, string, string])[] = [
    ['empty', '', 'export.json: line 1, column 1: the file is empty; export it again, or mend it there'],
    ['cut off', '{\n "tenant_id": "x",\n', 'line 3, column 1'],
    ['broken', '{\n "a": 1,\n "b": oops }', 'line 3, column 7'],
    ['a list', '[]', 'export.json: expected an object, found a list'],
    [
      'another JSON',
      '{"a":1}',
      'tenant_id: expected a ScubaGear ProviderSettingsExport.json, which has a tenant_id, found nothing',
    ],
    [
      'a tenant id that is no GUID',
      '{"tenant_id":"contoso"}',
      'tenant_id: expected a GUID, found text "contoso"',
    ],
    [
      'a rule that is text',
      with_({ transport_rule: ['rule'] }),
      'transport_rule[0]: expected an object, found text "rule"',
    ],
    [
      'rules that are a number',
      with_({ transport_rule: 5 }),
      'transport_rule: expected a list, found number',
    ],
    [
      'a name that is a number',
      with_({ transport_rule: [{ ...rule, Name: 7 }] }),
      'transport_rule[0].Name: expected text, found number',
    ],
    [
      'no Guid',
      with_({ inbound_connectors: [{ Name: 'a', ConnectorType: 'Partner' }] }),
      'inbound_connectors[0].Guid: expected text, found nothing',
    ],
    [
      'one Guid twice',
      with_({ transport_rule: [rule, rule] }),
      'transport_rule[1].Guid: expected a Guid that no other entry has',
    ],
    [
      'a user key that is no id',
      with_({ privileged_users: { ada: {} } }),
      'privileged_users.ada: expected an object id (a GUID)',
    ],
    [
      'a role that is a number',
      with_({ privileged_users: { [ADMIN]: { roles: [1] } } }),
      `privileged_users.${ADMIN}.roles[0]: expected text, found number`,
    ],
    [
      'a switch that is text',
      with_({ domain_settings: [{ Id: 'a.b', IsVerified: 'yes' }] }),
      'domain_settings[0].IsVerified: expected true or false, found text "yes"',
    ],
    [
      'a property called __proto__',
      '{"tenant_id":"x","a":{"__proto__":{"b":1}}}',
      'a: a property may not be called __proto__',
    ],
    ['too deep', `{"tenant_id":"${TENANT}","a":${deep(64)}}`, 'nested deeper than 64 levels'],
    ['absurdly deep', `{"a":${deep(200_000)}}`, 'nested deeper than 64 levels'],
    ['too many objects', `{"a":[${'{},'.repeat(100_000)}{}]}`, 'more than 100000 objects'],
    ['too large', ' '.repeat(64 * 1024 * 1024 + 1), 'larger than 64 MiB'],
  ]
  test.each(table)('%s is refused with its place and the mend', (_name, text, problem) => {
    expect(problemOf(text)).toContain(problem)
  })
  test('depth of 63 below the root is read', () => {
    expect(problemOf(`{"tenant_id":"${TENANT}","a":${deep(63)}}`)).toBe('accepted')
  })
})

function with_(change: object): string {
  return JSON.stringify({ ...EXPORT, ...change })
}

test('values that only look like dates or versions stay as they are', () => {
  const odd = [
    '/Date(999999999999999)/',
    '/Date(x)/',
    { Major: 1 },
    { Major: '1', Minor: 0, Build: 0, Revision: 0, MajorRevision: 0 },
  ]
  expect(exchangeObject(odd)).toEqual(odd)
  expect(graphObject({ Aa: '/Date(-1000+0200)/' })).toEqual({ aa: '1969-12-31T23:59:59Z' })
})

const real = existsSync(REAL) ? test : test.skip
real('the published export of a real tenant is imported (skipped where the file is absent)', () => {
  const { base, domains, notes } = importScubaGear(readFileSync(REAL, 'utf8'), 'ProviderSettingsExport.json')
  const counts = Object.fromEntries([...base.kinds()].map((kind) => [kind, base.of(kind).size]))
  expect(counts).toEqual({
    organization: 1,
    domains: 7,
    users: 3,
    servicePrincipals: 20,
    oauth2PermissionGrants: 2,
    roleAssignments: 16,
    AcceptedDomain: 7,
    TransportRule: 1,
    InboundConnector: 1,
    OutboundConnector: 0,
    HostedConnectionFilterPolicy: 1,
    OrganizationConfig: 1,
    RemoteDomain: 1,
    TransportConfig: 1,
    AntiPhishPolicy: 3,
    EOPProtectionPolicyRule: 2,
    ATPProtectionPolicyRule: 2,
    AtpPolicyForO365: 1,
    AdminAuditLogConfig: 1,
    DkimSigningConfig: 2,
    SharingPolicy: 1,
    OrganizationRelationship: 3,
    IntraOrganizationConnector: 0,
  })
  expect(domains).toHaveLength(7)
  expect(notes).toHaveLength(4)
  expect(JSON.stringify([...base.of('TransportRule').values()])).toContain('"RuleVersion":"14.0.0.0"')
  expect(JSON.stringify([...base.kinds()].map((kind) => [...base.of(kind).values()]))).not.toContain('/Date(')
})
