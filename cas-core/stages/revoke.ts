/**
 * Revoking access (deprovisioning): rerouting rules, connectors to the scanner and virtual groups go; the objects that mail
 * under way still needs stays for the administrator. Source: trend-vision-one-changes-inline-protection.
 */
import { observe } from '../reconcile/engine.ts'
import { lookingFor, reach, strive } from '../service-accounts/account.ts'
import type { Account } from '../service-accounts/kind.ts'
import { seenAfterConsent } from './consent.ts'
import { refused, type StageOutcome, worked } from './outcome.ts'

export async function revoke(account: Account): Promise<StageOutcome> {
  const { ledger, kind } = account
  if (ledger.goal === undefined || kind.goals[ledger.goal] === 'cleaned')
    return refused({ code: 'nothing to revoke', data: {} })
  const goal = kind.actions.revoke
  await strive(account, goal)
  const seen = await seenAfterConsent(account, () => observe(lookingFor(account, goal)))
  const reached = await reach(account, goal, { seen })
  return worked(reached, { code: 'revoked', data: {} }, [
    { code: 'synchronization stopped', data: {} },
    { code: 'reports stopped', data: {} },
  ])
}
