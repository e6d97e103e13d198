import { fault } from './fault.ts'

/** https://learn.microsoft.com/graph/throttling — the request has no effect and may be repeated after the wait. */
export const throttled = fault({
  name: 'throttled',
  story: 'nothing happens; the caller is told 429 and how long to wait',
  knobs: { retryAfterSeconds: { min: 1, max: 300, unit: 'seconds' } },
  play: ({ arrival, service, requestId }, { retryAfterSeconds = 1 }) =>
    service.throttled(arrival, retryAfterSeconds, requestId),
})
