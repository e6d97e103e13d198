/**
 * The recipients of an anti-spam policy.
 * https://learn.microsoft.com/powershell/module/exchange/new-hostedcontentfilterrule
 */
import { noun } from '../noun.ts'
import { RECIPIENTS, threatRule } from '../threat-policies/rule.ts'
import { HOSTED_CONTENT_FILTER } from './HostedContentFilterPolicy.ts'

export default noun(
  threatRule({
    policy: HOSTED_CONTENT_FILTER,
    words: 'hosted content filter policy',
    conditions: RECIPIENTS,
  }),
)
