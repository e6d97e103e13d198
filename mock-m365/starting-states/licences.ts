/** Licences of starting tenants, and their assignment to users. */
import type { Entity } from '../base.ts'
import { seededIds } from '../seeded-ids.ts'

export type SkuPartNumber = 'ENTERPRISEPACK' | 'AAD_PREMIUM_P2'

interface Product {
  readonly skuId: string
  readonly plans: Readonly<Record<string, string>>
}

/** https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference (documented) */
export const PRODUCTS: Readonly<Record<SkuPartNumber, Product>> = {
  ENTERPRISEPACK: {
    skuId: '6fd2c87f-b296-42f0-b197-1e91e994b900',
    plans: {
      EXCHANGE_S_ENTERPRISE: 'efb87545-963c-4e0d-99df-69c6916d9eb0',
      SHAREPOINTENTERPRISE: '5dbe027f-2339-4123-9542-606e4d348a72',
      MCOSTANDARD: '0feaeb32-d00e-4d66-bd5a-43b5b83db82c',
    },
  },
  AAD_PREMIUM_P2: {
    skuId: '84a661c4-e949-4bd2-a560-ed7766fcaf2b',
    plans: {
      AAD_PREMIUM_P2: 'eec0eb4f-6444-4f95-aba0-50c24d67f998',
      MFA_PREMIUM: '8a256a2b-b617-496d-b51b-e76466e88db0',
    },
  },
}
const SPARE_UNITS = 25

/** Licences of every user in a starting tenant: one list, so that a million users share it. */
export const EVERYBODY_HOLDS: readonly Entity[] = [
  { disabledPlans: [], skuId: PRODUCTS.ENTERPRISEPACK.skuId },
]

/** @param held how many users hold it */
export function subscribedSku(tenantId: string, skuPartNumber: SkuPartNumber, held: number): Entity {
  const { skuId, plans } = PRODUCTS[skuPartNumber]
  const ids = seededIds(`subscription of ${tenantId} to ${skuPartNumber}`)
  return {
    accountName: null,
    accountId: tenantId,
    appliesTo: 'User',
    capabilityStatus: 'Enabled',
    consumedUnits: held,
    id: `${tenantId}_${skuId}`,
    skuId,
    skuPartNumber,
    subscriptionIds: [ids.uuid()],
    prepaidUnits: { enabled: held + SPARE_UNITS, suspended: 0, warning: 0, lockedOut: 0 },
    servicePlans: Object.entries(plans).map(([servicePlanName, servicePlanId]) => ({
      servicePlanId,
      servicePlanName,
      provisioningStatus: 'Success',
      appliesTo: 'User',
    })),
  }
}
