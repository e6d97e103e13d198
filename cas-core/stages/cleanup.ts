/**
 * Manual cleanup, done with an administrator's credentials: the rest of the rules and connectors,
 * the allow list entries that are ours, and the application last. Source: trend-vision-one-changes-inline-protection.
 */
import { type AdministratorCredential, administratorTokens } from '../microsoft/token.ts'
import { reach, sessionWith } from '../service-accounts/account.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { refused, type StageOutcome, worked } from './outcome.ts'

/** @param administrator who may change Exchange Online and remove applications: a Global Administrator */
export async function cleanUp(
  account: Account,
  administrator: AdministratorCredential,
): Promise<StageOutcome> {
  const { ledger, kind, settings } = account
  if (ledger.goal === undefined) return refused({ code: 'nothing to clean up', data: {} })
  if (isGranted(kind, ledger.goal)) return refused({ code: 'still granted', data: {} })
  const session = sessionWith(account, (ports) =>
    administratorTokens(ports, settings.tenantId, administrator),
  )
  const reached = await reach(account, kind.actions.cleanUp, { session })
  return worked(reached, { code: 'cleaned up', data: {} }, [])
}
