/**
 * The senders of an outbound policy. The action's phrase is inferred from that of similar rules.
 * https://learn.microsoft.com/powershell/module/exchange/new-hostedoutboundspamfilterrule
 */
import { noun } from '../noun.ts'
import { SENDERS, threatRule } from '../threat-policies/rule.ts'
import { HOSTED_OUTBOUND_SPAM_FILTER } from './HostedOutboundSpamFilterPolicy.ts'

export default noun(
  threatRule({
    policy: HOSTED_OUTBOUND_SPAM_FILTER,
    words: 'hosted outbound spam filter policy',
    conditions: SENDERS,
  }),
)
