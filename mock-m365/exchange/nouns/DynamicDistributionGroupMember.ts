/** https://learn.microsoft.com/powershell/module/exchange/get-dynamicdistributiongroupmember — who passes the filter now. */
import { type Invocation, NOTHING, noun, type Outcome } from '../noun.ts'
import { matching } from '../recipients/dynamic-groups.ts'
import { getRecipient, lazily, MORE_RESULTS, RESULTS_DEFAULT } from '../recipients/listing.ts'
import { FLAG } from '../recipients/parameters.ts'
import { recipientObject } from '../recipients/reduced.ts'
import { DYNAMIC } from './DynamicDistributionGroup.ts'

export default noun({
  name: 'DynamicDistributionGroupMember',
  verbs: [],
  odd: {
    'Get-DynamicDistributionGroupMember': {
      parameters: {
        Identity: { type: 'String', mandatory: true },
        ResultSize: { type: 'Unlimited' },
        IncludeSoftDeletedObjects: FLAG,
      },
      run: show,
    },
  },
})

function show(invocation: Invocation): Outcome {
  const { view, organization, bound } = invocation
  const members = matching(view, getRecipient(DYNAMIC, invocation, String(bound.Identity)))
  const limit = typeof bound.ResultSize === 'number' ? Math.max(0, bound.ResultSize) : RESULTS_DEFAULT
  return {
    ...NOTHING,
    output: lazily(members.slice(0, limit), (member) => recipientObject({ view, organization }, member)),
    warnings: members.length > limit ? [MORE_RESULTS] : [],
  }
}
