import { invariant } from '../harness/moment.ts'
import { breachesIn } from '../mail/watch.ts'

export const mailArrives = invariant({
  name: 'mail arrives',
  statement:
    'after every single write each message ends where it would end without the product: none is lost, none is taken for spam on its way back; what an administrator has broken counts once a stage has mended it',
  clauses: ['PI-24', 'PI-28', 'PI-29', 'RU-06', 'DP-10', 'DP-11'],
  check: (moment) => breachesIn(moment, 'arrival'),
})
