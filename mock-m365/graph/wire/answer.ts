/**
 * Graph's answers on the wire: headers, error bodies, the 429. odata/projection.ts writes the content of
 * bodies.
 */
import type { Answer, Arrival, ServerFailure } from '../../wire.ts'
import { GraphError } from './errors.ts'
import type { Turn } from './turn.ts'

const DIAGNOSTIC = JSON.stringify({
  ServerInfo: {
    DataCenter: 'Mock',
    Slice: 'E',
    Ring: '5',
    ScaleUnit: '001',
    RoleInstance: 'MOCK000000000001',
  },
})
const STEADY = {
  'Cache-Control': 'no-cache',
  'Strict-Transport-Security': 'max-age=31536000',
  'x-ms-ags-diagnostic': DIAGNOSTIC,
}
const CONTENT = ';odata.streaming=true;IEEE754Compatible=false;charset=utf-8'
const CHALLENGE =
  'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"'

/** Ids and time that every answer names. */
export type Signature = Pick<Turn, 'arrival' | 'requestId' | 'clientRequestId'>

interface Content {
  readonly body: Answer['body']
  /** Resource units. https://learn.microsoft.com/graph/throttling-limits */
  readonly cost?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A JSON answer with the headers of a directory success (observed). */
export function ok(turn: Turn, status: 200 | 201, { body, cost = 1, headers }: Content): Answer {
  return {
    status,
    headers: {
      ...signed(turn),
      ...headers,
      'Content-Type': `application/json;odata.metadata=${turn.metadata}${CONTENT}`,
      'OData-Version': '4.0',
      'x-ms-resource-unit': String(cost),
    },
    body,
  }
}

/** Only the number, as `/$count` answers. https://learn.microsoft.com/graph/api/user-list */
export const plainCount = (turn: Turn, count: number): Answer => plainText(turn, String(count))

/** A value without JSON around it. */
export function plainText(turn: Turn, body: string): Answer {
  return {
    status: 200,
    headers: {
      ...signed(turn),
      'Content-Type': 'text/plain',
      'OData-Version': '4.0',
      'x-ms-resource-unit': '1',
    },
    body,
  }
}

export function noContent(turn: Turn): Answer {
  return { status: 204, headers: { ...signed(turn), 'x-ms-resource-unit': '1' }, body: '' }
}

/** The answers of a batch; each is an answer of the directory. */
export function batchAnswer(turn: Turn, body: string): Answer {
  return { status: 200, headers: { ...signed(turn), 'Content-Type': 'application/json' }, body }
}

/**
 * @param signature ids of the request: an error may come before the turn is complete
 * @param headers only of this refusal: units, where the directory was reached; a challenge; where to start
 * again
 */
export function refusal(
  signature: Signature,
  error: GraphError,
  headers?: Readonly<Record<string, string>>,
): Answer {
  const { status } = error
  return {
    status,
    headers: {
      ...signed(signature),
      'Content-Type': 'application/json',
      ...(status === 401 ? { 'WWW-Authenticate': CHALLENGE } : {}),
      ...headers,
    },
    body: refusalBody(signature, error),
  }
}

export function refusalBody(signature: Signature, { code, message, details }: GraphError): string {
  return JSON.stringify({
    error: { code, message, ...(details ? { details } : {}), innerError: innerError(signature) },
  })
}

/** https://learn.microsoft.com/graph/throttling — the odd message and status in the body are Microsoft's. */
export function tooManyRequests(
  signature: Signature,
  retryAfterSeconds: number,
  told?: Readonly<Record<string, string>>,
): Answer {
  const { date, ...ids } = innerError(signature)
  const innerErrorOf429 = { code: '429', date, message: 'Please retry after', ...ids, status: '429' }
  const error = {
    code: 'TooManyRequests',
    innerError: innerErrorOf429,
    message: 'Please retry again later.',
  }
  const headers = {
    ...signed(signature),
    'Content-Type': 'application/json',
    'Retry-After': String(retryAfterSeconds),
    ...told,
  }
  return { status: 429, headers, body: JSON.stringify({ error }) }
}

/**
 * Observed: `UnknownError` without a message, for 503 and 504 alike. That a failing server of the directory
 * has this code is inferred from the older API.
 */
export function serverFailure(signature: Signature, status: ServerFailure): Answer {
  const code = status === 500 ? 'Service_InternalServerError' : 'UnknownError'
  const message = status === 500 ? 'Encountered an internal server error.' : ''
  return refusal(signature, new GraphError(status, code, message))
}

/** The caller's id if it is valid in a header, else the request's own. */
export function clientRequestIdOf(arrival: Arrival, requestId: string): string {
  const sent = arrival.headers['client-request-id']
  return sent !== undefined && /^[\x21-\x7e]{1,128}$/.test(sent) ? sent : requestId
}

function signed({ arrival, requestId, clientRequestId }: Signature) {
  return {
    ...STEADY,
    'request-id': requestId,
    'client-request-id': clientRequestId,
    Date: dateOf(arrival.at),
  }
}

function innerError({ arrival, requestId, clientRequestId }: Signature) {
  return {
    date: new Date(arrival.at).toISOString().slice(0, 19),
    'request-id': requestId,
    'client-request-id': clientRequestId,
  }
}

/** Formatting a time is slow and whole seconds change rarely, so the last text is kept. */
let lastSecond = Number.NaN
let lastDate = ''
function dateOf(at: number): string {
  const second = Math.floor(at / 1000)
  if (second !== lastSecond) {
    lastSecond = second
    lastDate = new Date(at).toUTCString()
  }
  return lastDate
}
