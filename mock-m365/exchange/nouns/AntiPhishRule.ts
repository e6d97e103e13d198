/**
 * The recipients of an anti-phishing policy.
 * https://learn.microsoft.com/powershell/module/exchange/new-antiphishrule
 */
import { noun } from '../noun.ts'
import { RECIPIENTS, threatRule } from '../threat-policies/rule.ts'
import { ANTI_PHISH } from './AntiPhishPolicy.ts'

export default noun(threatRule({ policy: ANTI_PHISH, words: 'AntiPhish policy', conditions: RECIPIENTS }))
