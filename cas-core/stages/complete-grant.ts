/** A grant as the console has it: access first, then the policy that was chosen. */
import { policiesAtCompletion } from '../policies/default-policies.ts'
import { reach } from '../service-accounts/account.ts'
import type { Account } from '../service-accounts/kind.ts'
import { grant } from './grant.ts'
import { type StageOutcome, worked } from './outcome.ts'

/**
 * Goes on with the grant that the console has begun. The policy is enabled only when access is granted (documented).
 * @param last runs before the grant counts as complete, so that who is interrupted there goes on
 */
export async function completeGrant(account: Account, last?: () => Promise<void>): Promise<StageOutcome> {
  const { ledger } = account
  const granted = await grant(account)
  const { begun } = ledger.grant
  if (granted.outcome !== 'done' || !begun || ledger.goal === undefined) return granted
  // policies of an earlier grant do not come back with a new one (proposed)
  await ledger.append({
    type: 'policies',
    policies: policiesAtCompletion(account.kind.name, begun.policy ?? ''),
  })
  const reached = await reach(account, ledger.goal)
  const enabled = worked(reached, { code: 'granted', data: {} }, granted.activities)
  if (enabled.outcome !== 'done') return enabled
  await last?.()
  await ledger.append({ type: 'grant completed' })
  return { ...granted, done: [...granted.done, ...enabled.done] }
}
