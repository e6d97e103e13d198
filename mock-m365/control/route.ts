/** What a route of the control surface is, and what it is handed. */
import * as v from 'valibot'
import type { Schema } from '#input'
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
  /** The hosts that mail meets beyond the tenants. */
  readonly outside: Outside
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** After the prefix, `{tenant}` for an id or a verified domain: `tenants/{tenant}/changes`. */
  readonly path: string
  /** What it does, in one clause: help, the list of routes and the OpenAPI document print it. */
  readonly says: string
  /** Of the query's parameters, each a text. */
  readonly query: Schema
  /** Of the body, a JSON object. A route that reads takes none. */
  readonly body: Schema
  /** Of what is answered with 200. */
  readonly output: Schema
  /** @returns what is answered, as JSON @throws ControlError */
  run(asked: Asked<unknown, unknown>): unknown
}

export interface Asked<Query, Body> extends Controlled {
  /** @throws ControlError 404 where the path names none */
  tenant(): Tenant
  readonly query: Query
  readonly body: Body
}

const NOTHING = v.strictObject({})
type Nothing = typeof NOTHING

interface Row<Query extends Schema, Body extends Schema> extends Pick<Route, 'method' | 'path' | 'says'> {
  readonly query?: Query
  readonly body?: Body
  readonly output: Schema
  readonly run: (asked: Asked<v.InferOutput<Query>, v.InferOutput<Body>>) => unknown
}

/** A row of the table; `run` gets the query and the body in the types that their schemas give them. */
export function route<Query extends Schema = Nothing, Body extends Schema = Nothing>({
  run,
  query,
  body,
  ...row
}: Row<Query, Body>): Route {
  return {
    query: query ?? NOTHING,
    body: body ?? NOTHING,
    ...row,
    run: (asked) => run(asked as Parameters<typeof run>[0]),
  }
}

/** A refusal of the control surface: it is ours, and Microsoft's words have no place in it. */
export class ControlError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** @throws ControlError 400 in the words of a RangeError that it throws */
export function refusing<Made>(make: () => Made): Made {
  try {
    return make()
  } catch (error) {
    if (error instanceof RangeError) throw new ControlError(400, error.message)
    throw error
  }
}
