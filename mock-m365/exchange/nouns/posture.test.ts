/** What tools that judge a tenant's posture read apart from mail flow. */
import { describe, expect, test } from 'vitest'
import { errorText, origin, world } from '../testing/world.ts'

const names = (cmdlet: string, parameters = {}) =>
  world()
    .send(cmdlet, parameters)
    .json.value.map(({ Name }) => Name)

test.each([
  ['Get-AdminAuditLogConfig', ['Admin Audit Log Settings']],
  ['Get-SharingPolicy', ['Default Sharing Policy']],
  ['Get-AtpPolicyForO365', []],
  ['Get-ATPProtectionPolicyRule', []],
  ['Get-DkimSigningConfig', []],
  ['Get-EOPProtectionPolicyRule', []],
  ['Get-IntraOrganizationConnector', []],
  ['Get-JournalRule', []],
  ['Get-OrganizationRelationship', []],
])('%s shows %j of a tenant that nobody has changed', (cmdlet, expected) => {
  expect(names(cmdlet)).toEqual(expected)
})

test('auditing is on from the beginning; who puts it on again opts in', () => {
  const { send } = world()
  const shown = () => {
    const [config] = send('Get-AdminAuditLogConfig').json.value
    return [config?.UnifiedAuditLogIngestionEnabled, config?.UnifiedAuditLogFirstOptInDate]
  }
  expect(shown()).toEqual([true, null])
  expect(send('Set-AdminAuditLogConfig', { UnifiedAuditLogIngestionEnabled: false }).status).toBe(200)
  expect(shown()).toEqual([false, null])
  expect(send('Set-AdminAuditLogConfig', { UnifiedAuditLogIngestionEnabled: true }).status).toBe(200)
  expect(shown()).toEqual([true, '2026-03-02T10:00:00.0000000+00:00'])
})

test('rules of preset policies are shown in their order, and by state', () => {
  const { tenant, send } = world()
  const system = { at: 0, actor: { type: 'system', id: 's', displayName: 'S' }, call: 't', requestId: 'r' }
  for (const [Name, Priority, State] of [
    ['Standard Preset Security Policy', 1, 'Disabled'],
    ['Strict Preset Security Policy', 0, 'Enabled'],
  ] as const)
    tenant.commit(
      { ...system, actor: { ...system.actor, type: 'system' } },
      'EOPProtectionPolicyRule',
      Name,
      {
        ...origin(Name),
        Name,
        Priority,
        State,
      },
    )
  const shown = (parameters = {}) =>
    send('Get-EOPProtectionPolicyRule', parameters).json.value.map(({ Priority }) => Priority)
  expect(shown()).toEqual([0, 1])
  expect(shown({ State: 'Disabled' })).toEqual([1])
})

describe('signing by domain', () => {
  const NEW = 'New-DkimSigningConfig'
  const SET = 'Set-DkimSigningConfig'
  const withInitial = () => {
    const w = world()
    w.tenant.commit(
      { at: 0, actor: { type: 'system', id: 's', displayName: 'S' }, call: 't', requestId: 'r' },
      'domains',
      'contoso.onmicrosoft.com',
      { id: 'contoso.onmicrosoft.com', isVerified: true, isInitial: true },
    )
    return w
  }

  test('is prepared for a custom domain, whose records are never found', () => {
    const { send, tenant } = withInitial()
    const [made] = send(NEW, { DomainName: 'contoso.com', Enabled: false, KeySize: 2048 }).json.value
    expect(made).toMatchObject({
      Status: 'CnameMissing',
      Enabled: false,
      IsDefault: false,
      Selector1KeySize: 2048,
      Selector1CNAME: 'selector1-contoso-com._domainkey.contoso.onmicrosoft.com',
    })
    const before = tenant.position
    expect(errorText(send(SET, { Identity: 'contoso.com', Enabled: true }))).toContain(
      'CNAME record does not exist for this config. Please publish the following two CNAME records first. Domain Name : contoso.com Host Name : selector1._domainkey Points to address or value: selector1-contoso-com._domainkey.contoso.onmicrosoft.com Host Name : selector2._domainkey Points to address or value: selector2-contoso-com._domainkey.contoso.onmicrosoft.com .',
    )
    expect(tenant.position).toBe(before)
    expect(send(SET, { Identity: 'contoso.com', BodyCanonicalization: 'Simple' }).status).toBe(200)
    expect(send(NEW, { DomainName: 'CONTOSO.com', Enabled: false }).status).toBe(400)
  })

  test('works for the initial domain, whose records are the service’s own', () => {
    const { send } = withInitial()
    const [made] = send(NEW, { DomainName: 'contoso.onmicrosoft.com', Enabled: true }).json.value
    expect(made).toMatchObject({ Status: 'Valid', Enabled: true, IsDefault: true, Selector2KeySize: 1024 })
  })

  test.each([
    { DomainName: 'contoso.com' },
    { DomainName: 'contoso.com', Enabled: true },
    { DomainName: 'contoso.com', Enabled: false, KeySize: 512 },
    { DomainName: 'fabrikam.com', Enabled: false },
  ])('is refused for %j', (parameters) => {
    expect(withInitial().send(NEW, parameters).status).toBe(400)
  })
})
