/**
 * Revoking access (deprovisioning): rerouting rules, connectors to the scanner and virtual groups go; what mail
 * under way still needs stays for the administrator. Source: trend-vision-one-changes-inline-protection.
 */
import {
  type Account,
  failed,
  obstaclesIn,
  reach,
  refused,
  type StageResult,
} from '../service-accounts/account.ts'

export async function deprovision(account: Account): Promise<StageResult> {
  const { goal } = account.ledger
  if (goal === undefined || goal === 'clean')
    return refused('access is not granted; there is nothing to revoke')
  try {
    const reached = await reach(account, 'deprovisioned')
    const message =
      obstaclesIn(reached.obstacles) || 'access revoked; check quarantined items and clean up by hand'
    return { ...reached, message, activities: ['stopped daily synchronization', 'stopped scheduled reports'] }
  } catch (error) {
    return failed(error)
  }
}
