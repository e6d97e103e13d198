import { fault } from './fault.ts'

/** https://learn.microsoft.com/graph/throttling — the request has no effect and may be repeated after the wait. */
export const throttled = fault({
  name: 'throttled',
  story: 'nothing happens; the caller is told 429 and how long to wait',
  knobs: {
    retryAfterSeconds: { min: 1, max: 300, unit: 'seconds' },
    // HTTP allows both forms: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
    isDate: { min: 0, max: 1, unit: 'where 1 tells the wait as a date', only: [0, 1] },
  },
  play({ arrival, service, requestId }, { retryAfterSeconds = 1, isDate = 0 }) {
    const answer = service.throttled(arrival, retryAfterSeconds, requestId)
    if (isDate === 0) return answer
    // a date has whole seconds
    const until = new Date(Math.ceil(arrival.at / 1000 + retryAfterSeconds) * 1000)
    return { ...answer, headers: { ...answer.headers, 'Retry-After': until.toUTCString() } }
  },
})
