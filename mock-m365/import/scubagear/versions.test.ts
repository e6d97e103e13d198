import { describe, expect, test } from 'vitest'
import { importTenant } from '../index.ts'
import { ADMIN, EXPORT, guid, imported, problemOf, TENANT } from '../testing/scubagear-export.ts'

describe('people of an export', () => {
  const { base } = imported({
    accepted_domains: EXPORT.accepted_domains,
    domain_settings: [
      { Id: 'contoso.onmicrosoft.com', IsInitial: true, IsVerified: true },
      { Id: 'contoso.com', IsDefault: true, IsVerified: true },
    ],
  })
  test('have a mailbox at the default domain and at the initial one', () => {
    expect(base.of('users').get(ADMIN)).toMatchObject({
      mail: `${ADMIN}@contoso.com`,
      proxyAddresses: [`SMTP:${ADMIN}@contoso.com`, `smtp:${ADMIN}@contoso.onmicrosoft.com`],
    })
  })
})

describe('licences of an export', () => {
  const P2 = 'eec0eb4f-6444-4f95-aba0-50c24d67f998'
  const plans = [{ ServicePlanId: P2, ServicePlanName: 'AAD_PREMIUM_P2', ProvisioningStatus: 'Success' }]
  const sku = (SkuPartNumber: string, Enabled: number, n: number) => ({
    SkuId: guid(n),
    SkuPartNumber,
    ConsumedUnits: 1,
    PrepaidUnits: { Enabled, Warning: 0, Suspended: 0, LockedOut: 0 },
  })
  const skusOf = (change: object) => [...imported(change).base.of('subscribedSkus').values()]

  test('bring their plans; where the export does not tell whose they are, the largest brings them', () => {
    const license_information = [sku('SMALL', 1, 20), sku('LARGE', 30, 21)]
    expect(skusOf({ license_information, service_plans: plans })).toMatchObject([
      { skuPartNumber: 'SMALL', capabilityStatus: 'Enabled', servicePlans: [] },
      { skuPartNumber: 'LARGE', consumedUnits: 1, servicePlans: [{ servicePlanId: P2 }] },
    ])
    const own = [{ ...sku('OWN', 0, 22), ServicePlans: plans }]
    expect(skusOf({ license_information: own, service_plans: plans })).toMatchObject([
      {
        skuPartNumber: 'OWN',
        capabilityStatus: 'LockedOut',
        servicePlans: [{ servicePlanName: 'AAD_PREMIUM_P2' }],
      },
    ])
  })

  test('stand in one subscription where an early version names none, and are missed aloud where there are none', () => {
    expect(skusOf({ service_plans: plans })).toMatchObject([
      { capabilityStatus: 'Enabled', servicePlans: [{ servicePlanId: P2 }] },
    ])
    expect(imported().notes.join('\n')).toContain('Licences are not in the export: the tenant has none')
  })
})

describe('what every version writes', () => {
  test('the results of a run, with the settings under Raw, in any encoding', () => {
    const results = `\ufeff${JSON.stringify({ MetaData: { TenantId: TENANT }, Summary: {}, Results: {}, Raw: EXPORT })}`
    for (const encoding of ['utf8', 'utf16le'] as const) {
      const tenant = importTenant(Buffer.from(results, encoding), 'ScubaResults.json')
      expect([tenant.tenantId, tenant.displayName]).toEqual([TENANT, 'Contoso'])
    }
    const wrong = JSON.stringify({ MetaData: {}, Raw: { ...EXPORT, transport_rule: 5 } })
    expect(problemOf(wrong)).toContain('Raw.transport_rule (line 1')
  })

  test('domains as versions until 0.2.1 called them', () => {
    const { accepted_domains: all_domains, ...rest } = EXPORT
    const { domains, base } = importTenant(JSON.stringify({ ...rest, all_domains }), 'export.json')
    expect(domains).toContain('contoso.com')
    expect(base.of('AcceptedDomain').size).toBe(3)
  })

  test('a run on Exchange alone, which has no tenant id', () => {
    const { tenant_id, tenant_details, domain_settings, ...exchange } = EXPORT
    const details = { DisplayName: 'contoso', TenantId: 'Error retrieving Tenant ID' }
    const text = JSON.stringify({ ...exchange, tenant_details: details })
    const { tenantId, domains, notes } = importTenant(text, 'export.json')
    expect(tenantId).toMatch(/^[0-9a-f-]{36}$/)
    expect(domains).toContain('contoso.com')
    expect(notes.join('\n')).toContain(`${tenantId} is used instead`)
    const { privileged_users, privileged_roles, ...alone } = JSON.parse(text)
    const bare = importTenant(JSON.stringify(alone), 'export.json')
    expect([...bare.base.of('users').values()]).toMatchObject([
      { userPrincipalName: 'admin@contoso.onmicrosoft.com', mail: 'admin@contoso.onmicrosoft.com' },
    ])
    expect(bare.base.of('roleAssignments').size).toBe(1)
    expect(bare.notes.join('\n')).toContain('names no Global Administrator')
    const wrapped = JSON.stringify({ MetaData: { TenantId: TENANT }, Raw: JSON.parse(text) })
    expect(importTenant(wrapped, 'export.json').tenantId).toBe(TENANT)
  })

  test('the connection filter Default stands in every tenant', () => {
    const { conn_filter, ...rest } = EXPORT
    for (const text of [rest, { ...rest, conn_filter: [null] }].map((value) => JSON.stringify(value)))
      expect([
        ...importTenant(text, 'export.json').base.of('HostedConnectionFilterPolicy').values(),
      ]).toMatchObject([{ Name: 'Default', IsDefault: true, IPAllowList: [] }])
  })

  test('a word that the mock does not know is kept, with a note; so is what it has no place for told', () => {
    const odd = { ...EXPORT.transport_rule[0], SetAuditSeverity: 'Grave', Unheard: { of: 1 } }
    const { base, notes } = imported({
      transport_rule: odd,
      safe_links_policies: [{ Name: 'a' }],
      teams: null,
    })
    expect(base.of('TransportRule').get(guid(4))).toMatchObject({
      SetAuditSeverity: 'Grave',
      Unheard: { of: 1 },
    })
    expect(notes.join('\n')).toContain('transport_rule[0].SetAuditSeverity: expected')
    expect(notes.join('\n')).toContain('no place for it: safe_links_policies (1).')
  })

  test('a list of one that PowerShell wrote as the one is a list', () => {
    const { base } = imported({ conn_filter: { ...EXPORT.conn_filter[0], IPAllowList: '192.0.2.1' } })
    expect([...base.of('HostedConnectionFilterPolicy').values()]).toMatchObject([
      { IPAllowList: ['192.0.2.1'] },
    ])
  })
})
