/** Mail addresses that Graph gives to users and groups. */

import { otherBearer } from '../../address-space.ts'
import type { Entity } from '../../base.ts'
import { valueTaken } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

/**
 * @throws GraphError 400 where another recipient of the tenant has the address (which property the text names
 * is inferred)
 */
export function checkAddress({ tenant }: Turn, { id }: Entity, address: string): void {
  if (otherBearer(tenant, address, id)) throw valueTaken('proxyAddresses')
}

/**
 * As `checkAddress`, but equal sign-in names are refused elsewhere, by their own name. @throws GraphError 400
 */
export function checkSignInName(turn: Turn, entity: Entity, name: string): void {
  const others = turn.tenant.find('users', 'userPrincipalName', name)
  if (others.every(({ id }) => id === entity.id)) checkAddress(turn, entity, name)
}
