/** A small export, which the import's tests change. */
import { InputError } from '#input'
import { importTenant } from '../index.ts'

export const TENANT = '11111111-2222-4333-8444-555555555555'
export const ADMIN = 'aaaaaaaa-2222-4333-8444-555555555555'
const APP = 'bbbbbbbb-2222-4333-8444-555555555555'
export const EXCHANGE_ADMINISTRATOR = '29232cdf-9323-42fd-ade2-1d097af3e4de'
export const guid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/**
 * As PowerShell writes it: lists with one entry unrolled, empty lists as null or [null], dates and versions
 * as objects.
 */
export const EXPORT = {
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

export const imported = (change: object = {}) =>
  importTenant(JSON.stringify({ ...EXPORT, ...change }), 'export.json')

export function problemOf(text: string): string {
  try {
    importTenant(text, 'export.json')
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  return 'accepted'
}
