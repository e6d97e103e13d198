/** What the console changes between two synchronizations: policies, and the switches of inline protection. */
import type { Policy } from '../policies/policies.ts'
import { policiesFrom, protectionFrom } from '../policies/policy-list.ts'
import type { Protection } from '../policies/protection.ts'
import type { Account } from '../service-accounts/kind.ts'
import { outcome, refused, type StageOutcome, wellFormed } from './outcome.ts'

/** Ill-formed policies are refused as a whole. */
export async function setPolicies({ ledger }: Account, policies: readonly Policy[]): Promise<StageOutcome> {
  const checked = wellFormed(() => policiesFrom(policies))
  if ('code' in checked) return refused(checked)
  await ledger.append({ type: 'policies', policies: checked })
  return outcome('done', { code: 'policies changed', data: { count: checked.length } })
}

export async function setProtection({ ledger }: Account, protection: Protection): Promise<StageOutcome> {
  const checked = wellFormed(() => protectionFrom(protection))
  if ('code' in checked) return refused(checked)
  await ledger.append({ type: 'protection', protection: checked })
  return outcome('done', { code: 'protection changed', data: checked })
}
