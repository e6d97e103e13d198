/** How far the grant of a service is, or its removal: what Service Status and Service Account show. Texts are proposed. */
import type { AccountKind } from '../service-accounts/kind.ts'
import type { Ledger } from '../service-accounts/ledger.ts'

export type ServiceState =
  | 'Not granted'
  | 'Granting access'
  | 'Granted'
  /** Granted, and the services refuse the product's token. */
  | 'Access token invalid'
  | 'Removing'
  /** Access is revoked; what the administrator removes by hand may still stand. */
  | 'Removed'

/** Whether the service has no access, is not about to get it, and is not getting rid of it: it can be granted. */
export const isFree = (state: ServiceState): boolean => state === 'Not granted' || state === 'Removed'

export function serviceState(kind: AccountKind, { goal, reached, grant, incidents }: Ledger): ServiceState {
  if (grant.begun) return 'Granting access'
  const phase = goal === undefined ? undefined : kind.goals[goal]
  if (phase === undefined) return 'Not granted'
  if (phase === 'granted') return incidents.open ? 'Access token invalid' : 'Granted'
  if (phase === 'revoked') return reached ? 'Removed' : 'Removing'
  return 'Not granted'
}
