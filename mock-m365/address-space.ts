/**
 * The address space of a tenant, which Exchange and Graph share: two recipients never have the same address.
 * https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-duplicate-attribute-resiliency
 */
import type { Entity } from './base.ts'
import type { View } from './tenant.ts'

const KINDS = ['users', 'groups', 'contacts', 'DynamicDistributionGroup'] as const

/**
 * Users, groups and contacts with an address: as their mail, among their proxy addresses, or as their sign-in
 * name.
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

/** Other objects with the address. @param id of the object that gets it */
export const otherBearer = (view: View, address: string, id: unknown): Entity | undefined =>
  bearersOf(view, address).find((entity) => entity.id !== id)

/** Proxy addresses with another primary one; the former one stays as a secondary address (documented). */
export function promoted(proxies: readonly string[], address: string): readonly string[] {
  const wanted = `smtp:${address.toLowerCase()}`
  const rest = proxies.filter((proxy) => proxy.toLowerCase() !== wanted)
  return [
    `SMTP:${address}`,
    ...rest.map((proxy) => (proxy.startsWith('SMTP:') ? `smtp:${proxy.slice(5)}` : proxy)),
  ]
}
