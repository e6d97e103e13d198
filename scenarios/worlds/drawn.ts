/** Makes drawn tenants: the plain one, with what its traits bring. */
import {
  type CustomerFacts,
  cloudWith,
  customerTenant,
  factsOf,
  type Microsoft365,
  seededIds,
  Tenant,
  type TenantFacts,
  virtualClock,
  WORLDS,
} from '#mock-m365'
import { diceOf } from './dice.ts'
import { handOf } from './hand.ts'
import { drawnNameFrom } from './name.ts'
import type { Trait } from './trait.ts'

export interface DrawnWorld {
  readonly cloud: Microsoft365
  readonly facts: TenantFacts
}

/** No two drawn tenants meet in one cloud, so that one id is enough; what it signs is then signed once for all. */
const TENANT_ID = 'c0ffee00-00d1-40d1-80d1-0000000000d1'

/** @param at milliseconds since the epoch @throws RangeError for a name that names no world */
export function drawnWorld(name: string, at: number): DrawnWorld {
  const { traits, seed } = drawnNameFrom(name)
  const customer = customerOf(traits, seed)
  const surroundings = { clock: virtualClock(at), ids: seededIds(`drawn ${seed}`) }
  const facts = factsOf(customer)
  const tenant = customerTenant(customer, at)
  const hand = handOf(cloudWith([tenant], surroundings), facts)
  for (const { acts, name: own } of traits) acts?.(hand, diceOf(`${seed} ${own}`), facts)
  const settled = new Tenant(tenant.id, tenant.asBase())
  return { cloud: cloudWith([settled], surroundings), facts }
}

function customerOf(traits: readonly Trait[], seed: string): CustomerFacts {
  const plain = WORLDS.find(({ name }) => name === 'plain')?.customer
  if (!plain) throw new RangeError('there is no world "plain"')
  let customer: CustomerFacts = { ...plain, tenantId: TENANT_ID, displayName: 'Drawn' }
  for (const { facts, name } of traits)
    customer = { ...customer, ...facts?.(diceOf(`facts of ${seed} ${name}`), customer) }
  return customer
}
