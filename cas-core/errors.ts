/** One view of all refusals and failures of Microsoft's services, so that a decision rests on status and code only. */

export type ServiceName = 'entra' | 'graph' | 'exchange'

/**
 * What a failed call means for what to do next:
 * `throttled` and `transient`: no effect is promised, repeat later; `unknown`: the effect may stand;
 * the rest are answers.
 */
export type Meaning =
  | 'throttled'
  | 'transient'
  | 'unknown'
  | 'unauthorized'
  | 'forbidden'
  | 'absent'
  | 'exists'
  | 'refused'

export class M365Error extends Error {
  readonly service: ServiceName
  /** HTTP status; 0 where no answer came. */
  readonly status: number
  /** The service's own code or exception type. */
  readonly code: string
  readonly retryAfterSeconds: number | undefined
  #doubted = false

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

  /** Whether the effect may stand all the same: no answer came, to this attempt or to an earlier one of the same call. */
  get inDoubt(): boolean {
    return this.#doubted || this.meaning === 'unknown'
  }

  /** The same failure, where an earlier attempt of the same call got no answer. */
  afterDoubt(): M365Error {
    const { service, status, code, message, retryAfterSeconds } = this
    const doubted = new M365Error(service, status, code, message, retryAfterSeconds)
    doubted.#doubted = true
    return doubted
  }

  get meaning(): Meaning {
    if (EXISTS.test(this.code)) return 'exists'
    return BY_STATUS[this.status] ?? (this.status >= 500 ? 'transient' : 'refused')
  }
}

/** Thrown at the next call of a goal that a newer goal has replaced. */
export class SupersededError extends Error {
  constructor(epoch: number, current: number) {
    super(`goal of epoch ${epoch} was replaced by epoch ${current}`)
    this.name = 'SupersededError'
  }
}

/**
 * Seconds of a Retry-After header: a number, or an HTTP date; undefined where absent or senseless. More than a day is
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
/** The only form that HTTP allows; Date.parse alone takes a year out of any sentence. */
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
  503: 'throttled',
  504: 'unknown',
}

/** Exception types and codes by which Exchange and Graph say that an object is already there. */
const EXISTS = /AlreadyExists|MultipleObjectsWithSameKeyValue/
