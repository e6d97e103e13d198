/** Properties of users. https://learn.microsoft.com/graph/api/resources/user */

import type { Property } from '../schema.ts'
import { DIRECTORY_OBJECT } from './directory-object.ts'

/** Text that can be filtered and, unlike most, compared with null. */
const text = (filter: 'default' | 'advanced', max?: number): Property => ({
  type: 'String',
  filter,
  filterNull: 'advanced',
  ...(max ? { max } : {}),
})
const own = (property: Property): Property => ({ ...property, readOnly: true })

/** Shown without being asked for. The order is documented. */
const SHOWN: Readonly<Record<string, Property>> = {
  businessPhones: { type: 'String', collection: true, filter: 'advanced', search: 'start' },
  displayName: { ...text('default', 256), required: true, sort: 'default', search: 'words' },
  givenName: { ...text('default', 64), search: 'start' },
  jobTitle: text('default', 128),
  mail: { ...text('default', 320), endsWith: true, search: 'start' },
  mobilePhone: { ...text('advanced', 64), search: 'start' },
  officeLocation: text('advanced', 128),
  preferredLanguage: text('advanced', 64),
  surname: { ...text('default', 64), search: 'start' },
  userPrincipalName: {
    type: 'String',
    filter: 'default',
    endsWith: true,
    sort: 'default',
    required: true,
    unique: true,
    max: 113,
    search: 'start',
  },
  id: DIRECTORY_OBJECT.id,
}

/** Shown when `$select` names them, and by beta unasked (observed). */
const ON_SELECT: Readonly<Record<string, Property>> = {
  deletedDateTime: DIRECTORY_OBJECT.deletedDateTime,
  accountEnabled: { type: 'Boolean', filter: 'default', required: true },
  ageGroup: { type: 'String', filter: 'default', values: ['Minor', 'NotAdult', 'Adult'] },
  assignedLicenses: { type: 'Complex', collection: true, readOnly: true, filter: 'default' },
  assignedPlans: { type: 'Complex', collection: true, readOnly: true, filter: 'advanced' },
  authorizationInfo: { type: 'Complex' },
  city: text('default', 128),
  companyName: text('advanced', 64),
  consentProvidedForMinor: {
    type: 'String',
    filter: 'default',
    values: ['Granted', 'Denied', 'NotRequired'],
  },
  country: text('default', 128),
  createdDateTime: {
    type: 'DateTimeOffset',
    readOnly: true,
    filter: 'default',
    filterNull: 'advanced',
    sort: 'advanced',
  },
  creationType: own({ type: 'String', filter: 'default' }),
  department: text('default', 64),
  employeeHireDate: { type: 'DateTimeOffset', filter: 'default' },
  employeeId: text('default', 16),
  employeeLeaveDateTime: { type: 'DateTimeOffset', filter: 'default' },
  employeeOrgData: { type: 'Complex', filter: 'default' },
  employeeType: { type: 'String', filter: 'advanced', max: 64 },
  externalUserState: own({ type: 'String', filter: 'default' }),
  externalUserStateChangeDateTime: own({ type: 'DateTimeOffset', filter: 'default' }),
  faxNumber: { type: 'String', filter: 'default', filterNull: 'advanced', max: 64 },
  identities: { type: 'Complex', collection: true, filter: 'default' },
  imAddresses: own({ type: 'String', collection: true, filter: 'default' }),
  isManagementRestricted: own({ type: 'Boolean' }),
  isResourceAccount: { type: 'Boolean', filter: 'default' },
  lastPasswordChangeDateTime: own({ type: 'DateTimeOffset', selectOnly: true }),
  legalAgeGroupClassification: own({ type: 'String' }),
  licenseAssignmentStates: own({ type: 'Complex', collection: true, selectOnly: true }),
  mailNickname: { ...text('default', 64), required: true, search: 'start' },
  onPremisesDistinguishedName: own({ type: 'String' }),
  onPremisesDomainName: own({ type: 'String' }),
  onPremisesExtensionAttributes: { type: 'Complex', filter: 'default' },
  onPremisesImmutableId: { type: 'String', filter: 'default', max: 256 },
  onPremisesLastSyncDateTime: own({ type: 'DateTimeOffset', filter: 'default' }),
  onPremisesProvisioningErrors: own({ type: 'Complex', collection: true, filter: 'default' }),
  onPremisesSamAccountName: own({ type: 'String', filter: 'advanced' }),
  onPremisesSecurityIdentifier: own({ type: 'String', filter: 'default', filterNull: 'advanced' }),
  onPremisesSyncEnabled: own({ type: 'Boolean', filter: 'default', filterNull: 'advanced' }),
  onPremisesUserPrincipalName: own({ type: 'String', filter: 'default' }),
  otherMails: { type: 'String', collection: true, filter: 'default', endsWith: true, max: 250 },
  passwordPolicies: { type: 'String', filterNull: 'advanced', max: 256 },
  passwordProfile: { type: 'Complex', required: true, hide: ['password'] },
  postalCode: text('advanced', 40),
  preferredDataLocation: { type: 'String', max: 64 },
  provisionedPlans: own({ type: 'Complex', collection: true, filter: 'default' }),
  proxyAddresses: {
    type: 'String',
    collection: true,
    readOnly: true,
    filter: 'default',
    endsWith: true,
    search: 'start',
  },
  securityIdentifier: own({ type: 'String' }),
  serviceProvisioningErrors: own({ type: 'Complex', collection: true }),
  showInAddressList: { type: 'Boolean', filter: 'advanced' },
  signInActivity: own({ type: 'Complex', filter: 'default', selectOnly: true }),
  signInSessionsValidFromDateTime: own({ type: 'DateTimeOffset' }),
  state: text('default', 128),
  streetAddress: text('advanced', 1024),
  usageLocation: text('default', 2),
  userType: {
    type: 'String',
    filter: 'default',
    filterNull: 'advanced',
    values: ['Member', 'Guest'],
    initial: 'Member',
  },
}

/**
 * Stored outside the directory: shown for a single user only. https://learn.microsoft.com/graph/api/user-list
 * (documented)
 */
const ELSEWHERE: Readonly<Record<string, Property>> = {
  aboutMe: own({ type: 'String' }),
  birthday: own({ type: 'DateTimeOffset' }),
  hireDate: own({ type: 'DateTimeOffset' }),
  interests: own({ type: 'String', collection: true }),
  mySite: own({ type: 'String' }),
  pastProjects: own({ type: 'String', collection: true }),
  preferredName: own({ type: 'String' }),
  responsibilities: own({ type: 'String', collection: true }),
  schools: own({ type: 'String', collection: true }),
  skills: own({ type: 'String', collection: true }),
}

/** https://learn.microsoft.com/graph/api/resources/user?view=graph-rest-beta */
const OF_BETA: Readonly<Record<string, Property>> = {
  infoCatalogs: own({ type: 'String', collection: true }),
  isLicenseReconciliationNeeded: own({ type: 'Boolean' }),
  onPremisesObjectIdentifier: own({ type: 'String' }),
  refreshTokensValidFromDateTime: own({
    type: 'DateTimeOffset',
    storedAs: 'signInSessionsValidFromDateTime',
  }),
}

const PROPERTIES: Readonly<Record<string, Property>> = {
  ...SHOWN,
  ...Object.fromEntries(
    Object.entries(ELSEWHERE).map(([name, property]) => [
      name,
      { ...property, selectOnly: true, ofOne: true } as const,
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(ON_SELECT).map(([name, property]) => [name, { selectOnly: 'v1.0', ...property } as const]),
  ),
  ...Object.fromEntries(
    Object.entries(OF_BETA).map(([name, property]) => [name, { ...property, only: 'beta' } as const]),
  ),
}

/** A text is cleared by null and is never empty (observed for many properties, without an exception). */
export const USER_PROPERTIES: Readonly<Record<string, Property>> = Object.fromEntries(
  Object.entries(PROPERTIES).map(([name, property]) => [
    name,
    property.type === 'String' ? { ...property, notEmpty: true as const } : property,
  ]),
)
