/**
 * Microsoft's own applications, known in every tenant: resources, and public clients of tools. Ids and names
 * of most: https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
 * (documented). URIs, ids of scopes and redirect URIs are those of service principals and tools (observed).
 */
import { EXCHANGE_APP_ID, GRAPH_APP_ID, MANAGEMENT_APP_ID } from '../well-known.ts'

/** Tenant that owns Microsoft's first-party applications. */
export const MICROSOFT_TENANT_ID = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a'

export interface FirstParty {
  readonly appId: string
  readonly displayName: string
  /** URIs that name it as a resource, as its `servicePrincipalNames` spell them. */
  readonly uris?: readonly string[]
  /**
   * Delegated scopes that it offers, id by value; resources with their own tables have theirs there.
   */
  readonly offers?: Readonly<Record<string, string>>
  readonly client?: Tool
}

/** A public client. */
export interface Tool {
  readonly redirectUris: readonly string[]
  /**
   * Delegated scopes by resource that count as consented to by an administrator: the tenant stores the grant.
   */
  readonly granted?: Readonly<Record<string, readonly string[]>>
  /** Preauthorized delegated scopes by resource: nobody is asked, and tenants store no grant. */
  readonly beforehand?: Readonly<Record<string, readonly string[]>>
  /**
   * A refresh token of one client of the family is valid for the others (observed: `foci` in token answers).
   */
  readonly isFamily?: true
}

const AZURE_MANAGEMENT_APP_ID = '797f4846-ba00-4fd7-ba43-dac1f8f63013'
const AAD_GRAPH_APP_ID = '00000002-0000-0000-c000-000000000000'
const KEY_VAULT_APP_ID = 'cfa8b339-82a2-471a-a3c9-0fc0be7a4093'
const STORAGE_APP_ID = 'e406a681-f3d4-42a8-90b6-c2b029497af1'
const SQL_APP_ID = '022907d3-0f1b-48f7-badc-1ba6abab6d66'
const DEVOPS_APP_ID = '499b84ac-1321-427f-aa17-267ca6975798'

/** The spellings with and without a final slash are two different names. */
const withAndWithoutSlash = (...uris: string[]): string[] => uris.flatMap((uri) => [uri, `${uri}/`])

const LOOPBACK = 'http://localhost'
const NATIVE = [LOOPBACK, 'https://login.microsoftonline.com/common/oauth2/nativeclient']
const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob'
const DEVELOPER_URIS = [...NATIVE, OUT_OF_BAND]

const IMPERSONATION = ['user_impersonation']
/** Scopes that developers' tools have without consent. */
const AZURE = {
  [AZURE_MANAGEMENT_APP_ID]: IMPERSONATION,
  [AAD_GRAPH_APP_ID]: IMPERSONATION,
  [KEY_VAULT_APP_ID]: IMPERSONATION,
  [STORAGE_APP_ID]: IMPERSONATION,
  [SQL_APP_ID]: IMPERSONATION,
  [DEVOPS_APP_ID]: IMPERSONATION,
}
const SIGN_IN = ['email', 'openid', 'profile']
/** In Graph tokens of Azure PowerShell, and of Azure CLI with one more (observed). */
const AZURE_POWERSHELL_ON_GRAPH = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'AuditLog.Read.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'Directory.AccessAsUser.All',
  'Group.ReadWrite.All',
  'User.Read.All',
  ...SIGN_IN,
]

const GRAPH_TOOL_SCOPES = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'Directory.ReadWrite.All',
  'Domain.ReadWrite.All',
  'Group.ReadWrite.All',
  'RoleManagement.ReadWrite.Directory',
  'User.ReadWrite.All',
]

export const FIRST_PARTY: readonly FirstParty[] = [
  {
    appId: GRAPH_APP_ID,
    displayName: 'Microsoft Graph',
    uris: [
      `${GRAPH_APP_ID}/ags.windows.net`,
      'https://ags.windows.net',
      ...withAndWithoutSlash(
        'https://graph.microsoft.com',
        'https://canary.graph.microsoft.com',
        'https://graph.microsoft.us',
        'https://dod-graph.microsoft.us',
      ),
    ],
  },
  {
    appId: EXCHANGE_APP_ID,
    displayName: 'Office 365 Exchange Online',
    uris: [
      ...withAndWithoutSlash('https://outlook.office365.com', 'https://outlook.office.com'),
      'https://outlook.com',
      'https://ps.outlook.com',
      'https://outlook-sdf.office.com/',
      'https://outlook-sdf.office365.com/',
    ],
  },
  {
    appId: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
    displayName: 'Microsoft Graph Command Line Tools',
    client: { redirectUris: NATIVE, granted: { [GRAPH_APP_ID]: GRAPH_TOOL_SCOPES } },
  },
  {
    appId: 'fb78d390-0c51-40cd-8e17-fdbfab77341b',
    displayName: 'Microsoft Exchange REST API Based Powershell',
    client: { redirectUris: NATIVE, granted: { [EXCHANGE_APP_ID]: ['Exchange.Manage'] } },
  },
  {
    appId: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
    displayName: 'Microsoft Azure CLI',
    client: {
      redirectUris: DEVELOPER_URIS,
      beforehand: { ...AZURE, [GRAPH_APP_ID]: [...AZURE_POWERSHELL_ON_GRAPH, 'User.ReadWrite.All'] },
      isFamily: true,
    },
  },
  {
    appId: '1950a258-227b-4e31-a9cf-717495945fc2',
    displayName: 'Microsoft Azure PowerShell',
    client: {
      redirectUris: DEVELOPER_URIS,
      beforehand: { ...AZURE, [GRAPH_APP_ID]: AZURE_POWERSHELL_ON_GRAPH },
      isFamily: true,
    },
  },
  {
    appId: '872cd9fa-d31f-45e0-9eab-6e460a02d1f1',
    displayName: 'Visual Studio - Legacy',
    client: {
      redirectUris: DEVELOPER_URIS,
      beforehand: {
        ...AZURE,
        [GRAPH_APP_ID]: ['Application.ReadWrite.All', 'Directory.Read.All', 'User.Read', ...SIGN_IN],
      },
      isFamily: true,
    },
  },
  {
    appId: '04f0c124-f2bc-4f59-8241-bf6df9866bbd',
    displayName: 'Visual Studio',
    client: {
      redirectUris: DEVELOPER_URIS,
      beforehand: { ...AZURE, [GRAPH_APP_ID]: ['User.Read', ...SIGN_IN] },
    },
  },
  {
    appId: 'aebc6443-996d-45c2-90f0-388ff96faa56',
    displayName: 'Visual Studio Code',
    client: {
      redirectUris: [...DEVELOPER_URIS, 'http://127.0.0.1', 'https://vscode.dev/redirect'],
      beforehand: { ...AZURE, [GRAPH_APP_ID]: ['User.Read', ...SIGN_IN] },
    },
  },
  {
    appId: '1b730954-1685-4b74-9bfd-dac224a7b894',
    displayName: 'Azure Active Directory PowerShell',
    client: {
      redirectUris: DEVELOPER_URIS,
      beforehand: {
        [AAD_GRAPH_APP_ID]: IMPERSONATION,
        [GRAPH_APP_ID]: [
          'AuditLog.Read.All',
          'Directory.AccessAsUser.All',
          'Directory.ReadWrite.All',
          ...SIGN_IN,
        ],
      },
    },
  },
  {
    appId: 'a0c73c16-a7e3-4564-9a95-2bdf47383716',
    displayName: 'Microsoft Exchange Online Remote PowerShell',
    client: { redirectUris: DEVELOPER_URIS, beforehand: { [EXCHANGE_APP_ID]: ['Exchange.Manage'] } },
  },
  {
    appId: AZURE_MANAGEMENT_APP_ID,
    displayName: 'Windows Azure Service Management API',
    uris: withAndWithoutSlash('https://management.core.windows.net', 'https://management.azure.com'),
    offers: { user_impersonation: '41094075-9dad-400e-a0bd-54e686782033' },
  },
  {
    appId: AAD_GRAPH_APP_ID,
    displayName: 'Windows Azure Active Directory',
    uris: withAndWithoutSlash('https://graph.windows.net'),
    offers: {
      // The id is proposed: the scope is in tokens (observed), but its id is not in a public list.
      user_impersonation: '62e90394-69f5-4237-9190-012177145e11',
      'User.Read': '311a71cc-e848-46a1-bdf8-97ff7156d8e6',
      'Directory.Read.All': '5778995a-e1bf-45b8-affa-663a9f3f4d04',
      'Directory.AccessAsUser.All': 'a42657d6-7f20-40e3-b6f0-cee03008a62a',
    },
  },
  {
    appId: KEY_VAULT_APP_ID,
    displayName: 'Azure Key Vault',
    uris: withAndWithoutSlash('https://vault.azure.net'),
    offers: { user_impersonation: 'f53da476-18e3-4152-8e01-aec403e6edc0' },
  },
  {
    appId: STORAGE_APP_ID,
    displayName: 'Azure Storage',
    uris: withAndWithoutSlash('https://storage.azure.com'),
    offers: { user_impersonation: '03e0da56-190b-40ad-a80c-ea378c433f7f' },
  },
  {
    appId: SQL_APP_ID,
    displayName: 'Azure SQL Database',
    uris: withAndWithoutSlash('https://database.windows.net'),
    offers: { user_impersonation: 'c39ef2d1-04ce-46dc-8b5f-e9a5c60f0fc9' },
  },
  {
    appId: DEVOPS_APP_ID,
    displayName: 'Azure DevOps',
    uris: withAndWithoutSlash('https://app.vssps.visualstudio.com'),
    offers: { user_impersonation: 'ee69721e-6c3a-468f-a9ec-302d16a4c599' },
  },
  {
    appId: MANAGEMENT_APP_ID,
    displayName: 'Office 365 Management APIs',
    uris: withAndWithoutSlash('https://manage.office.com'),
  },
]

const BY_APP_ID: ReadonlyMap<string, FirstParty> = new Map(FIRST_PARTY.map((one) => [one.appId, one]))

export const firstPartyOf = (appId: string): FirstParty | undefined => BY_APP_ID.get(appId)

/** Resources by URI, in small letters and without slashes at the end. */
const BY_URI: ReadonlyMap<string, string> = new Map(
  FIRST_PARTY.flatMap(({ appId, uris = [] }) => uris.map((uri) => [uri.replace(/\/$/, ''), appId] as const)),
)

/** @param uri without slashes at its end */
export const firstPartyNamed = (uri: string): string | undefined => BY_URI.get(uri.toLowerCase())

/** Whether a refresh token of one is valid for the other. */
export const areFamily = (appId: string, other: string): boolean =>
  [appId, other].every((one) => firstPartyOf(one)?.client?.isFamily === true)
