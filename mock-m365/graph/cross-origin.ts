/**
 * Web pages of every origin may read Graph's answers and refusals. The headers are those of recorded answers
 * (observed). A preflight request is answered with the headers that it asks for (inferred).
 */
import type { Answer, Arrival, Service } from '../wire.ts'

const READABLE = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'ETag, Location, Preference-Applied, Content-Range, request-id, client-request-id, ReadWriteConsistencyToken, Retry-After, SdkVersion, WWW-Authenticate, x-ms-client-gcc-tenant, X-Planner-operationid, x-ms-permissions-recommendations',
} as const

/** The same service with CORS headers on its answers. */
export function readableByPages(service: Service): Service {
  return {
    ...service,
    resolve(arrival) {
      if (isQuestion(arrival))
        return {
          service: service.name,
          operation: 'OPTIONS (cross-origin)',
          writes: false,
          run: () => allowed(arrival),
        }
      const call = service.resolve(arrival)
      return arrival.headers.origin === undefined
        ? call
        : { ...call, run: (requestId) => readable(call.run(requestId)) }
    },
    throttled: (arrival, seconds, requestId) =>
      forPage(arrival, service.throttled(arrival, seconds, requestId)),
    failing: (arrival, status, requestId) => forPage(arrival, service.failing(arrival, status, requestId)),
  }
}

const readable = (answer: Answer): Answer => ({ ...answer, headers: { ...answer.headers, ...READABLE } })

const forPage = ({ headers }: Arrival, answer: Answer): Answer =>
  headers.origin === undefined ? answer : readable(answer)

const isQuestion = ({ method, headers }: Arrival): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined

function allowed({ headers }: Arrival): Answer {
  const asked = headers['access-control-request-headers']
  return {
    status: 200,
    headers: {
      ...READABLE,
      'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS',
      ...(asked ? { 'Access-Control-Allow-Headers': asked } : {}),
      'Access-Control-Max-Age': '7200',
    },
    body: '',
  }
}
