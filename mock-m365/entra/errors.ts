/** Refusals of the sign-in service on the wire; their texts are in the table of `refusals/`. */
import type { Answer } from '../wire.ts'

interface Refused {
  /** The AADSTS number. */
  readonly code: number
  readonly status: number
  /** The OAuth 2.0 error code. */
  readonly error: string
  readonly suberror?: string | undefined
}

/** A refusal of the sign-in service; rendered by `refusal` or shown on a page. */
export class EntraError extends Error implements Refused {
  readonly status: number
  readonly error: string
  readonly code: number
  readonly suberror: string | undefined
  /** JSON that the client must send as `claims` with its next request. */
  readonly claims: string | undefined

  readonly #text: string

  constructor({ status, error, code, suberror }: Refused, text: string, claims?: string) {
    super(`AADSTS${code}: ${text}`)
    this.#text = text
    this.status = status
    this.error = error
    this.code = code
    this.suberror = suberror
    this.claims = claims
  }

  /** The same refusal with claims that the client must request. @param claims JSON */
  asking(claims: string): EntraError {
    return new EntraError(this, this.#text, claims)
  }
}

/** Message and trail, as every description of an error ends. @param at milliseconds since the epoch */
export const described = (error: EntraError, at: number, requestId: string, correlationId: string): string =>
  `${error.message} Trace ID: ${requestId} Correlation ID: ${correlationId} Timestamp: ${timestampOf(at)}`

/** Address of the service's explanation. */
export const errorUriOf = ({ code }: EntraError): string =>
  `https://login.microsoftonline.com/error?code=${code}`

const timestampOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`

/** The JSON body of a refusal of the token endpoint. @param at milliseconds since the epoch */
export function refusal(error: EntraError, at: number, requestId: string, correlationId: string): Answer {
  const timestamp = timestampOf(at)
  const body = {
    error: error.error,
    error_description: described(error, at, requestId, correlationId),
    error_codes: [error.code],
    timestamp,
    trace_id: requestId,
    correlation_id: correlationId,
    error_uri: errorUriOf(error),
    ...(error.suberror ? { suberror: error.suberror } : {}),
    ...(error.claims ? { claims: error.claims } : {}),
  }
  return {
    status: error.status,
    headers: { ...TOKEN_HEADERS, 'x-ms-request-id': requestId },
    body: JSON.stringify(body),
  }
}

/** Headers of every token answer (observed). */
export const TOKEN_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store, no-cache',
  Pragma: 'no-cache',
  Expires: '-1',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'x-ms-clitelem': '1,0,0,,',
}
