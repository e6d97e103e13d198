import { invariant } from '../harness/moment.ts'
import { breachesIn } from '../mail/watch.ts'

export const mailNeverLoops = invariant({
  name: 'mail never loops',
  statement: 'no message goes to a scanner a second time, at any moment of a stage',
  clauses: ['RU-06'],
  check: (moment) => breachesIn(moment, 'loop'),
})
