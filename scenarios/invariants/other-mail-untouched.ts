import { invariant } from '../harness/moment.ts'
import { breachesIn } from '../mail/watch.ts'

export const otherMailUntouched = invariant({
  name: 'other mail untouched',
  statement:
    'mail that no policy puts in scope is never scanned and takes the way that it would take without the product, as does all mail once access is gone',
  clauses: ['PI-50', 'RU-07', 'RU-08', 'RU-09', 'IV-02'],
  check: (moment) => breachesIn(moment, 'untouched'),
})
