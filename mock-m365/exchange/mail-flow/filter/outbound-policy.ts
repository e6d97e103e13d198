/**
 * Outbound spam policies: which mailboxes may automatically forward mail out of the organization.
 * https://learn.microsoft.com/defender-office-365/outbound-spam-policies-external-email-forwarding
 */
import type { Entity } from '../../../base.ts'
import type { View } from '../../../tenant.ts'
import type { MailState } from '../state.ts'
import type { Person } from './policy.ts'
import { policyRules, ruledPolicy } from './policy-scope.ts'

const SENDERS = ['From', 'FromMemberOf', 'SenderDomainIs'] as const

/** Automatic now means Off (documented), and an organization without the policy has the default. */
const lets = (policy: Entity | undefined): boolean => policy?.AutoForwardingMode === 'On'

/**
 * That the forwarding mailbox's policy counts is inferred: the pages name the policy's users.
 * @returns whether a user's mailbox may forward outside
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
