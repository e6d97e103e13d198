/** The tenant's name, which stands next to its organization (documented: trend-vision-one-service-account-cloud-apps). */
import type { Organization } from '../company/memory.ts'
import { tenantNameOf } from '../microsoft/tenant-name.ts'
import { LeaseHeld } from '../store/refusals.ts'
import type { At } from './operation.ts'
import type { Place } from './places.ts'

const GRAPH = 'https://graph.microsoft.com/'

/** The name of the tenant, or its id as long as the name could not be read; undefined where none is tied. */
export const tenantOf = ({ tenantName, tenantId }: Organization): string | undefined => tenantName ?? tenantId

/** What a screen shows of the tenant of an organization. */
export const tenantShown = (organization: Organization) => ({
  tenant: tenantOf(organization),
  tenantId: organization.tenantId,
})

/** Reads the name where the account may, and writes it down where it is new. Nothing fails without it. */
export async function nameTenant(at: At, { organization, account }: Place): Promise<void> {
  const { company } = at
  const mayRead = Object.values(account.kind.consents).some(({ scope }) => scope.startsWith(GRAPH))
  const known = company.organization(organization.id)
  if (!mayRead || known?.tenantId === undefined) return
  const name = await tenantNameOf(account.session)
  if (name === undefined || name === known.tenantName) return
  try {
    await company.change(() => ({ type: 'tenant named', organization: organization.id, name }))
  } catch (error) {
    // another process changes something of the customer's now, and the next reading writes the name
    if (!(error instanceof LeaseHeld)) throw error
  }
}
