import { fault } from './fault.ts'
import { objectsOf } from './objects-of.ts'

/** A read of one object or its relations: a whole collection always exists. */
const ONE_OBJECT = /^GET .*\{/

/** Observed in Graph: a replica that has not seen an object answers that it does not exist. */
export const notFoundOnce = fault({
  name: 'not-found-once',
  story: 'the call reads nothing; the caller is told 404, though what it asks for is there',
  knobs: {},
  atReads: true,
  services: ['graph'],
  operations: ONE_OBJECT,
  play: ({ call, arrival, service, requestId }) =>
    service.missing?.(arrival, objectsOf(arrival).at(-1) ?? '', requestId) ?? call.run(requestId),
})
