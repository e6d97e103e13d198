/** Mail addresses that Graph gives to users and groups. */

import { otherBearer } from '../../address-space.ts'
import type { Entity } from '../../base.ts'
import { valueTaken } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

/**
 * Two sign-in names that are the same are refused by that name, elsewhere.
 * @throws GraphError 400 where another recipient of the tenant bears the address (which property is named is inferred)
 */
export function checkAddress({ tenant }: Turn, { id }: Entity, address: string): void {
  const other = otherBearer(tenant, address, id)
  if (other && String(other.userPrincipalName).toLowerCase() !== address.toLowerCase())
    throw valueTaken('proxyAddresses')
}
