/**
 * Anti-phishing policies, as far as they concern spoofed senders. The first policy whose rule applies to a
 * recipient counts, else the default one (documented).
 * https://learn.microsoft.com/powershell/module/exchange/set-antiphishpolicy
 */
import type { Entity } from '../../../base.ts'
import type { View } from '../../../tenant.ts'
import type { Authentication } from '../envelope.ts'
import type { MailState } from '../state.ts'
import type { FilterAction } from '../trace/trace.ts'
import type { Person, PolicyRule, SpoofPolicy } from './policy.ts'
import { policyRules, ruledPolicy } from './policy-scope.ts'

const NO_POLICY: Entity = {}
const RECIPIENTS = ['SentTo', 'SentToMemberOf', 'RecipientDomainIs'] as const

/** Defaults documented: a tenant without the object has them. */
export const spoofPolicy = (policy: Entity): SpoofPolicy => ({
  name: String(policy.Name ?? 'Office365 AntiPhish Default'),
  asks: policy.EnableSpoofIntelligence !== false,
  onFailure: policy.AuthenticationFailAction === 'Quarantine' ? 'quarantine' : 'junk',
  honorsDmarc: policy.HonorDmarcPolicy !== false,
  onReject: policy.DmarcRejectAction === 'Quarantine' ? 'quarantine' : 'reject',
  onQuarantine: policy.DmarcQuarantineAction === 'MoveToJmf' ? 'junk' : 'quarantine',
})

/** @param compiled compiles a policy from its object, with a cache */
export function spoofPolicies(
  view: View,
  compiled: (entity: Entity) => SpoofPolicy,
): { spoofing: SpoofPolicy; spoofingRules: readonly PolicyRule<SpoofPolicy>[] } {
  const { standing = NO_POLICY, rules } = policyRules(
    view,
    'AntiPhishPolicy',
    'AntiPhishRule',
    RECIPIENTS,
    compiled,
  )
  return { spoofing: compiled(standing), spoofingRules: rules }
}

/** The policy for a recipient. */
export const spoofPolicyFor = (state: MailState, person: Person): SpoofPolicy =>
  ruledPolicy(state, state.spoofingRules, person) ?? state.spoofing

/**
 * The action for a spoofed sender's mail: the DMARC policy of the sender's domain counts where the policy
 * honours it.
 */
export function spoofAction(
  { honorsDmarc, onReject, onQuarantine, onFailure }: SpoofPolicy,
  authentication: Authentication | undefined,
): FilterAction {
  const asked = honorsDmarc && authentication?.dmarc === 'fail' ? authentication.policy : undefined
  if (asked === 'reject') return onReject
  return asked === 'quarantine' ? onQuarantine : onFailure
}

/** https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online */
export const dmarcRefusal = (domain: string): string =>
  `550 5.7.509 Access denied, sending domain ${domain} does not pass DMARC verification and has a DMARC policy of reject.`
