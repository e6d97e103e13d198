/** Input of an endpoint of the admin service: a request whose token may open a session in the tenant. */

import type { Claims } from '../../entra/tokens/tokens.ts'
import type { Actor, Tenant } from '../../tenant.ts'
import type { Answer, Arrival } from '../../wire.ts'
import type { Exchange } from '../service.ts'
import type { Target, Version } from './target.ts'

export interface Session {
  readonly cloud: Exchange
  readonly arrival: Arrival
  readonly target: Target
  readonly tenant: Tenant
  readonly claims: Claims
  readonly requestId: string
}

/** A call, before it runs. */
export interface Prepared {
  /** Its name in call records: `New-TransportRule`, `GET EXOModuleFile`. */
  readonly operation: string
  readonly writes: boolean
  /** @throws CmdletError, which becomes the service's answer */
  readonly run: (session: Session) => Answer
}

export interface Endpoint {
  readonly versions: readonly Version[]
  readonly method: 'GET' | 'POST'
  /** True where a key and further segments may follow the name. */
  readonly deep?: true
  readonly prepare: (arrival: Arrival, target: Target, cloud: Exchange) => Prepared
}

export function actorOf({ idtyp, oid, app_displayname, name, upn }: Claims): Actor {
  if (idtyp === 'app') return { type: 'application', id: oid, displayName: app_displayname }
  return { type: 'user', id: oid, displayName: name ?? upn ?? oid }
}
