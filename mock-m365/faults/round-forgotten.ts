import { fault } from './fault.ts'

/** A round that goes on from an earlier one. A first round has nothing that could be forgotten. */
const GOES_ON = /(?:^|&)(?:\$|%24)(?:delta|skip)token=[^&]/i

/**
 * Documented: Graph may ask for a full synchronization at any time.
 * https://learn.microsoft.com/graph/delta-query-overview#synchronization-reset
 */
export const roundForgotten = fault({
  name: 'round-forgotten',
  story:
    'the service has forgotten where the round of changes was; the caller is told 410 and to begin again',
  knobs: {},
  atReads: true,
  services: ['graph'],
  operations: /^GET \/\w+\/delta$/,
  play: ({ call, arrival, service, requestId }) =>
    (GOES_ON.test(arrival.query) ? service.forgotten?.(arrival, requestId) : undefined) ??
    call.run(requestId),
})
