import type { Answer } from '../wire.ts'
import { fault } from './fault.ts'
import { listingWith } from './listing.ts'

/**
 * No page promises an order that was not asked for, neither of entries nor of the values of one property. Nor does a
 * batch: its answers may come in another order than its requests. https://learn.microsoft.com/graph/json-batching
 */
export const reordered = fault({
  name: 'reordered',
  story:
    'the listing comes from its last entry to its first, and so does each list in an entry; of a batch, the answers do',
  knobs: {},
  atReads: true,
  services: ['graph', 'exchange'],
  operations: /^(?!.*\bdelta\b)/,
  play({ call, requestId }) {
    const answer = call.run(requestId)
    if (call.operation === 'POST /$batch') return turnedBatch(answer)
    return listingWith(answer, (entries) => entries.map(turned).toReversed(), true)
  },
})

function turned(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name, Array.isArray(value) ? value.toReversed() : value]),
  )
}

function turnedBatch(answer: Answer): Answer {
  if (answer.status !== 200 || typeof answer.body !== 'string') return answer
  const { responses, ...rest } = JSON.parse(answer.body)
  return { ...answer, body: JSON.stringify({ ...rest, responses: responses.toReversed() }) }
}
