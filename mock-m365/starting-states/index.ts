/** Clouds to start from: Microsoft, the vendor, and customers. */
import { Base } from '../base.ts'
import { MICROSOFT_TENANT_ID } from '../entra/directory/first-party.ts'
import { seededIds } from '../seeded-ids.ts'
import { Microsoft365, type Microsoft365Options } from '../services.ts'
import { Tenant } from '../tenant.ts'
import { type AccountFacts, type CustomerFacts, customerTenant } from './customer.ts'
import { domain } from './directory-objects.ts'
import { firstPartyApplications } from './first-party.ts'
import type { ManyUsers } from './many-users.ts'
import { type ApplicationFacts, VENDOR_APPLICATIONS, vendorTenant } from './vendor.ts'
import { WORLDS } from './worlds.ts'

/** What a caller needs to sign in to a tenant. */
export interface TenantFacts {
  readonly tenantId: string
  readonly displayName: string
  readonly domains: readonly string[]
  readonly applications: readonly ApplicationFacts[]
  readonly accounts: readonly AccountFacts[]
}

export type Surroundings = Omit<Microsoft365Options, 'tenants'>

/** All embedded customers in one cloud. @param more users of the first tenant: display names, or a number */
export function embeddedCloud(
  surroundings: Surroundings,
  more: readonly string[] | ManyUsers = [],
): { cloud: Microsoft365; tenants: TenantFacts[] } {
  const at = surroundings.clock.now()
  const added = (users: readonly string[] = []) =>
    'count' in more ? { users, manyUsers: more } : { users: [...users, ...more] }
  const customers = WORLDS.map(({ customer }, i) =>
    i === 0 ? { ...customer, ...added(customer.users) } : customer,
  )
  const cloud = cloudWith(
    customers.map((facts) => customerTenant(facts, at)),
    surroundings,
  )
  return { cloud, tenants: customers.map(factsOf) }
}

/** Customers' tenants, with the vendor's and Microsoft's own. */
export function cloudWith(customers: readonly Tenant[], surroundings: Surroundings): Microsoft365 {
  const at = surroundings.clock.now()
  return new Microsoft365({ ...surroundings, tenants: [microsoftTenant(), vendorTenant(at), ...customers] })
}

export const factsOf = ({ tenantId, displayName, domains, accounts }: CustomerFacts): TenantFacts => ({
  tenantId,
  displayName,
  domains,
  applications: VENDOR_APPLICATIONS,
  accounts,
})

function microsoftTenant(): Tenant {
  const domains = [domain('microsoft.onmicrosoft.com', true)]
  const make = () => {
    const applications = firstPartyApplications(seededIds('first-party applications'))
    return [['applications', new Map(applications.map((one) => [String(one.id), one]))]] as const
  }
  const state = new Base([['domains', new Map(domains.map((one) => [String(one.id), one]))]], {
    kinds: new Set(['applications']),
    make,
  })
  return new Tenant(MICROSOFT_TENANT_ID, state)
}
