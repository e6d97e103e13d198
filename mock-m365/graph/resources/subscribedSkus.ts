import { reading } from '../authorization/access.ts'
import { resource } from '../verbs/resource.ts'

const READ = reading([
  'LicenseAssignment.Read.All',
  'Organization.Read.All',
  'Organization.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
])

/**
 * Products that the tenant has bought. The id is made of the tenant's and the product's id; its case counts.
 */
export const subscribedSkus = resource({
  segment: 'subscribedSkus',
  type: 'subscribedSku',
  source: 'https://learn.microsoft.com/graph/api/resources/subscribedsku',
  provenance: 'observed',
  properties: {
    accountName: { type: 'String' },
    accountId: { type: 'String' },
    appliesTo: { type: 'String' },
    capabilityStatus: { type: 'String' },
    consumedUnits: { type: 'Int32' },
    id: { type: 'String' },
    skuId: { type: 'Guid' },
    skuPartNumber: { type: 'String' },
    subscriptionIds: { type: 'String', collection: true },
    prepaidUnits: { type: 'Complex' },
    servicePlans: { type: 'Complex', collection: true },
  },
  list: READ,
  get: READ,
})
