import { invariant } from '../harness/moment.ts'
import { breachesIn } from '../mail/watch.ts'

/** Effects that the published design implies are no breaches: the change audit tells them. */
export const customerFlowKept = invariant({
  name: 'customer flow kept',
  statement:
    'the customer’s own rules and connectors do to each message what they do without the product, and it is delivered as often and with the same content, but for what follows from its passing the rules a second time',
  clauses: [],
  check: (moment) => breachesIn(moment, 'flow'),
})
