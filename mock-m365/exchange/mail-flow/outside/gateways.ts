/**
 * Gateways outside for mail of one tenant. They are stored with the tenant, like its public DNS records, so
 * that a fork has them and the change log shows their changes. The tenant's administrators do not see them.
 */
import type { Entity, Kind } from '../../../base.ts'
import type { Tenant, View, Write } from '../../../tenant.ts'
import { type Gateway, gatewayHost } from './gateway.ts'
import type { OutsideHost } from './outside.ts'

export const GATEWAYS: Kind = 'mailGateways'

/** The order of the search. */
const ORDERED = 'order'

/** A gateway as stored in a tenant's state. */
export const storedGateway = (gateway: Gateway, order: number): Entity => ({ ...gateway, [ORDERED]: order })

/** Replaces all gateways. Names are unique. */
export function putGateways(tenant: Tenant, write: Write, gateways: readonly Gateway[]): void {
  const wanted = new Set(gateways.map(({ name }) => name))
  for (const { name } of gatewaysOf(tenant))
    if (!wanted.has(name)) tenant.commit(write, GATEWAYS, name, undefined)
  for (const [order, gateway] of gateways.entries())
    tenant.commit(write, GATEWAYS, gateway.name, storedGateway(gateway, order))
}

const inOrder = (view: View): readonly Entity[] =>
  view.list(GATEWAYS).toSorted((a, b) => Number(a[ORDERED]) - Number(b[ORDERED]))

const gatewayIn = ({ [ORDERED]: _, ...gateway }: Entity) => gateway as unknown as Gateway

export const gatewaysOf = (view: View): readonly Gateway[] => inOrder(view).map(gatewayIn)

/** Entities never change, so a gateway is compiled once and stays the same host until it is replaced. */
const hostsByEntity = new WeakMap<Entity, OutsideHost>()

export const gatewayHosts = (view: View): readonly OutsideHost[] =>
  inOrder(view).map((entity) => {
    const host = hostsByEntity.get(entity) ?? gatewayHost(gatewayIn(entity))
    hostsByEntity.set(entity, host)
    return host
  })
