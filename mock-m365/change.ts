/** What the log of a tenant consists of. */
import type { Entity, Kind } from './base.ts'

/** The actor: a principal of the tenant, or the service itself. */
export interface Actor {
  readonly type: 'application' | 'user' | 'system'
  /** Object id in the tenant: service principal or user. */
  readonly id: string
  readonly displayName: string
}

/** Data of a write other than the object: time, actor, and call. */
export interface Write {
  readonly at: number
  readonly actor: Actor
  /** The operation that wrote: `New-TransportRule`, `POST /groups`. */
  readonly call: string
  readonly requestId: string
}

/** One entry of the log. `before` or `after` is undefined where the object did not exist. */
export interface Change extends Write {
  readonly seq: number
  readonly kind: Kind
  readonly key: string
  readonly before: Entity | undefined
  readonly after: Entity | undefined
  /** True where the service changed this object as a consequence of a call that named another one. */
  readonly cascade: boolean
}
