import { reading, writing } from '../authorization/access.ts'
import { resource } from '../verbs/resource.ts'

const READ = reading(
  [
    'Organization.Read.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
    'Organization.ReadWrite.All',
    'User.Read.All',
  ],
  [
    'Organization.Read.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
    'Organization.ReadWrite.All',
    'User.Read.All',
    'User.Read',
  ],
)

/** The tenant itself: one object, whose id is the tenant's. Key order is observed. */
export const organization = resource({
  segment: 'organization',
  type: 'organization',
  source: 'https://learn.microsoft.com/graph/api/resources/organization',
  provenance: 'observed',
  properties: {
    id: { type: 'Guid', readOnly: true },
    deletedDateTime: { type: 'DateTimeOffset', readOnly: true },
    businessPhones: { type: 'String', collection: true, readOnly: true },
    city: { type: 'String', readOnly: true },
    country: { type: 'String', readOnly: true },
    countryLetterCode: { type: 'String', readOnly: true },
    createdDateTime: { type: 'DateTimeOffset', readOnly: true },
    defaultUsageLocation: { type: 'String', readOnly: true },
    displayName: { type: 'String', readOnly: true },
    isMultipleDataLocationsForServicesEnabled: { type: 'Boolean', readOnly: true },
    marketingNotificationEmails: { type: 'String', collection: true },
    onPremisesLastSyncDateTime: { type: 'DateTimeOffset', readOnly: true },
    onPremisesSyncEnabled: { type: 'Boolean', readOnly: true },
    partnerTenantType: { type: 'String', readOnly: true },
    postalCode: { type: 'String', readOnly: true },
    preferredLanguage: { type: 'String', readOnly: true },
    securityComplianceNotificationMails: { type: 'String', collection: true },
    securityComplianceNotificationPhones: { type: 'String', collection: true },
    state: { type: 'String', readOnly: true },
    street: { type: 'String', readOnly: true },
    technicalNotificationMails: { type: 'String', collection: true },
    tenantType: { type: 'String', readOnly: true },
    directorySizeQuota: { type: 'Complex', readOnly: true },
    assignedPlans: { type: 'Complex', collection: true, readOnly: true },
    privacyProfile: { type: 'Complex' },
    provisionedPlans: { type: 'Complex', collection: true, readOnly: true },
    verifiedDomains: { type: 'Complex', collection: true, readOnly: true },
  },
  list: READ,
  get: READ,
  // What PATCH may set is documented: https://learn.microsoft.com/graph/api/organization-update
  update: { access: writing(['Organization.ReadWrite.All'], ['organization/basic/update']) },
})
