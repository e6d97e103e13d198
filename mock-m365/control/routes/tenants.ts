/** The tenants, and what has happened in them. */
import * as v from 'valibot'
import { MICROSOFT_TENANT_ID } from '../../entra/directory/first-party.ts'
import type { Tenant } from '../../tenant.ts'
import { type Route, route } from '../route.ts'
import { PAGE_OF_A_LOG } from '../schemas.ts'

const TENANT = v.object({
  id: v.string(),
  displayName: v.nullable(v.string()),
  domains: v.array(v.looseObject({ id: v.string() })),
  position: v.number(),
})
const CHANGE = v.looseObject({ seq: v.number(), at: v.string(), kind: v.string(), key: v.string() })

export const tenantRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: 'tenants',
    says: 'every tenant: id, displayName, domains, position of its change log',
    output: v.object({ tenants: v.array(TENANT) }),
    run: ({ cloud }) => ({ tenants: [...cloud.tenants.values()].map(summaryOf) }),
  }),
  route({
    method: 'GET',
    path: 'tenants/{tenant}/changes',
    says: 'its change log, oldest first; go on from next',
    query: PAGE_OF_A_LOG,
    output: v.object({
      tenantId: v.string(),
      position: v.number(),
      next: v.number(),
      changes: v.array(CHANGE),
    }),
    run: ({ tenant, query: { since, top } }) => {
      const log = tenant()
      const { id, position } = log
      const changes = log.changesSince(since).slice(0, top)
      return {
        tenantId: id,
        position,
        next: Math.min(position, since + changes.length),
        changes: changes.map(({ at, ...change }) => ({ ...change, at: new Date(at).toISOString() })),
      }
    },
  }),
]

/** Microsoft's own tenant has no organization object. */
const nameWithout = ({ id }: Tenant): string | null => (id === MICROSOFT_TENANT_ID ? 'Microsoft' : null)

function summaryOf(tenant: Tenant) {
  const [organization] = tenant.list('organization')
  return {
    id: tenant.id,
    displayName: organization?.displayName ?? nameWithout(tenant),
    domains: tenant.list('domains').map(({ id, isVerified, isDefault }) => ({ id, isVerified, isDefault })),
    position: tenant.position,
  }
}
