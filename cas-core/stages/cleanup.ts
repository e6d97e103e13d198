/**
 * Manual cleanup, done with an administrator's own hands and credentials: the rest of the rules and connectors,
 * the allow list entries that are ours, and the application last. Source: trend-vision-one-changes-inline-protection.
 */

import { type AdministratorCredential, administratorTokens } from '../microsoft/token.ts'
import {
  type Account,
  failed,
  obstaclesIn,
  reach,
  refused,
  type StageResult,
  sessionWith,
} from '../service-accounts/account.ts'

/** @param administrator who may change Exchange Online and remove applications: a Global Administrator */
export async function cleanUp(
  account: Account,
  administrator: AdministratorCredential,
): Promise<StageResult> {
  const { ledger, ports, settings } = account
  if (ledger.goal === undefined) return refused('access was never granted; there is nothing to clean up')
  if (ledger.goal === 'granted' || ledger.goal === 'granted inbound')
    return refused(
      'access is still granted: rerouting rules would lose what they refer to; revoke access first',
    )
  try {
    const session = sessionWith(account, administratorTokens(ports, settings.tenantId, administrator))
    const reached = await reach(account, 'clean', { session })
    return { ...reached, message: obstaclesIn(reached.obstacles) || 'cleaned up', activities: [] }
  } catch (error) {
    return failed(error)
  }
}
