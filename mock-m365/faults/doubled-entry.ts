import { fault } from './fault.ts'
import { listingWith } from './listing.ts'

/**
 * Documented for delta queries, observed for lists that change while they are read: an entry can come twice.
 * Proposed of Exchange.
 */
export const doubledEntry = fault({
  name: 'doubled-entry',
  story: 'the listing comes with its first entry twice',
  knobs: {},
  atReads: true,
  services: ['graph', 'exchange'],
  play: ({ call, requestId }) =>
    listingWith(call.run(requestId), (entries) => [...entries.slice(0, 1), ...entries], true),
})
