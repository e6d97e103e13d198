import { invariant } from '../harness/moment.ts'
import { breachesIn } from '../mail/watch.ts'

export const mailNeverLoops = invariant({
  name: 'mail never loops',
  statement: 'no message goes to a scanner a second time, whatever has been written and whatever not yet',
  clauses: ['RU-06'],
  check: (moment) => breachesIn(moment, 'loop'),
})
