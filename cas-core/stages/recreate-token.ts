/**
 * Recreating the access token: an administrator gives the consents again, and the product tries its access. It works
 * while the token is valid too, and makes no object. Source: trend-vision-one-service-account-cloud-apps. For inline
 * mode the page does not say how many permissions there are; both are asked for again (proposed).
 */
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { settleAccess } from './access.ts'
import { outcome, refused, type StageOutcome, tokenInvalid } from './outcome.ts'

/** From now on, consents count towards the new token. Beginning again forgets those that were given. */
export async function beginRecreation({ ledger, kind }: Account): Promise<StageOutcome> {
  if (!isGranted(kind, ledger.goal)) return refused({ code: 'nothing to recreate', data: {} })
  await ledger.append({ type: 'recreation begun' })
  return outcome('done', { code: 'recreation begun', data: { purposes: Object.keys(kind.consents) } })
}

/** Ends what was begun, where all consents were given since. Until then nothing changes: a token that is invalid stays so. */
export async function recreateToken(account: Account): Promise<StageOutcome> {
  const { ledger, kind } = account
  if (!isGranted(kind, ledger.goal) || ledger.incidents.recreated === undefined)
    return refused({ code: 'nothing to recreate', data: {} })
  const missing = missingConsents(account)[0]
  if (missing !== undefined) return refused({ code: 'consent missing', data: { purpose: missing } })
  const incident = await settleAccess(account)
  if (incident) return tokenInvalid(incident)
  await ledger.append({ type: 'recreation ended' })
  return outcome('done', { code: 'token recreated', data: {} })
}

/** Purposes of the consents that are still to be given, in their order, for a recreation that was begun. */
function missingConsents({ ledger, kind }: Account): string[] {
  return Object.keys(kind.consents).filter((purpose) => !ledger.incidents.recreated?.has(purpose))
}
