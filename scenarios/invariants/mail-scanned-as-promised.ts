import { invariant } from '../harness/moment.ts'
import { breachesIn } from '../mail/watch.ts'

export const mailScannedAsPromised = invariant({
  name: 'mail scanned as promised',
  statement:
    'mail in scope passes the scanner of its direction exactly once, from the end of a grant until the start of deprovisioning, at every write between',
  clauses: ['PI-51', 'PT-01', 'PT-03', 'RU-06'],
  check: (moment) => breachesIn(moment, 'scan'),
})
