import { type Answer, SERVER_FAILURES, type ServerFailure } from '../wire.ts'
import { fault, type Knob, type Struck } from './fault.ts'

/** Documented: https://learn.microsoft.com/graph/errors. It is also documented that a 503 may name a wait. */
export const FAILURE_KNOBS: Readonly<Record<'status' | 'retryAfterSeconds', Knob>> = {
  status: { min: 500, max: 504, unit: 'as status', only: SERVER_FAILURES },
  retryAfterSeconds: { min: 0, max: 300, unit: 'seconds, 0 for no word of it' },
}

/** The caller cannot tell this from a failure after the effect. */
export const serverError = fault({
  name: 'server-error',
  story: 'nothing happens; the caller is told 500, 503 or 504',
  knobs: FAILURE_KNOBS,
  play: failed,
})

/** The service's own failure, with Retry-After where it has one. */
export function failed(
  { arrival, service, requestId }: Struck,
  { status = 500, retryAfterSeconds = 0 }: Readonly<Record<string, number>>,
): Answer {
  const answer = service.failing(arrival, status as ServerFailure, requestId)
  if (retryAfterSeconds === 0) return answer
  return { ...answer, headers: { ...answer.headers, 'Retry-After': String(retryAfterSeconds) } }
}
