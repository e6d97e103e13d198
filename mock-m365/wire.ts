/** The forms of requests and answers, for all doors. */
import type { Tenant, Write } from './tenant.ts'

/**
 * A request. Header names are lower-case; `at` is the clock's time, read once, so that an answer has only one
 * time.
 */
export interface Arrival {
  readonly method: string
  /** Host as addressed, lower-case, without port: `graph.microsoft.com`, `localhost`. */
  readonly host: string
  /** Scheme, host and port as addressed, for absolute links in answers: `https://localhost:8443`. */
  readonly origin: string
  /** Path as sent (still percent-encoded), without the query. */
  readonly path: string
  /** Query as sent, without the question mark. */
  readonly query: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Request id of the batch that it came in. */
  readonly batch?: string
}

/** An answer. `lost` means that the call took effect but the caller gets no answer: doors break the connection. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly lost?: true
}

/** An answer whose body is slow to make: it is made once, when it is read or spread. */
export function answerWhenRead(
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  make: () => string,
): Answer {
  return new AnswerWhenRead(status, headers, make)
}

class AnswerWhenRead implements Answer {
  readonly status: number
  readonly headers: Answer['headers']
  declare readonly body: string
  readonly #make: () => string
  #made: string | undefined

  constructor(status: number, headers: Answer['headers'], make: () => string) {
    this.status = status
    this.headers = headers
    this.#make = make
    // An own property, since a spread leaves out members of a class. All answers share one getter, since
    // otherwise each would have its own shape in V8.
    Object.defineProperty(this, 'body', AnswerWhenRead.#BODY)
  }

  static readonly #BODY = {
    enumerable: true,
    get(this: AnswerWhenRead): string {
      this.#made ??= this.#make()
      return this.#made
    },
  }
}

/** A service's call for an arrival, before anything happens: its name, and the act. */
export interface Call {
  readonly service: ServiceName
  /** The operation, as its documentation names it: `New-TransportRule`, `POST /groups/{id}/members/$ref`. */
  readonly operation: string
  /** Tenant that the call addresses, where it is known before authorisation. */
  readonly tenantId?: string
  /** True where the operation can change the tenant, so that a fault plan can tell reads from writes. */
  readonly writes: boolean
  /** @param requestId names the request in answers, change log and call records alike */
  readonly run: (requestId: string) => Answer
}

export type ServiceName = 'entra' | 'graph' | 'exchange'

/** How a server fails: an internal error, overload, or a timeout of the gateway. */
export const SERVER_FAILURES = [500, 503, 504] as const
export type ServerFailure = (typeof SERVER_FAILURES)[number]

/** One of the services of a cloud. `resolve` never throws: an unknown request becomes a call that refuses. */
export interface Service {
  readonly name: ServiceName
  /** Host names of only this service. */
  readonly hosts: ReadonlySet<string>
  /** First segments of this service's paths on other hosts, such as `/v1.0`. */
  readonly segments: ReadonlySet<string>
  readonly resolve: (arrival: Arrival) => Call
  /** This service's own answer to too many requests: status, body and Retry-After. */
  readonly throttled: (arrival: Arrival, retryAfterSeconds: number, requestId: string) => Answer
  /**
   * This service's own answer where one of its servers fails: code, body and headers. It does not tell
   * whether the call took effect.
   */
  readonly failing: (arrival: Arrival, status: ServerFailure, requestId: string) => Answer
  /** This service's own answer where a policy of the tenant refuses a write to an object. */
  readonly refusing?: (arrival: Arrival, object: string, requestId: string) => Answer
  /** This service's own "not found". */
  readonly missing?: (arrival: Arrival, object: string, requestId: string) => Answer
  /** This service's own answer where it has forgotten where a round of changes was. */
  readonly forgotten?: (arrival: Arrival, requestId: string) => Answer
  /** The request with the answers of its endpoints, if it needs them; undefined for all other requests. */
  readonly hear?: (arrival: Arrival) => Promise<Arrival> | undefined
  /** Carries out consequences of a call's writes since `position`, in any service. */
  readonly settle?: (tenant: Tenant, position: number, write: Pick<Write, 'at' | 'requestId'>) => void
}
