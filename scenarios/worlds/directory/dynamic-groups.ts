import { trait } from '../trait.ts'
import { newGroup, newPerson } from './people.ts'

const NAME = 'All of sales (dynamic)'

export const dynamicGroups = trait({
  name: 'dynamic-groups',
  story: 'rules decide who is in some groups, in the directory and in Exchange',
  percent: 30,
  facts: (_, { skus = [] }) => ({ skus: [...new Set([...skus, 'AAD_PREMIUM_P2' as const])] }),
  acts(hand, dice) {
    for (let i = 0; i < dice.whole(1, 4); i++)
      newPerson(hand, { displayName: `Seller ${i}`, alias: `seller${i}`, more: { department: 'Sales' } })
    newGroup(hand, NAME, {
      groupTypes: ['DynamicMembership'],
      membershipRule: 'user.department -eq "Sales"',
      membershipRuleProcessingState: 'On',
    })
    hand.exchange('New-DynamicDistributionGroup', {
      Name: 'Everybody',
      Alias: 'everybody',
      IncludedRecipients: dice.pick(['MailboxUsers', 'AllRecipients']),
    })
  },
  isSeen: (tenant) => tenant.find('groups', 'displayName', NAME).length > 0,
})
