import { type Answer, SERVER_FAILURES, type ServerFailure } from '../wire.ts'
import { fault, type Knob, type Struck } from './fault.ts'

/** The server has waited for a request too long. */
const REQUEST_TIMEOUT = 408

/** Documented: https://learn.microsoft.com/graph/errors. It is also documented that a 503 may name a wait. */
export const FAILURE_KNOBS: Readonly<Record<'status' | 'retryAfterSeconds', Knob>> = {
  status: { min: REQUEST_TIMEOUT, max: 504, unit: 'as status', only: [...SERVER_FAILURES, REQUEST_TIMEOUT] },
  retryAfterSeconds: { min: 0, max: 300, unit: 'seconds, 0 for no word of it' },
}

/** The caller cannot tell this from a failure after the effect. */
export const serverError = fault({
  name: 'server-error',
  story: 'nothing happens; the caller is told 500, 503, 504 or 408',
  knobs: FAILURE_KNOBS,
  play: failed,
})

/** The service's own failure, with Retry-After where it has one. */
export function failed(
  { arrival, service, requestId }: Struck,
  { status = 500, retryAfterSeconds = 0 }: Readonly<Record<string, number>>,
): Answer {
  const isTimeout = status === REQUEST_TIMEOUT
  const failing = service.failing(arrival, isTimeout ? 504 : (status as ServerFailure), requestId)
  const answer = isTimeout ? { ...failing, status } : failing
  if (retryAfterSeconds === 0) return answer
  return { ...answer, headers: { ...answer.headers, 'Retry-After': String(retryAfterSeconds) } }
}
