import { fault } from './fault.ts'
import { listingWith } from './listing.ts'

/**
 * Observed in Graph: a page without a link to the next one, although the list continues. Observed in Exchange
 * too: sometimes a cmdlet returns only a part of the objects, without an error.
 * https://github.com/MicrosoftDocs/office-docs-powershell/issues/9200
 */
export const brokenListing = fault({
  name: 'broken-listing',
  story: 'the listing ends in its middle, and says nothing of it',
  knobs: {},
  atReads: true,
  services: ['graph', 'exchange'],
  play: ({ call, requestId }) =>
    listingWith(call.run(requestId), (entries) => entries.slice(0, Math.ceil(entries.length / 2)), false),
})
