/** A route of the control surface, and its input. */
import * as v from 'valibot'
import type { Schema } from '#input'
import type { Outside } from '../exchange/mail-flow/outside/outside.ts'
import type { Microsoft365 } from '../services.ts'
import type { Tenant } from '../tenant.ts'
import type { LoadableFaults } from './loadable-faults.ts'
import type { MovableClock } from './movable-clock.ts'

/** The controlled cloud, with its clock and faults. */
export interface Controlled {
  readonly cloud: Microsoft365
  readonly clock: MovableClock
  readonly faults: LoadableFaults
  /** The mail hosts outside the tenants. */
  readonly outside: Outside
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path after the prefix, `{tenant}` for an id or a verified domain: `tenants/{tenant}/changes`. */
  readonly path: string
  /** What it does, in one clause: help, the list of routes and the OpenAPI document print it. */
  readonly says: string
  /** Schema of the query's parameters, each a text. */
  readonly query: Schema
  /** Schema of the body, a JSON object. A route that reads has none. */
  readonly body: Schema
  /** Schema of the answer with 200. */
  readonly output: Schema
  /** @returns the answer's JSON value @throws ControlError */
  run(asked: Asked<unknown, unknown>): unknown
}

export interface Asked<Query, Body> extends Controlled {
  /** @throws ControlError 404 where the path does not name a known tenant */
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

/** A refusal of the control surface, in our own words and not in Microsoft's. */
export class ControlError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** @throws ControlError 400 with the text of a RangeError */
export function refusing<Made>(make: () => Made): Made {
  try {
    return make()
  } catch (error) {
    if (error instanceof RangeError) throw new ControlError(400, error.message)
    throw error
  }
}
