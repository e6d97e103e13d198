/** Counts what calls cost against the documented rates. The clock is the arrival's; the counts belong to one cloud. */
import type { Tenant } from '../../tenant.ts'
import { holds, type Limits, maxOf, RATES, type Rate, READS_BY_POST } from './table.ts'

/** A call, as rates see it. */
export interface Metered {
  readonly tenant: Tenant
  readonly appId: string
  /** The operation's template: `GET /users/{id}`. */
  readonly operation: string
  readonly at: number
}

/** What a call did, known once it is answered. */
export interface Cost {
  readonly units: number
  /** Entries that it added to the change log; undefined for a call that only reads. */
  readonly commits?: number
}

/** A refusal: how long to wait, and the headers that say which rate it was. */
export interface Refused {
  readonly retryAfterSeconds: number
  readonly headers: Readonly<Record<string, string>>
}

interface Bucket {
  used: number
  at: number
}

/** The share of the limit from which answers warn, and the largest share that they tell (documented). */
const WARN_ABOVE = 0.8
const TOLD_MAX = 1.8
const SIZE_KEPT_MS = 10_000

export class Meter {
  readonly #scale: number
  readonly #buckets = new Map<string, Bucket>()
  readonly #sizes = new Map<string, { readonly users: number; readonly at: number }>()

  constructor({ scale }: Limits) {
    if (!(scale > 0 && scale <= 1000))
      throw new RangeError(`limits.scale: ${scale} is not between 0 and 1000`)
    this.#scale = scale
  }

  /** The first rate that is used up, if any. Being refused counts too: immediate retries prolong the wait (documented). */
  refused(call: Metered): Refused | undefined {
    for (const [i, rate] of RATES.entries()) {
      if (!holds(rate, call.operation)) continue
      const { bucket, max } = this.#filled(rate, i, call)
      if (bucket.used < max) continue
      bucket.used = Math.min(bucket.used + 1, max * TOLD_MAX)
      const refillPerSecond = max / rate.windowSeconds
      return {
        retryAfterSeconds: Math.max(1, Math.ceil((bucket.used - max + 1) / refillPerSecond)),
        headers: {
          'x-ms-throttle-scope': `${rate.scope}/${rate.access}/${call.appId}/${call.tenant.id}`,
          'x-ms-throttle-information': rate.information,
          'x-ms-throttle-limit-percentage': shareText(bucket.used / max),
        },
      }
    }
    return undefined
  }

  /** Takes what the call cost. Returns the headers that warn of a limit, where one is near. */
  charge(call: Metered, { units, commits }: Cost): Readonly<Record<string, string>> {
    // Microsoft told a customer that a change of many references costs about a third of a write for each (observed once).
    const writes = commits === undefined ? 0 : Math.max(1, Math.ceil(commits / 3))
    const costs = { units, writes, requests: 1 }
    let share = 0
    for (const [i, rate] of RATES.entries()) {
      if (!holds(rate, call.operation)) continue
      const { bucket, max } = this.#filled(rate, i, call)
      bucket.used += costs[rate.counts]
      share = Math.max(share, bucket.used / max)
    }
    return share > WARN_ABOVE ? { 'x-ms-throttle-limit-percentage': shareText(share) } : {}
  }

  #filled(rate: Rate, i: number, call: Metered): { bucket: Bucket; max: number } {
    const max = Math.max(1, maxOf(rate, this.#usersOf(call)) * this.#scale)
    const key = `${i} ${rate.scope === 'Tenant' ? '' : call.appId} ${rate.scope === 'Application' ? '' : call.tenant.id}`
    let bucket = this.#buckets.get(key)
    if (!bucket) {
      bucket = { used: 0, at: call.at }
      this.#buckets.set(key, bucket)
    }
    const elapsedSeconds = Math.max(0, call.at - bucket.at) / 1000
    bucket.used = Math.max(0, bucket.used - (elapsedSeconds * max) / rate.windowSeconds)
    bucket.at = Math.max(bucket.at, call.at)
    return { bucket, max }
  }

  /** Counting a million users is slow, so a count is reused for a while. */
  #usersOf({ tenant, at }: Metered): number {
    const known = this.#sizes.get(tenant.id)
    if (known && at - known.at < SIZE_KEPT_MS) return known.users
    const users = tenant.list('users').length
    this.#sizes.set(tenant.id, { users, at })
    return users
  }
}

const shareText = (share: number): string => Math.min(share, TOLD_MAX).toFixed(2)

/** True for operations that count as writes. */
export const isWrite = (operation: string): boolean =>
  !operation.startsWith('GET ') && !READS_BY_POST.test(operation)
