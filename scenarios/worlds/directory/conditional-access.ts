import { trait } from '../trait.ts'
import { groupNamed } from './people.ts'

const NAME = 'CA001: multifactor authentication for all (report only)'

/** Those who grant and clean up can sign in with a password: other scripts play what else happens to them. */
export const conditionalAccess = trait({
  name: 'conditional-access',
  story: 'policies of Conditional Access stand, some only reporting, others for a group',
  percent: 40,
  facts: (_, { skus = [] }) => ({ skus: [...new Set([...skus, 'AAD_PREMIUM_P2' as const])] }),
  acts(hand, dice) {
    hand.permit('Policy.ReadWrite.ConditionalAccess')
    const everywhere = { applications: { includeApplications: ['All'] }, clientAppTypes: ['all'] }
    const mfa = { operator: 'OR', builtInControls: ['mfa'] }
    hand.graph('POST', '/identity/conditionalAccess/policies', {
      displayName: NAME,
      state: 'enabledForReportingButNotEnforced',
      conditions: { users: { includeUsers: ['All'] }, ...everywhere },
      grantControls: mfa,
    })
    if (dice.comes(0.6))
      hand.graph('POST', '/identity/conditionalAccess/policies', {
        displayName: 'CA002: multifactor authentication for finance',
        state: 'enabled',
        conditions: { users: { includeGroups: [groupNamed(hand, 'Finance')] }, ...everywhere },
        grantControls: mfa,
      })
  },
  isSeen: (tenant) => tenant.list('conditionalAccessPolicies').length > 0,
})
