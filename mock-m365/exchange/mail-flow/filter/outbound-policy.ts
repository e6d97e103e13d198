/**
 * Outbound spam policies: whose mailbox may forward mail out of the organization by itself.
 * https://learn.microsoft.com/defender-office-365/outbound-spam-policies-external-email-forwarding
 */
import type { Entity } from '../../../base.ts'
import type { View } from '../../../tenant.ts'
import type { MailState } from '../state.ts'
import type { Person } from './policy.ts'
import { policyRules, ruledPolicy } from './policy-scope.ts'

const SENDERS = ['From', 'FromMemberOf', 'SenderDomainIs'] as const

/** Automatic means Off by now (documented), and an organization without the policy has the default. */
const lets = (policy: Entity | undefined): boolean => policy?.AutoForwardingMode === 'On'

/**
 * That the policy asked for is the forwarding mailbox's own is inferred: the pages speak of the policy's users.
 * @returns whether a person's mailbox may forward outside
 */
export function forwardsOutside(
  view: View,
  state: Pick<MailState, 'isMember' | 'recipient'>,
): (forwarder: Person) => boolean {
  const { standing, rules } = policyRules(
    view,
    'HostedOutboundSpamFilterPolicy',
    'HostedOutboundSpamFilterRule',
    SENDERS,
    (entity) => entity,
  )
  return rules.length === 0
    ? () => lets(standing)
    : (forwarder) => lets(ruledPolicy(state, rules, forwarder) ?? standing)
}
