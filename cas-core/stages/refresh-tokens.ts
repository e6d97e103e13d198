/** The hourly refresh of the access tokens. It changes nothing in the tenant. Source: trend-vision-one-changes-inline-protection. */
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { refreshAccess } from './access.ts'
import { outcome, refused, type StageOutcome, tokenInvalid } from './outcome.ts'

export async function refreshTokens(account: Account): Promise<StageOutcome> {
  const { ledger, kind, ports } = account
  if (!isGranted(kind, ledger.goal)) return refused({ code: 'nothing to synchronize', data: {} })
  // a refresh that fails is not repeated before the hour is over: a call that needs a token asks for one by itself
  account.refreshedAt = ports.clock.now()
  const incident = await refreshAccess(account)
  if (incident) return tokenInvalid(incident)
  const refreshed = outcome('done', { code: 'tokens refreshed', data: {} })
  return { ...refreshed, activities: [{ code: 'token refreshed', data: {} }] }
}
