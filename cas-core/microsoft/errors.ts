/** One form for all refusals and failures of Microsoft's services, so that decisions use status and code only. */

export type ServiceName = 'entra' | 'graph' | 'exchange'

/**
 * What a failed call means for the next step. `throttled`: it had no effect, repeat later. `unknown`: it may have taken
 * effect, because no answer came or the server failed. The others are answers.
 */
export type Meaning = 'throttled' | 'unknown' | 'unauthorized' | 'forbidden' | 'absent' | 'exists' | 'refused'

export class M365Error extends Error {
  readonly service: ServiceName
  /** HTTP status; 0 where no answer came. */
  readonly status: number
  /** The service's own code or exception type. */
  readonly code: string
  readonly retryAfterSeconds: number | undefined
  #doubted = false
  #attempts = 1

  constructor(
    service: ServiceName,
    status: number,
    code: string,
    message: string,
    retryAfterSeconds?: number,
  ) {
    super(message)
    this.name = 'M365Error'
    this.service = service
    this.status = status
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }

  /** How often the call has been made. */
  get attempts(): number {
    return this.#attempts
  }

  /** Whether the call may have taken effect in spite of the failure, in this attempt or an earlier one. */
  get inDoubt(): boolean {
    return this.#doubted || this.meaning === 'unknown'
  }

  /** The same failure as the last of several attempts. @param doubt whether an earlier one left its effect open */
  after(attempts: number, doubt: boolean): M365Error {
    const { service, status, code, message, retryAfterSeconds } = this
    const last = new M365Error(service, status, code, message, retryAfterSeconds)
    last.#doubted = doubt
    last.#attempts = attempts
    return last
  }

  /** True if there was no connection, so that the request never left. */
  get isUnreachable(): boolean {
    return this.status === 0 && UNREACHABLE.test(this.code)
  }

  get meaning(): Meaning {
    if (EXISTS.test(this.code)) return 'exists'
    if (this.isUnreachable) return 'throttled'
    return BY_STATUS[this.status] ?? (isRefusal(this.status) ? 'refused' : 'unknown')
  }
}

/** A failure under another status is the server's, or an answer that came mutilated or from somebody on the way. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500

/** Whether a service has answered a call with a refusal of what was asked, and not of who asked. */
export const isAnswer = (error: unknown): error is M365Error =>
  error instanceof M365Error && ['refused', 'exists', 'absent'].includes(error.meaning)

const SERVICES: Readonly<Record<ServiceName, string>> = {
  entra: 'Microsoft Entra ID',
  graph: 'Microsoft Graph',
  exchange: 'Exchange Online',
}

/** What a service answered, in the order in which it is read: `Exchange Online answered 403 (…): …` */
export const answerOf = (
  service: ServiceName,
  { status, code, message }: { readonly status: number; readonly code: string; readonly message: string },
): string =>
  [`${SERVICES[service]} answered ${status || 'nothing'} (${code})`, message].filter(Boolean).join(': ')

/** A request without an answer. Node puts host and reason into the cause; for a name with several addresses into a list in the cause. @param asked the cmdlet or call */
export function noAnswer(service: ServiceName, error: unknown, asked?: string): M365Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'network_error'
  const tried = cause instanceof AggregateError ? cause.errors : [cause]
  const messages = tried.map((one) => (one instanceof Error ? one.message : String(one)))
  const what = asked === undefined ? '' : `${asked}: `
  return new M365Error(service, 0, code, `${what}${messages.join('; ')}`)
}

/**
 * Seconds of a Retry-After header: a number, or an HTTP date; undefined if absent or not readable. More than a day is
 * cut to a day: a timer cannot hold a month.
 */
export function retryAfterSecondsOf(header: string | null | undefined, nowMs: number): number | undefined {
  if (!header) return undefined
  const seconds = SECONDS.test(header)
    ? Number(header)
    : HTTP_DATE.test(header)
      ? (Date.parse(header) - nowMs) / 1000
      : Number.NaN
  return seconds >= 0 ? Math.min(seconds, DAY_SECONDS) : undefined
}

const SECONDS = /^\s*\d+(\.\d+)?\s*$/
/** The only form that HTTP allows. Date.parse alone would find a year in any sentence. */
const HTTP_DATE = /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/
const DAY_SECONDS = 86_400

const BY_STATUS: Readonly<Record<number, Meaning>> = {
  0: 'unknown',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'absent',
  408: 'unknown',
  409: 'exists',
  429: 'throttled',
  501: 'refused',
}

/** Node's codes for a connection that fails: nobody listens, or the server is not trusted. */
const UNREACHABLE =
  /^(?:ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|ERR_TLS_.*|ERR_SSL_WRONG_VERSION_NUMBER|.*_CERT(?:_.*)?|CERT_.*|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/

/** Exception types and codes by which Exchange and Graph say that an object is already there. */
const EXISTS = /AlreadyExists|MultipleObjectsWithSameKeyValue/
