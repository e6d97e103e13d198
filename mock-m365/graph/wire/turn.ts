/** One request while it is answered: its caller, tenant and query. */

import type { Claims } from '../../entra/tokens/tokens.ts'
import type { Tenant, Write } from '../../tenant.ts'
import { secondsText } from '../../times.ts'
import type { Arrival } from '../../wire.ts'
import type { Grant } from '../authorization/access.ts'
import type { Extensions } from '../directory/directory-extensions.ts'
import type { Graph } from '../service.ts'

export interface Key {
  /** `id` where the path names no property. */
  readonly property: string
  readonly value: string
}

export type Metadata = 'none' | 'minimal' | 'full'

export interface Turn {
  readonly arrival: Arrival
  readonly cloud: Graph
  /** For reads, what the replica sees; for writes, the present state. */
  readonly tenant: Tenant
  /** The tenant as seen by the replica that the request reached; the same object where no delay is set. */
  readonly seen: Tenant
  readonly claims: Claims
  readonly grant: Grant
  /** Keys of the path, outermost first. */
  readonly keys: readonly Key[]
  /** Data of every commit of this request. */
  readonly write: Write
  readonly requestId: string
  readonly clientRequestId: string
  /** `v1.0` or `beta`, as the caller wrote it. */
  readonly version: string
  /** Directory extensions of types; absent where there are none. */
  readonly extensions?: Extensions | undefined
  /** How much of `@odata.` the caller asked for in Accept; links and counts always come. */
  readonly metadata: Metadata
  /** False for `odata.metadata=none`. */
  readonly annotated: boolean
}

/** The clock of the request as Graph writes times: whole seconds, UTC. */
export function timeOf(turn: Turn): string {
  return secondsText(turn.arrival.at)
}
