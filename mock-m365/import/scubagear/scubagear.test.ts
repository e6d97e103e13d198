import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Tenant } from '../../tenant.ts'
import { importTenant } from '../index.ts'
import { exchangeObject, graphObject } from '../powershell.ts'
import { ADMIN, EXCHANGE_ADMINISTRATOR, EXPORT, guid, imported, TENANT } from '../testing/scubagear-export.ts'

const REAL = new URL('../../../../shared/data/scubagear/ProviderSettingsExport.json', import.meta.url)
describe('a small export', () => {
  const { tenantId, displayName, base, domains, notes } = imported()
  const tenant = new Tenant(tenantId, base)

  test('names the tenant and its domains', () => {
    expect([tenantId, displayName]).toEqual([TENANT, 'Contoso'])
    expect(domains).toEqual(['contoso.onmicrosoft.com', 'contoso.com', 'mail.contoso.com'])
    expect(tenant.get('organization', TENANT)).toMatchObject({
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
    expect(importTenant(`\ufeff${JSON.stringify(EXPORT)}`, 'export.json').tenantId).toBe(TENANT)
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
    const bare = importTenant(JSON.stringify({ tenant_id: TENANT }), 'export.json')
    expect(bare.domains).toEqual([])
    expect(bare.notes.join('\n')).toMatch(/so that the tenant has none: .*TransportRule \(transport_rule\)/)
    expect(bare.notes.join('\n')).toMatch(
      /what every tenant has: HostedConnectionFilterPolicy \(conn_filter\)/,
    )
  })
})

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
  const { base, domains, notes } = importTenant(readFileSync(REAL, 'utf8'), 'ProviderSettingsExport.json')
  const counts = Object.fromEntries([...base.kinds()].map((kind) => [kind, base.of(kind).size]))
  expect(counts).toEqual({
    organization: 1,
    domains: 7,
    users: 3,
    servicePrincipals: 21,
    oauth2PermissionGrants: 2,
    roleAssignments: 16,
    subscribedSkus: 2,
    AcceptedDomain: 7,
    TransportRule: 1,
    InboundConnector: 1,
    OutboundConnector: 0,
    HostedConnectionFilterPolicy: 1,
    OrganizationConfig: 1,
    RemoteDomain: 1,
    TransportConfig: 1,
    AntiPhishPolicy: 3,
    AntiPhishRule: 0,
    HostedContentFilterPolicy: 0,
    HostedContentFilterRule: 0,
    MalwareFilterPolicy: 0,
    MalwareFilterRule: 0,
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
  expect(notes.join('\n')).toContain('conditional_access_policies (7)')
  expect(JSON.stringify([...base.of('TransportRule').values()])).toContain('"RuleVersion":"14.0.0.0"')
  expect(JSON.stringify([...base.kinds()].map((kind) => [...base.of(kind).values()]))).not.toContain('/Date(')
})
