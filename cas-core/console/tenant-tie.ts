/**
 * Which tenant an organization is tied to. One tenant belongs to one organization of one customer (documented:
 * trend-vision-one-multiple-tenants-one-account, trend-vision-one-clp-or-lmp-account-error).
 */
import type { Organization } from '../company/memory.ts'
import { refuses } from './answer.ts'
import type { Answer, At } from './operation.ts'
import { grantedIn, type Place } from './places.ts'

const ownerName = ({ company }: At, { id }: Organization): string => `${company.name}/${id}`

/**
 * Ties the organization to a tenant whose administrator has signed in. Gives the tied place, or says why it may not be.
 */
export async function tieTenant(at: At, place: Place, tenantId: string): Promise<Place | Answer> {
  const { company, product } = at
  const { organization, service } = place
  if (organization.tenantId !== undefined) return place
  const other = company.memory.organizations.find((one) => one.tenantId === tenantId)
  if (other) {
    if (!(await isTenantFree(at, other)))
      return refuses(at, 'tenant of another organization', { organization: other.name })
    await untieTenant(at, other)
  }
  if (!(await claimed(at, organization, tenantId))) return refuses(at, 'tenant of another customer', {})
  await company.change(() => ({ type: 'tenant tied', organization: organization.id, tenantId }))
  const tied = company.organization(organization.id) ?? organization
  return { organization: tied, service, account: await product.account(company, tied.id, service) }
}

/** Writes down that the tenant is this customer's, where it is nobody else's. Organizations of one customer give way. */
async function claimed(at: At, organization: Organization, tenantId: string): Promise<boolean> {
  const { store } = at.product.ports
  const own = ownerName(at, organization)
  const owner = await store.claimTenant(tenantId, own)
  if (owner === own) return true
  if (!owner.startsWith(`${at.company.name}/`)) return false
  await store.releaseTenant(tenantId, owner)
  return (await store.claimTenant(tenantId, own)) === own
}

/** Whether no service of the organization needs its tenant. */
export const isTenantFree = async (at: At, { id }: Organization): Promise<boolean> =>
  (await grantedIn(at, id)).length === 0

/**
 * Unties the organization, and lets the tenant go. Permissions of the product may still stand there: the next customer
 * who ties it has to sign in as its administrator.
 */
export async function untieTenant(at: At, organization: Organization): Promise<void> {
  const { tenantId } = organization
  if (tenantId === undefined) return
  await at.company.change(() => ({ type: 'tenant untied', organization: organization.id }))
  await at.product.ports.store.releaseTenant(tenantId, ownerName(at, organization))
}
