/**
 * Granting access in API mode: consent, the choice of targets, permissions, first synchronization. Nothing is made in
 * the tenant. Source: trend-vision-one-access-exchange-auth-acct and the classic guide of the earlier generation.
 */
import { reach } from '../service-accounts/account.ts'
import { type Account, isGranted, synchronizes } from '../service-accounts/kind.ts'
import { seenAfterConsent } from './consent.ts'
import { refused, type StageOutcome, worked } from './outcome.ts'
import { checkPermissions } from './permissions.ts'
import { synchronizeTargets } from './targets-synchronized.ts'

/** Completes a grant. Repeating it resumes or repairs; on a granted account it reads what is new. */
export async function submit(account: Account): Promise<StageOutcome> {
  const { ledger, session, kind } = account
  const missing = Object.keys(kind.consents).find((purpose) => !ledger.consents.has(purpose))
  if (missing) return refused({ code: 'consent missing', data: { purpose: missing } })
  const { choice, isSelected, users } = ledger.targets
  if (kind.choosesTargets && choice === undefined) return refused({ code: 'choice missing', data: {} })
  if (isSelected && users.size === 0 && !isGranted(kind, ledger.goal))
    return refused({ code: 'no user selected', data: {} })
  const lacking = await seenAfterConsent(account, () => checkPermissions(account))
  if (lacking) return lacking
  const read = synchronizes(kind) ? (await synchronizeTargets(account)).activities : []
  const reached = await reach(account, kind.actions.grant(account))
  return worked(reached, { code: 'service protected', data: { service: kind.service } }, [
    { code: 'tokens acquired', data: { count: session.tokens.acquired } },
    ...read,
  ])
}
