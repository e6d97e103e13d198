import { fault } from './fault.ts'
import { listingWith } from './listing.ts'

/** No page promises an order that was not asked for, neither of entries nor of the values of one property. */
export const reordered = fault({
  name: 'reordered',
  story: 'the listing comes from its last entry to its first, and so does each list in an entry',
  knobs: {},
  atReads: true,
  services: ['graph', 'exchange'],
  operations: /^(?!.*\bdelta\b)/,
  play: ({ call, requestId }) =>
    listingWith(call.run(requestId), (entries) => entries.map(turned).toReversed(), true),
})

function turned(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name, Array.isArray(value) ? value.toReversed() : value]),
  )
}
