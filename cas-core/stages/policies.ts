/** What the console changes between two synchronizations: policies, and the switches of inline protection. */

import { changed, type PolicyChange } from '../policies/changes.ts'
import { policiesAtCompletion } from '../policies/default-policies.ts'
import { type MailSettings, mailSettingsFrom } from '../policies/mail-settings.ts'
import type { Policy } from '../policies/policies.ts'
import { policiesFrom, protectionFrom } from '../policies/policy-list.ts'
import { idOf, ranked } from '../policies/priorities.ts'
import type { Protection } from '../policies/protection.ts'
import { directionsOf } from '../service-accounts/inline/directions.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import { outcome, refused, type StageOutcome, wellFormed } from './outcome.ts'

/** Ill-formed policies are refused as a whole. */
export async function setPolicies(
  { ledger, kind }: Account,
  policies: readonly Policy[],
): Promise<StageOutcome> {
  const checked = wellFormed(() => policiesFrom(policies))
  if ('code' in checked) return refused(checked)
  const byDomain = checked.find(({ targets }) => kind.choosesTargets && 'domains' in targets)
  if (byDomain) return refused({ code: 'domain targets not offered', data: { policy: byDomain.name } })
  await ledger.append({ type: 'policies', policies: checked })
  return outcome('done', { code: 'policies changed', data: { count: checked.length } })
}

export async function setProtection({ ledger }: Account, protection: Protection): Promise<StageOutcome> {
  const checked = wellFormed(() => protectionFrom(protection))
  if ('code' in checked) return refused(checked)
  await ledger.append({ type: 'protection', protection: checked })
  return outcome('done', { code: 'protection changed', data: checked })
}

/** The policies of an account in their order. The predefined ones are there even where they were never touched. */
export function listedPolicies({ ledger, kind }: Account): readonly Policy[] {
  const policies = ledger.policies ?? []
  const ids = new Set(policies.map(idOf))
  const untouched = policiesAtCompletion(kind.name, '').filter((policy) => !ids.has(idOf(policy)))
  return ranked([...policies, ...untouched])
}

/**
 * One change of one policy. The whole list is written down: it is short, people change it rarely, and each entry can be
 * read without those before it.
 * @param isMigratable whether outgoing mail can be taken over from the former account, for which policies are made before
 */
export async function changePolicy(
  account: Account,
  change: PolicyChange,
  isMigratable = false,
): Promise<StageOutcome> {
  const { ledger, kind } = account
  if (!isGranted(kind, ledger.goal)) return refused({ code: 'service not granted', data: {} })
  const isInline = kind.name === 'inline'
  const isBoth = !isInline || isMigratable || directionsOf(account) === 'both'
  const directions = isBoth ? (['inbound', 'outbound'] as const) : (['inbound'] as const)
  const offer = { directions, hasDomainTargets: isInline }
  const result = wellFormed(() => changed(listedPolicies(account), change, offer))
  if ('code' in result) return refused(result)
  await ledger.append({ type: 'policies', policies: result })
  const isApplied = ledger.incidents.open === undefined
  return outcome('done', { code: 'policy changed', data: { count: result.length, isApplied } })
}

export async function setMailSettings({ ledger }: Account, settings: MailSettings): Promise<StageOutcome> {
  const checked = wellFormed(() => mailSettingsFrom(settings))
  if ('code' in checked) return refused(checked)
  await ledger.append({ type: 'mail settings', settings: checked })
  return outcome('done', { code: 'settings saved', data: {} })
}
