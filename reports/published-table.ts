/**
 * What the vendor's two tables of changes are called, and their stages and columns, by generation of the product.
 * https://docs.trendmicro.com/en-us/documentation/article/trend-vision-one-changes-inline-protection
 */
import type { Column } from './documented-change.ts'
import type { Generation, Mode, StageName } from './record.ts'

const STAGE_TITLES: Readonly<Record<Generation, Readonly<Record<StageName, string>>>> = {
  cas: {
    provisioning: 'provisioning',
    'service running': 'service running',
    deprovisioning: 'deprovisioning',
    'manual cleanup': 'manual cleanup',
  },
  cecp: {
    provisioning: 'granting access',
    'service running': 'service running',
    deprovisioning: 'revoking access',
    'manual cleanup': 'manual cleanup',
  },
}

export const stageTitle = (stage: StageName, generation: Generation): string =>
  STAGE_TITLES[generation][stage]

const ADMIN_CENTERS = { cas: 'Office 365 Admin Center', cecp: 'Microsoft 365 Admin Center' } as const

export const columnTitle = (column: Column, generation: Generation): string =>
  column === 'Admin Center' ? ADMIN_CENTERS[generation] : column

/** The vendor's pages. Only that for inline mode was seen under its title; the other follows its address (inferred). */
export const TABLE_TITLES: Readonly<Record<Mode, string>> = {
  inline: 'Changes Made Under Inline Protection',
  API: 'Changes Made Under API-based Protection',
}

export const PRODUCTS: Readonly<Record<Generation, string>> = {
  cas: 'Cloud App Security',
  cecp: 'Cloud Email and Collaboration Protection',
}
