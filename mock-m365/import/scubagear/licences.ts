/** Subscriptions of the tenant with their service plans, so that Entra ID P2 is found. */
import type { Entity } from '../../base.ts'
import { seededIds } from '../../seeded-ids.ts'
import type { Objects } from '../imported-tenant.ts'
import { itemsOf, type Reading } from './reading.ts'

/**
 * The export lists the plans of all subscriptions together; where a subscription does not have its own, they
 * all go to the one with the most seats. Exports before version 1.1 have plans but no subscriptions: one is
 * added.
 * https://learn.microsoft.com/graph/api/resources/subscribedsku
 */
export function subscribedSkusOf({ settings, tenantId, notes }: Reading): Objects {
  const plans = itemsOf(settings.service_plans).map(planOf)
  const sold = itemsOf(settings.license_information).map((item) => {
    const units = {
      enabled: item.PrepaidUnits?.Enabled ?? 0,
      suspended: item.PrepaidUnits?.Suspended ?? 0,
      warning: item.PrepaidUnits?.Warning ?? 0,
      lockedOut: item.PrepaidUnits?.LockedOut ?? 0,
    }
    return {
      ...subscription(tenantId, item.SkuId, item.SkuPartNumber),
      capabilityStatus: item.CapabilityStatus ?? statusOf(units),
      consumedUnits: item.ConsumedUnits ?? 0,
      prepaidUnits: units,
      servicePlans: itemsOf(item.ServicePlans).map(planOf),
    }
  })
  if (sold.length === 0 && plans.length === 0) {
    notes.push('Licences are not in the export: the tenant has none, and so neither Entra ID P1 nor P2.')
    return new Map()
  }
  if (sold.length === 0) {
    notes.push(
      'Licences: the export has service plans but no subscriptions; one subscription was added for them.',
    )
    const one = subscription(tenantId, seededIds(`subscription of ${tenantId}`).uuid(), 'NOT_IN_EXPORT')
    sold.push({ ...one, ...STAND_IN, servicePlans: plans })
  } else if (plans.length > 0 && sold.every(({ servicePlans }) => servicePlans.length === 0)) {
    const largest = sold.reduce((a, b) => (b.prepaidUnits.enabled > a.prepaidUnits.enabled ? b : a))
    largest.servicePlans.push(...plans)
    notes.push(
      `Licences: the export does not say which subscription brings which service plan; ${largest.skuPartNumber} brings them all.`,
    )
  }
  return new Map(sold.map((sku) => [sku.id, sku]))
}

interface Plan {
  readonly ServicePlanId: string
  readonly ServicePlanName?: string | null | undefined
  readonly ProvisioningStatus?: string | null | undefined
  readonly AppliesTo?: string | null | undefined
}

const planOf = (plan: Plan): Entity => ({
  servicePlanId: plan.ServicePlanId,
  servicePlanName: plan.ServicePlanName ?? null,
  provisioningStatus: plan.ProvisioningStatus ?? 'Success',
  appliesTo: plan.AppliesTo ?? 'User',
})

const STAND_IN = {
  capabilityStatus: 'Enabled',
  consumedUnits: 0,
  prepaidUnits: { enabled: 25, suspended: 0, warning: 0, lockedOut: 0 },
}

const subscription = (tenantId: string, skuId: string, skuPartNumber: string) => ({
  accountName: null,
  accountId: tenantId,
  appliesTo: 'User',
  id: `${tenantId}_${skuId}`,
  skuId,
  skuPartNumber,
  subscriptionIds: [seededIds(`subscription of ${tenantId} to ${skuId}`).uuid()],
})

const statusOf = ({
  enabled,
  warning,
  suspended,
}: Readonly<Record<'enabled' | 'warning' | 'suspended', number>>): string =>
  enabled > 0 ? 'Enabled' : warning > 0 ? 'Warning' : suspended > 0 ? 'Suspended' : 'LockedOut'
