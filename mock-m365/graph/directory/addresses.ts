/** Mail addresses that Graph gives to users and groups. */

import { otherBearer } from '../../address-space.ts'
import type { Entity } from '../../base.ts'
import { valueTaken } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

/** @throws GraphError 400 where another recipient of the tenant bears the address (which property is named is inferred) */
export function checkAddress({ tenant }: Turn, { id }: Entity, address: string): void {
  if (otherBearer(tenant, address, id)) throw valueTaken('proxyAddresses')
}

/** As `checkAddress`; two sign-in names that are the same are refused by that name, elsewhere. @throws GraphError 400 */
export function checkSignInName(turn: Turn, entity: Entity, name: string): void {
  const others = turn.tenant.find('users', 'userPrincipalName', name)
  if (others.every(({ id }) => id === entity.id)) checkAddress(turn, entity, name)
}
