/** What a route of the control surface is, and what it is handed. */

import type { Outside } from '../exchange/mail-flow/outside/outside.ts'
import type { Microsoft365 } from '../services.ts'
import type { Tenant } from '../tenant.ts'
import type { LoadableFaults } from './loadable-faults.ts'
import type { MovableClock } from './movable-clock.ts'

/** What is controlled: one cloud, with the clock and the faults that it was made with. */
export interface Controlled {
  readonly cloud: Microsoft365
  readonly clock: MovableClock
  readonly faults: LoadableFaults
  /** Whom mail meets beyond the tenants. */
  readonly outside: Outside
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** After the prefix, `{tenant}` for an id or a verified domain: `tenants/{tenant}/changes`. */
  readonly path: string
  /** What it does, for the help: one clause, with the parameters and the body that it takes. */
  readonly does: string
  /** @returns what is answered, as JSON @throws ControlError */
  readonly run: (asked: Asked) => unknown
}

export interface Asked extends Controlled {
  /** @throws ControlError 404 where the path names none */
  tenant(): Tenant
  readonly query: URLSearchParams
  /** The body's own properties; empty where there is none. */
  readonly body: Readonly<Record<string, unknown>>
}

/** A refusal of the control surface: it is ours, and Microsoft's words have no place in it. */
export class ControlError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** A whole number of the query. @throws ControlError 400 naming the parameter and its range */
export function numberIn(
  query: URLSearchParams,
  name: string,
  { otherwise, min, max }: { readonly otherwise: number; readonly min: number; readonly max: number },
): number {
  const text = query.get(name)
  if (text === null) return otherwise
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (!(number >= min && number <= max))
    throw new ControlError(400, `${name}: expected a whole number from ${min} to ${max}`)
  return number
}

/** @throws ControlError 400 where the body has other properties than these */
export function checkNames(body: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const other = Object.keys(body).find((name) => !known.includes(name))
  if (other !== undefined)
    throw new ControlError(400, `${other.slice(0, 64)}: unknown; the body takes ${known.join(', ')}`)
}

/** How many entries of a log are shown at once. */
export const TOP = { otherwise: 100, min: 1, max: 1000 } as const
/** A position of a log. */
export const SINCE = { otherwise: 0, min: 0, max: Number.MAX_SAFE_INTEGER } as const
