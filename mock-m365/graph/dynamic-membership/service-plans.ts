/** A user's service plans as rules see them: the directory's own list, and those of the licences. */
import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { record } from '../applications/credentials.ts'

/** Which service a plan belongs to, by the beginning of its name (observed in tenants' exports; incomplete). */
const SERVICES: readonly (readonly [string, string])[] = [
  ['EXCHANGE', 'exchange'],
  ['SHAREPOINT', 'SharePoint'],
  ['MCO', 'MicrosoftCommunicationsOnline'],
  ['TEAMS', 'TeamspaceAPI'],
  ['INTUNE', 'SCO'],
  ['AAD_PREMIUM', 'AADPremiumService'],
  ['MFA_PREMIUM', 'MultiFactorService'],
  ['RMS', 'RMSOnline'],
  ['YAMMER', 'YammerEnterprise'],
]

/** Items of `assignedPlans`. https://learn.microsoft.com/graph/api/resources/assignedplan */
export function servicePlansOf(view: View, user: Entity): Entity[] {
  const own = listIn(user.assignedPlans)
  const seen = new Set(own.map(({ servicePlanId }) => servicePlanId))
  const brought = listIn(user.assignedLicenses).flatMap(({ skuId, disabledPlans }) => {
    const disabled = new Set(Array.isArray(disabledPlans) ? disabledPlans : [])
    const [sku] = view.find('subscribedSkus', 'skuId', skuId)
    return listIn(sku?.servicePlans)
      .filter(({ servicePlanId }) => !seen.has(servicePlanId) && !disabled.has(servicePlanId))
      .map(({ servicePlanId, servicePlanName }) => ({
        servicePlanId,
        service: SERVICES.find(([prefix]) => String(servicePlanName).startsWith(prefix))?.[1] ?? null,
        capabilityStatus: 'Enabled',
      }))
  })
  return [...own, ...brought]
}

/** Plans that bring dynamic and role-assignable groups: Microsoft Entra ID P1 and P2, and Intune for Education. */
const PREMIUM_PLANS = new Set([
  '41781fb2-bc02-4b7c-bd55-b576c07bb09d',
  'eec0eb4f-6444-4f95-aba0-50c24d67f998',
  'da24caf9-af8e-485c-b7c8-e73336da2693',
])

/** Whether the tenant has bought it. Seats are not counted, as administrators report (observed). */
export function hasPremium(view: View): boolean {
  return view
    .list('subscribedSkus')
    .some(
      ({ capabilityStatus, servicePlans }) =>
        (capabilityStatus === 'Enabled' || capabilityStatus === 'Warning') &&
        listIn(servicePlans).some(({ servicePlanId }) => PREMIUM_PLANS.has(String(servicePlanId))),
    )
}

const listIn = (value: unknown): Entity[] => (Array.isArray(value) ? value.map(record) : [])
