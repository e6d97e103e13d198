import { type Answer, SERVER_FAILURES, type ServerFailure } from '../wire.ts'
import { fault, type Knob, type Struck } from './fault.ts'

/** The server has waited for a request too long. */
const REQUEST_TIMEOUT = 408
/** Of a front end, whose page is not one of the service's own answers (observed). */
const BAD_GATEWAY = 502
const GATEWAY_PAGE =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n'

/** Documented: https://learn.microsoft.com/graph/errors. It is also documented that a 503 may name a wait. */
export const FAILURE_KNOBS: Readonly<Record<'status' | 'retryAfterSeconds', Knob>> = {
  status: {
    min: REQUEST_TIMEOUT,
    max: 504,
    unit: 'as status',
    only: [...SERVER_FAILURES, REQUEST_TIMEOUT, BAD_GATEWAY],
  },
  retryAfterSeconds: { min: 0, max: 300, unit: 'seconds, 0 for no word of it' },
}

/** The caller cannot tell this from a failure after the effect. */
export const serverError = fault({
  name: 'server-error',
  story: 'nothing happens; the caller is told 500, 502, 503, 504 or 408',
  knobs: FAILURE_KNOBS,
  play: failed,
})

/** The service's own failure, with Retry-After where it has one. */
export function failed(
  { arrival, service, requestId }: Struck,
  { status = 500, retryAfterSeconds = 0 }: Readonly<Record<string, number>>,
): Answer {
  const answer = answerOf({ arrival, service, requestId }, status)
  if (retryAfterSeconds === 0) return answer
  return { ...answer, headers: { ...answer.headers, 'Retry-After': String(retryAfterSeconds) } }
}

function answerOf(
  { arrival, service, requestId }: Pick<Struck, 'arrival' | 'service' | 'requestId'>,
  status: number,
): Answer {
  if (status === BAD_GATEWAY) return { status, headers: { 'Content-Type': 'text/html' }, body: GATEWAY_PAGE }
  if (status === REQUEST_TIMEOUT) return { ...service.failing(arrival, 504, requestId), status }
  return service.failing(arrival, status as ServerFailure, requestId)
}
