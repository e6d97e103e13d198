/**
 * Gateways outside that mail of one tenant meets. They are kept with the tenant, as its records in the public DNS are,
 * so that a fork has them and a log tells when they changed; no administrator of the tenant sees or makes them.
 */
import type { Entity, Kind } from '../../../base.ts'
import type { Tenant, View, Write } from '../../../tenant.ts'
import { type Gateway, gatewayHost } from './gateway.ts'
import type { OutsideHost } from './outside.ts'

export const GATEWAYS: Kind = 'mailGateways'

/** They are looked through in this order. */
const ORDERED = 'order'

/** A gateway as a tenant's state holds it. */
export const storedGateway = (gateway: Gateway, order: number): Entity => ({ ...gateway, [ORDERED]: order })

/** Puts these in place of all that stood there. Names are unique. */
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

/** Entities never change, so that a gateway is the same host for as long as nobody puts another in its place. */
const made = new WeakMap<Entity, OutsideHost>()

export const gatewayHosts = (view: View): readonly OutsideHost[] =>
  inOrder(view).map((entity) => {
    const host = made.get(entity) ?? gatewayHost(gatewayIn(entity))
    made.set(entity, host)
    return host
  })
