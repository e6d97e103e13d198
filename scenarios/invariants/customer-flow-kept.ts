import { invariant } from '../harness/moment.ts'
import { breachesIn } from '../mail/watch.ts'

/** Effects that the published design implies are not breaches: the change audit lists them. */
export const customerFlowKept = invariant({
  name: 'customer flow kept',
  statement:
    'the customer’s own rules and connectors do to each message what they do without the product, and it is delivered as often and with the same content, except for what follows from passing the rules a second time',
  clauses: [],
  check: (moment) => breachesIn(moment, 'flow'),
})
