/** Which tenants there are, and what has happened in them. */

import { MICROSOFT_TENANT_ID } from '../entra/directory/first-party.ts'
import type { Tenant } from '../tenant.ts'
import { numberIn, type Route, SINCE, TOP } from './route.ts'

export const tenantRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'tenants',
    does: 'every tenant: id, displayName, domains, position of its change log',
    run: ({ cloud }) => ({ tenants: [...cloud.tenants.values()].map(summaryOf) }),
  },
  {
    method: 'GET',
    path: 'tenants/{tenant}/changes',
    does: 'its change log, oldest first; ?since=<position> ?top=<1..1000>; go on from next',
    run: ({ tenant, query }) => {
      const log = tenant()
      const { id, position } = log
      const since = numberIn(query, 'since', SINCE)
      const top = numberIn(query, 'top', TOP)
      const changes = log.changesSince(since).slice(0, top)
      return {
        tenantId: id,
        position,
        next: Math.min(position, since + changes.length),
        changes: changes.map(({ at, ...change }) => ({ ...change, at: new Date(at).toISOString() })),
      }
    },
  },
]

/** Microsoft's own tenant has no organization that anybody could read. */
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
