/**
 * One space of mail addresses for a tenant, which Exchange and Graph share: no two of its recipients bear the same.
 * https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-duplicate-attribute-resiliency
 */
import type { Entity } from './base.ts'
import type { View } from './tenant.ts'

const KINDS = ['users', 'groups', 'contacts', 'DynamicDistributionGroup'] as const

/**
 * Users, groups and contacts that bear an address: as their mail, among their proxy addresses, or as the name by which
 * they sign in.
 * @param address without a prefix, in any case
 */
function bearersOf(view: View, address: string): readonly Entity[] {
  const folded = address.toLowerCase()
  const found = KINDS.flatMap((kind) => [
    ...view.find(kind, 'mail', folded),
    ...view.find(kind, 'proxyAddresses', `smtp:${folded}`),
    ...(kind === 'users' ? view.find(kind, 'userPrincipalName', folded) : []),
  ])
  return [...new Set(found)]
}

/** Who else bears the address. @param id of the object that is to bear it */
export const otherBearer = (view: View, address: string, id: unknown): Entity | undefined =>
  bearersOf(view, address).find((entity) => entity.id !== id)

/** Proxy addresses whose primary one is another; the one that was stays as a secondary (documented). */
export function promoted(proxies: readonly string[], address: string): readonly string[] {
  const wanted = `smtp:${address.toLowerCase()}`
  const rest = proxies.filter((proxy) => proxy.toLowerCase() !== wanted)
  return [
    `SMTP:${address}`,
    ...rest.map((proxy) => (proxy.startsWith('SMTP:') ? `smtp:${proxy.slice(5)}` : proxy)),
  ]
}
