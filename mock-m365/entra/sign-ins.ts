import { DAY_MS, HOUR_MS } from '../times.ts'
/**
 * State of the sign-in service, one for each cloud: authorization codes, device codes, refresh tokens and
 * signed-in browsers. All are limited in number and in time, by the arrival's clock.
 */

/** A signed-in person, with the time. */
export interface SignedIn {
  readonly tenantId: string
  readonly userId: string
  /** Position of the tenant's change log at sign-in: revocations after it end the sign-in. */
  readonly position: number
  /** Milliseconds since the epoch. */
  readonly at: number
  /** How they authenticated, in the words of tokens; only by password where absent. */
  readonly amr?: readonly string[]
}

/** Password and a second factor. */
export const STRONG: readonly string[] = ['pwd', 'mfa']
export const PASSWORD_ALONE: readonly string[] = ['pwd']

/** Kinds of redirect URI; they decide whether a client is confidential or public. */
export type Platform = 'web' | 'spa' | 'publicClient'

export interface AuthorizationCode {
  readonly appId: string
  readonly who: SignedIn
  readonly redirectUri: string
  readonly platform: Platform
  readonly scope: string
  readonly resource: string | undefined
  readonly nonce: string | undefined
  readonly challenge: { readonly value: string; readonly method: string } | undefined
  /** Authentication contexts that the authorization request required and the person satisfied. */
  readonly contexts?: readonly string[]
  readonly at: number
  readonly redeemed: boolean
}

export interface RefreshToken {
  readonly appId: string
  readonly who: SignedIn
  readonly platform: Platform
  /** The scopes at its issue, for a request that names none. */
  readonly scope: string
  readonly resource: string | undefined
  readonly at: number
  /**
   * When the first token of its chain was issued: the chain of a single-page application ends after a day.
   */
  readonly begunAt: number
}

export interface DeviceCode {
  readonly appId: string
  /** The tenant part of the path of its request. */
  readonly segment: string
  readonly userCode: string
  readonly scope: string
  readonly resource: string | undefined
  readonly at: number
  readonly polledAt: number | undefined
  readonly state: 'pending' | 'declined' | 'redeemed' | SignedIn
}

/** A browser in which people are signed in, the last one first. */
export interface BrowserSession {
  readonly accounts: readonly SignedIn[]
  /** Token in the forms of its pages, so that other sites cannot post them. */
  readonly canary: string
  /** Applications that were told who is signed in, the last one first. */
  readonly appIds: readonly string[]
}

/** Values by key; the oldest are dropped first, after a time or where there are too many. */
class Kept<Value> {
  readonly #entries: Map<string, { readonly value: Value; readonly forgetAt: number }>
  readonly #countMax: number
  readonly #keptMs: number

  constructor(countMax: number, keptMs: number, like?: Kept<Value>) {
    this.#countMax = countMax
    this.#keptMs = keptMs
    this.#entries = new Map(like ? like.#entries : [])
  }

  get(key: string, at: number): Value | undefined {
    const entry = this.#entries.get(key)
    return entry && at < entry.forgetAt ? entry.value : undefined
  }

  put(key: string, value: Value, at: number): void {
    for (const [old, { forgetAt }] of this.#entries) {
      if (at < forgetAt && this.#entries.size < this.#countMax) break
      this.#entries.delete(old)
    }
    this.#entries.set(key, { value, forgetAt: at + this.#keptMs })
  }

  /** Replaces the value of a key; its time does not change. */
  replace(key: string, value: Value): void {
    const entry = this.#entries.get(key)
    if (entry) this.#entries.set(key, { value, forgetAt: entry.forgetAt })
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  fork(): Kept<Value> {
    return new Kept(this.#countMax, this.#keptMs, this)
  }
}

/** Codes and tokens are kept after their end, so that their use is refused with the reason. */
export class SignIns {
  readonly codes: Kept<AuthorizationCode>
  readonly refreshTokens: Kept<RefreshToken>
  readonly deviceCodes: Kept<DeviceCode>
  /** Device codes by the code that the person types. */
  readonly userCodes: Kept<string>
  readonly sessions: Kept<BrowserSession>
  /** Times of equal requests, by browser and request. */
  readonly loops: Kept<readonly number[]>

  constructor(like?: SignIns) {
    this.codes = like?.codes.fork() ?? new Kept(4096, HOUR_MS)
    this.refreshTokens = like?.refreshTokens.fork() ?? new Kept(16_384, 180 * DAY_MS)
    this.deviceCodes = like?.deviceCodes.fork() ?? new Kept(4096, HOUR_MS)
    this.userCodes = like?.userCodes.fork() ?? new Kept(4096, HOUR_MS)
    this.sessions = like?.sessions.fork() ?? new Kept(4096, DAY_MS)
    this.loops = like?.loops.fork() ?? new Kept(4096, HOUR_MS)
  }

  fork(): SignIns {
    return new SignIns(this)
  }
}
