/** https://learn.microsoft.com/powershell/module/exchange/get-eopprotectionpolicyrule */
import { noun } from '../noun.ts'
import { presetRule } from '../threat-policies/preset-rule.ts'

export default noun(presetRule('EOPProtectionPolicyRule'))
