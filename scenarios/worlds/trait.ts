/** What real customers' tenants have in common: a trait is one such thing, with what an administrator did for it. */
import type { CustomerFacts, Tenant, TenantFacts } from '#mock-m365'
import type { Dice } from './dice.ts'
import type { Hand } from './hand.ts'

export interface Trait {
  /** Stands in the names of worlds. */
  readonly name: string
  /** What is special about such a tenant, in one sentence. */
  readonly story: string
  /** How many of a hundred drawn tenants have it (proposed). */
  readonly percent: number
  /** Making or playing such a tenant takes several times as long: random scripts draw it rarely. */
  readonly dear?: true
  /** What no call makes, or only so many that it would take too long. */
  readonly facts?: (dice: Dice, facts: CustomerFacts) => Partial<CustomerFacts>
  /** What an administrator has done. */
  readonly acts?: (hand: Hand, dice: Dice, facts: TenantFacts) => void
  /** Whether a tenant shows it: no tenant without it does. */
  readonly isSeen: (tenant: Tenant) => boolean
}

export const trait = (definition: Trait): Trait => definition
