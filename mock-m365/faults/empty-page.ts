import { fault } from './fault.ts'
import { listingWith } from './listing.ts'

/**
 * A page may be empty although others follow (documented): https://learn.microsoft.com/graph/paging Of
 * Exchange a part of a listing is observed (see `broken-listing`); that it may be none of it is inferred.
 */
export const emptyPage = fault({
  name: 'empty-page',
  story: 'the listing comes without any of its entries, as if there were none',
  knobs: {},
  atReads: true,
  services: ['graph', 'exchange'],
  play: ({ call, requestId }) => listingWith(call.run(requestId), () => [], false),
})
