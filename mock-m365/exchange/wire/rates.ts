/**
 * Rates of callers, enforced and told in headers where a cloud enforces limits. Message traces:
 * https://learn.microsoft.com/powershell/module/exchangepowershell/get-messagetracev2 (documented). The
 * 30,000 of Rate-Limit-Limit are observed; their window, and that it is a fixed window, are inferred.
 */
import type { Claims } from '../../entra/tokens/tokens.ts'
import type { Tenant } from '../../tenant.ts'
import type { Arrival } from '../../wire.ts'

/**
 * A tenant's requests at one time. The mock answers at once, so the duration of a request is set here
 * (proposed).
 */
export interface Concurrency {
  readonly requests: number
  readonly heldMs: number
}

interface Rate {
  readonly scope: 'application' | 'tenant'
  readonly max: number
  readonly windowMs: number
  /** Operations that it limits; all where absent. */
  readonly of?: RegExp
}

const ALL: Rate = { scope: 'application', max: 30_000, windowMs: 300_000 }
const RATES: readonly Rate[] = [
  { scope: 'tenant', max: 100, windowMs: 300_000, of: /^Get-MessageTrace(?:Detail)?V2$/i },
  ALL,
]

interface Window {
  until: number
  used: number
}

/** A refusal: in plain text for concurrency, in the envelope of errors for a rate. */
export interface Limited {
  readonly because: 'rate' | 'concurrency'
  readonly retryAfterSeconds: number
}

/** Who asks, and when. */
interface Asking {
  readonly tenant: Tenant
  readonly claims: Claims
  readonly arrival: Arrival
}

export class Rates {
  readonly #scale: number
  readonly #concurrency: Concurrency | undefined
  readonly #windows = new Map<string, Window>()
  readonly #held = new Map<string, number[]>()

  constructor(scale: number, concurrency: Concurrency | undefined) {
    this.#scale = scale
    this.#concurrency = concurrency
  }

  /** Counts a request, or returns how long it must wait. @param operation as call records name it */
  take(session: Asking, operation: string): Limited | undefined {
    const waitMs = this.#hold(session)
    if (waitMs > 0) return { because: 'concurrency', retryAfterSeconds: Math.ceil(waitMs / 1000) }
    const held = RATES.filter(({ of }) => of === undefined || of.test(operation)).map((rate) => ({
      window: this.#windowOf(rate, session),
      max: this.#maxOf(rate),
    }))
    const full = held.find(({ window, max }) => window.used >= max)
    if (full)
      return {
        because: 'rate',
        retryAfterSeconds: Math.ceil((full.window.until - session.arrival.at) / 1000),
      }
    for (const { window } of held) window.used++
    return undefined
  }

  /** Headers about the limit for everything. */
  told(session: Asking): Record<string, string> {
    const { used, until } = this.#windowOf(ALL, session)
    const concurrent = String(this.#held.get(session.tenant.id)?.length ?? 1)
    return {
      'Rate-Limit-Limit': String(this.#maxOf(ALL)),
      'Rate-Limit-Remaining': String(this.#maxOf(ALL) - used),
      'Rate-Limit-Reset': new Date(until).toISOString(),
      'X-ConcurrencyCount': concurrent,
      ...(session.claims.idtyp === 'app' ? { 'X-CombinedAppOnlyConcurrencyCount': concurrent } : {}),
    }
  }

  #maxOf({ max }: Rate): number {
    return Math.max(1, Math.floor(max * this.#scale))
  }

  /** Milliseconds until a place is free; 0 if one was free, and then it is taken. */
  #hold({ tenant, arrival }: Asking): number {
    if (!this.#concurrency) return 0
    const { requests, heldMs } = this.#concurrency
    const held = (this.#held.get(tenant.id) ?? []).filter((until) => until > arrival.at)
    this.#held.set(tenant.id, held)
    if (held.length >= requests) return Math.min(...held) - arrival.at
    held.push(arrival.at + heldMs)
    return 0
  }

  #windowOf(rate: Rate, { tenant, claims, arrival }: Asking): Window {
    const key = `${RATES.indexOf(rate)} ${tenant.id} ${rate.scope === 'application' ? claims.appid : ''}`
    const known = this.#windows.get(key)
    if (known && known.until > arrival.at) return known
    const made = { until: arrival.at + rate.windowMs, used: 0 }
    this.#windows.set(key, made)
    return made
  }
}
