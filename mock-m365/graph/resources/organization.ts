import { reading } from '../access.ts'
import { resource } from '../resource.ts'

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
    businessPhones: { type: 'String', collection: true },
    city: { type: 'String' },
    country: { type: 'String' },
    countryLetterCode: { type: 'String' },
    createdDateTime: { type: 'DateTimeOffset', readOnly: true },
    defaultUsageLocation: { type: 'String' },
    displayName: { type: 'String' },
    isMultipleDataLocationsForServicesEnabled: { type: 'Boolean' },
    marketingNotificationEmails: { type: 'String', collection: true },
    onPremisesLastSyncDateTime: { type: 'DateTimeOffset', readOnly: true },
    onPremisesSyncEnabled: { type: 'Boolean', readOnly: true },
    partnerTenantType: { type: 'String' },
    postalCode: { type: 'String' },
    preferredLanguage: { type: 'String' },
    securityComplianceNotificationMails: { type: 'String', collection: true },
    securityComplianceNotificationPhones: { type: 'String', collection: true },
    state: { type: 'String' },
    street: { type: 'String' },
    technicalNotificationMails: { type: 'String', collection: true },
    tenantType: { type: 'String' },
    directorySizeQuota: { type: 'Complex' },
    assignedPlans: { type: 'Complex', collection: true },
    privacyProfile: { type: 'Complex' },
    provisionedPlans: { type: 'Complex', collection: true },
    verifiedDomains: { type: 'Complex', collection: true },
  },
  list: READ,
  get: READ,
})
