/** The shapes in which requests reach the mock and answers leave it, whatever door they came through. */
import type { Tenant, Write } from './tenant.ts'

/** A request. Header names are lower-case; `at` is the clock, read once, so that one answer has one time. */
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
}

/** An answer. `lost` means that the effect stands and the caller never hears: doors break the connection. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly lost?: true
}

/** An answer whose body is dear to make: it is made when somebody reads or spreads it, and once. */
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
    // An own property, since a spread leaves out what a class defines; one getter for all, or each answer would have a
    // shape of its own, which V8 keeps.
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

/** What a service makes of an arrival before anything happens: its name, and the act itself. */
export interface Call {
  readonly service: ServiceName
  /** The operation as its documentation names it: `New-TransportRule`, `POST /groups/{id}/members/$ref`. */
  readonly operation: string
  /** Tenant that the call addresses, where it is known before authorisation. */
  readonly tenantId?: string
  /** True where the operation can change the tenant, so that a fault plan can tell reads from writes. */
  readonly writes: boolean
  /** @param requestId names the request in answers, change log and call records alike */
  readonly run: (requestId: string) => Answer
}

export type ServiceName = 'entra' | 'graph' | 'exchange'

/** How a server fails: of itself, for want of room, or because what stands before it has waited too long. */
export const SERVER_FAILURES = [500, 503, 504] as const
export type ServerFailure = (typeof SERVER_FAILURES)[number]

/** One of the services of a cloud. `resolve` never throws: a request it cannot place becomes a call that refuses. */
export interface Service {
  readonly name: ServiceName
  /** Host names under which it alone answers. */
  readonly hosts: ReadonlySet<string>
  /** First segments of paths, `/v1.0`, that are its own on any other host. */
  readonly segments: ReadonlySet<string>
  readonly resolve: (arrival: Arrival) => Call
  /** This service's own answer to too many requests: status, body and Retry-After. */
  readonly throttled: (arrival: Arrival, retryAfterSeconds: number, requestId: string) => Answer
  /** This service's own answer where one of its servers fails: code, body and headers. It says nothing of the effect. */
  readonly failing: (arrival: Arrival, status: ServerFailure, requestId: string) => Answer
  /** This service's own answer where a policy of the tenant refuses what a write would do to an object. */
  readonly refusing?: (arrival: Arrival, object: string, requestId: string) => Answer
  /** This service's own answer where what is asked for cannot be found. */
  readonly missing?: (arrival: Arrival, object: string, requestId: string) => Answer
  /** A request that cannot be answered before others have been asked, as it is once they have; undefined for all else. */
  readonly hear?: (arrival: Arrival) => Promise<Arrival> | undefined
  /** What follows by itself from what a call has written since `position`, whichever service it reached. */
  readonly settle?: (tenant: Tenant, position: number, write: Pick<Write, 'at' | 'requestId'>) => void
}
