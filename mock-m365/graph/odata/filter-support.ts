/**
 * Microsoft's own table of `$filter` support, by type and property: 158 rows, as published in February 2023.
 * Each has five letters, for eq, startsWith, ge, le and eq null: d by default, a as an advanced query, u
 * unsupported, a dash where the table says nothing. `*` stands for what any() runs over, `{n}` for a number.
 * https://learn.microsoft.com/graph/aad-advanced-queries (documented)
 */
const ROWS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  administrativeUnit: {
    description: 'aa--u',
    displayName: 'dd--a',
    isMemberManagementRestricted: 'd---u',
  },
  application: {
    appId: 'd---u',
    createdDateTime: 'd-dda',
    'createdOnBehalfOf/deletedDateTime': 'd-ddu',
    'createdOnBehalfOf/id': 'd---u',
    description: 'aa--u',
    disabledByMicrosoftStatus: 'd---u',
    displayName: 'dd--a',
    'identifierUris/*': 'dd---',
    'info/logoUrl': 'uu--a',
    'info/termsOfServiceUrl': 'au--u',
    'publicClient/redirectUris/*': 'aa---',
    publisherDomain: 'dd--u',
    'requiredResourceAccess/*/resourceAppId': 'a---u',
    serviceManagementReference: 'aa--a',
    signInAudience: 'd---u',
    'spa/redirectUris/*': 'aa---',
    'tags/*': 'dd---',
    uniqueName: 'dd--u',
    'verifiedPublisher/displayName': 'au--a',
    'web/homePageUrl': 'au--a',
    'web/redirectUris/*': 'aa---',
  },
  device: {
    accountEnabled: 'd---u',
    'alternativeSecurityIds/*/identityProvider': 'au--u',
    'alternativeSecurityIds/*/type': 'd-aau',
    approximateLastSignInDateTime: 'd-dda',
    deviceId: 'd---u',
    displayName: 'dd--a',
    'extensionAttributes{n}': 'au--a',
    'hostnames/*': 'dd---',
    isCompliant: 'd---u',
    isManaged: 'd---u',
    mdmAppId: 'd---a',
    onPremisesLastSyncDateTime: 'd-ddu',
    onPremisesSyncEnabled: 'd---a',
    operatingSystem: 'dd--a',
    operatingSystemVersion: 'dd--a',
    'physicalIds/*': 'd----',
    registrationDateTime: 'a-aau',
  },
  group: {
    'assignedLicenses/*/skuId': 'd---u',
    classification: 'dd--u',
    createdByAppId: 'd---u',
    'createdOnBehalfOf/deletedDateTime': 'd-ddu',
    'createdOnBehalfOf/id': 'd---u',
    description: 'aa--u',
    displayName: 'dd--a',
    expirationDateTime: 'a-aau',
    hasMembersWithLicenseErrors: 'd---d',
    'infoCatalogs/*': 'dd---',
    isAssignableToRole: 'd---u',
    mail: 'dd--a',
    mailEnabled: 'd---u',
    mailNickname: 'dd--a',
    membershipRule: 'dd--u',
    onPremisesLastSyncDateTime: 'd-ddu',
    'onPremisesProvisioningErrors/*/category': 'd---u',
    'onPremisesProvisioningErrors/*/propertyCausingError': 'd---u',
    onPremisesSamAccountName: 'aa--u',
    onPremisesSecurityIdentifier: 'd---a',
    onPremisesSyncEnabled: 'd---a',
    preferredLanguage: 'aa--a',
    'proxyAddresses/*': 'dd---',
    renewedDateTime: 'd-ddu',
    'resourceBehaviorOptions/*': 'dd---',
    'resourceProvisioningOptions/*': 'dd---',
    securityEnabled: 'd---u',
  },
  orgContact: {
    companyName: 'aa--a',
    department: 'dd--a',
    displayName: 'dd--a',
    givenName: 'dd--a',
    jobTitle: 'dd--a',
    mail: 'dd--a',
    mailNickname: 'dd--a',
    'manager/id': 'd---u',
    onPremisesLastSyncDateTime: 'd-ddu',
    'onPremisesProvisioningErrors/*/category': 'd---u',
    'onPremisesProvisioningErrors/*/propertyCausingError': 'd---u',
    onPremisesSyncEnabled: 'd---a',
    'proxyAddresses/*': 'dd---',
    surname: 'dd--a',
  },
  servicePrincipal: {
    accountEnabled: 'd---u',
    'alternativeNames/*': 'dd---',
    appId: 'd---u',
    appOwnerOrganizationId: 'a---u',
    appRoleAssignmentRequired: 'a---u',
    applicationTemplateId: 'd---u',
    'createdObjects/*/id': 'a---u',
    description: 'aa--u',
    displayName: 'dd--a',
    homepage: 'aa--a',
    'info/logoUrl': 'uu--a',
    'info/termsOfServiceUrl': 'au--u',
    preferredTokenSigningKeyEndDateTime: 'd-ddu',
    publisherName: 'dd--u',
    'servicePrincipalNames/*': 'dd---',
    'tags/*': 'dd---',
  },
  user: {
    accountEnabled: 'd---u',
    ageGroup: 'd---u',
    'assignedLicenses/*/skuId': 'd---u',
    'assignedPlans/*/capabilityStatus': 'a---u',
    'assignedPlans/*/service': 'au--u',
    'assignedPlans/*/servicePlanId': 'a---u',
    'businessPhones/*': 'aa---',
    city: 'dd--a',
    companyName: 'aa--a',
    consentProvidedForMinor: 'd---u',
    country: 'dd--a',
    createdDateTime: 'd-dda',
    'createdObjects/*/id': 'a---u',
    creationType: 'd---u',
    department: 'dd--a',
    displayName: 'dd--a',
    employeeHireDate: 'a-aau',
    employeeId: 'd---a',
    'employeeOrgData/costCenter': 'au--u',
    'employeeOrgData/division': 'au--u',
    employeeType: 'a---u',
    externalUserState: 'd---u',
    faxNumber: 'aa--a',
    givenName: 'dd--a',
    'identities/*/issuer': 'du--d',
    'imAddresses/*': 'dd---',
    'infoCatalogs/*': 'dd---',
    isResourceAccount: 'd---u',
    jobTitle: 'dd--a',
    mail: 'dd--a',
    mailNickname: 'dd--a',
    'manager/deletedDateTime': 'd-ddu',
    'manager/id': 'd---u',
    mobilePhone: 'aa--a',
    officeLocation: 'aa--a',
    'onPremisesExtensionAttributes/extensionAttribute{n}': 'au--a',
    onPremisesImmutableId: 'd---u',
    onPremisesLastSyncDateTime: 'd-ddu',
    'onPremisesProvisioningErrors/*/category': 'd---u',
    'onPremisesProvisioningErrors/*/propertyCausingError': 'd---u',
    onPremisesSamAccountName: 'aa--u',
    onPremisesSecurityIdentifier: 'd---a',
    onPremisesSyncEnabled: 'd---a',
    onPremisesUserPrincipalName: 'dd--u',
    'otherMails/*': 'dd---',
    passwordPolicies: 'uu--a',
    'passwordProfile/forceChangePasswordNextSignIn': 'a---a',
    'passwordProfile/forceChangePasswordNextSignInWithMfa': 'a---a',
    postalCode: 'aa--a',
    preferredLanguage: 'aa--a',
    'provisionedPlans/*/provisioningStatus': 'a---u',
    'provisionedPlans/*/service': 'au--u',
    'proxyAddresses/*': 'dd---',
    showInAddressList: 'a---u',
    state: 'dd--a',
    streetAddress: 'aa--a',
    surname: 'dd--a',
    usageLocation: 'dd--a',
    userPrincipalName: 'dd--u',
    userType: 'd---a',
  },
}

const PLACES = { eq: 0, startsWith: 1, ge: 2, le: 3, null: 4 } as const
export type Operator = keyof typeof PLACES
export type Support = 'default' | 'advanced' | 'unsupported'

const MEANINGS: Readonly<Record<string, Support>> = { d: 'default', a: 'advanced', u: 'unsupported' }

/** By lower-case name, since callers write names in any case. */
const TABLE: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(ROWS).map(([type, rows]) => [
    type,
    new Map(Object.entries(rows).map(([name, code]) => [name.toLowerCase(), code])),
  ]),
)

/** @param name `displayName`, `assignedPlans/*` and further in @returns undefined where the table says nothing */
export function supportOf(type: string, name: string, operator: Operator): Support | undefined {
  const rows = TABLE.get(type)
  if (!rows) return undefined
  const lower = name.toLowerCase()
  const code = rows.get(lower) ?? rows.get(lower.replace(/\d{1,2}$/, '{n}'))
  return MEANINGS[code?.charAt(PLACES[operator]) ?? '-']
}

/** True where the table has a row for a part of the property: then any() may run over it. */
export function reachesInto(type: string, name: string): boolean {
  const start = `${name.toLowerCase()}/*`
  for (const row of TABLE.get(type)?.keys() ?? []) if (row.startsWith(start)) return true
  return false
}

/** How many rows there are, for the test that compares them with the published ones. */
export const supportRows = (): [type: string, name: string, code: string][] =>
  Object.entries(ROWS).flatMap(([type, rows]) =>
    Object.entries(rows).map(([name, code]): [string, string, string] => [type, name, code]),
  )
