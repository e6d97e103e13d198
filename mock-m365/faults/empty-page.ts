import { fault } from './fault.ts'
import { listingWith } from './listing.ts'

/** A page may hold nothing and yet be followed by others (documented): https://learn.microsoft.com/graph/paging */
export const emptyPage = fault({
  name: 'empty-page',
  story: 'the listing comes without any of its entries, as if there were none',
  knobs: {},
  atReads: true,
  services: ['graph'],
  play: ({ call, requestId }) => listingWith(call.run(requestId), () => [], false),
})
