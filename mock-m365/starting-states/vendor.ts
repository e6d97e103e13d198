/**
 * The vendor's home tenant, which owns the product's multi-tenant applications: one for each kind of service
 * account, under one display name. They require the permissions of the published table
 * (trend-vision-one-entraid-permissions-cecp). Proposed: that the inline one also requires the directory reads, and
 * that the permissions for sites are those of Microsoft Graph.
 */
import { Base, type Entity } from '../base.ts'
import { EXCHANGE_APP_ID, GRAPH_APP_ID, MANAGEMENT_APP_ID, PERMISSIONS } from '../entra/well-known.ts'
import { Tenant } from '../tenant.ts'
import { domain, organization } from './directory-objects.ts'

const VENDOR_TENANT_ID = '3e04753a-ae5b-42d4-a86d-d6f05460f9e4'
const APPLICATION_NAME = 'Trend Micro Cloud App Security'

export interface ApplicationFacts {
  readonly displayName: string
  /** The service account of the application. */
  readonly purpose: 'inline mode' | 'API mode' | 'SharePoint Online' | 'OneDrive' | 'activity data'
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
}

const DIRECTORY_READS = ['Directory.Read.All', 'Group.Read.All', 'Mail.ReadWrite', 'Member.Read.Hidden']

/** Secrets of the mock: they are useless elsewhere. */
export const VENDOR_APPLICATIONS: readonly ApplicationFacts[] = [
  {
    displayName: APPLICATION_NAME,
    purpose: 'inline mode',
    clientId: 'a1f0c0de-1111-4a11-8a11-000000000001',
    clientSecret: 'mock-secret-of-the-inline-application',
    redirectUri: 'https://console.casproof.invalid/inline/consented',
  },
  {
    displayName: APPLICATION_NAME,
    purpose: 'API mode',
    clientId: 'a1f0c0de-1111-4a11-8a11-000000000002',
    clientSecret: 'mock-secret-of-the-api-application',
    redirectUri: 'https://console.casproof.invalid/api/consented',
  },
  {
    displayName: APPLICATION_NAME,
    purpose: 'SharePoint Online',
    clientId: 'a1f0c0de-1111-4a11-8a11-000000000003',
    clientSecret: 'mock-secret-of-the-sharepoint-application',
    redirectUri: 'https://console.casproof.invalid/sharepoint/consented',
  },
  {
    displayName: APPLICATION_NAME,
    purpose: 'OneDrive',
    clientId: 'a1f0c0de-1111-4a11-8a11-000000000004',
    clientSecret: 'mock-secret-of-the-onedrive-application',
    redirectUri: 'https://console.casproof.invalid/onedrive/consented',
  },
  {
    displayName: APPLICATION_NAME,
    purpose: 'activity data',
    clientId: 'a1f0c0de-1111-4a11-8a11-000000000005',
    clientSecret: 'mock-secret-of-the-activity-application',
    redirectUri: 'https://console.casproof.invalid/activity/consented',
  },
]

const SITES = ['Directory.Read.All', 'Sites.FullControl.All', 'Sites.Read.All']

const REQUIRED: Readonly<Record<ApplicationFacts['purpose'], readonly Entity[]>> = {
  'inline mode': [
    required(EXCHANGE_APP_ID, ['Exchange.ManageAsApp'], []),
    required(GRAPH_APP_ID, ['Domain.Read.All', ...DIRECTORY_READS], ['User.Read']),
  ],
  'API mode': [required(GRAPH_APP_ID, DIRECTORY_READS, ['User.Read'])],
  'SharePoint Online': [required(GRAPH_APP_ID, SITES, ['User.Read'])],
  OneDrive: [required(GRAPH_APP_ID, [...SITES, 'Group.Read.All', 'User.Read.All'], ['User.Read'])],
  // The published list of the e-mail sensor has it among others; alone it is what the console's banner asks for.
  'activity data': [required(MANAGEMENT_APP_ID, ['ActivityFeed.Read'], [])],
}

/** @param at milliseconds since the epoch */
export function vendorTenant(at: number): Tenant {
  const domains = [domain('casvendor.onmicrosoft.com', true)]
  const applications = VENDOR_APPLICATIONS.map((facts, i) => application(facts, i, at))
  const state = new Map<string, ReadonlyMap<string, Entity>>([
    [
      'organization',
      new Map([[VENDOR_TENANT_ID, organization(VENDOR_TENANT_ID, 'Cloud App Security vendor', domains, at)]]),
    ],
    ['domains', new Map(domains.map((one) => [String(one.id), one]))],
    ['applications', new Map(applications.map((one) => [String(one.id), one]))],
  ])
  return new Tenant(VENDOR_TENANT_ID, new Base(state))
}

function application(
  { displayName, purpose, clientId, clientSecret, redirectUri }: ApplicationFacts,
  i: number,
  at: number,
): Entity {
  const days = 24 * 3_600_000
  return {
    id: `a1f0c0de-2222-4a22-8a22-00000000000${i + 1}`,
    deletedDateTime: null,
    appId: clientId,
    createdDateTime: new Date(at).toISOString(),
    displayName,
    description: `Service account for ${purpose}`,
    identifierUris: [],
    publisherDomain: 'casvendor.onmicrosoft.com',
    signInAudience: 'AzureADMultipleOrgs',
    isFallbackPublicClient: false,
    // id tokens tell the directory roles of who signs in (proposed)
    groupMembershipClaims: 'DirectoryRole',
    requiredResourceAccess: REQUIRED[purpose],
    passwordCredentials: [
      {
        customKeyIdentifier: null,
        displayName: 'mock',
        endDateTime: new Date(at + 730 * days).toISOString(),
        hint: clientSecret.slice(0, 3),
        keyId: `a1f0c0de-3333-4a33-8a33-00000000000${i + 1}`,
        secretText: clientSecret,
        startDateTime: new Date(at - days).toISOString(),
      },
    ],
    web: { redirectUris: [redirectUri] },
  }
}

function required(resourceAppId: string, roles: readonly string[], scopes: readonly string[]): Entity {
  const { appRoles = {}, scopes: offered = {} } = PERMISSIONS[resourceAppId] ?? {}
  const resourceAccess = [
    ...roles.map((value) => ({ id: appRoles[value], type: 'Role' })),
    ...scopes.map((value) => ({ id: offered[value], type: 'Scope' })),
  ]
  return { resourceAppId, resourceAccess }
}
