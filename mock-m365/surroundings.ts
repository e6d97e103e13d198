/** What a cloud gives each of its services: clock, ids, and the tenants of all customers. */
import type { Entity } from './base.ts'
import type { Clock, Ids } from './ports.ts'
import type { Tenant } from './tenant.ts'
import type { Answer, Arrival, ServiceName } from './wire.ts'

export interface Surroundings {
  readonly clock: Clock
  readonly ids: Ids
  /** By tenant id. */
  readonly tenants: ReadonlyMap<string, Tenant>
  /**
   * The tenant as one request of that service sees it; the tenant itself where no delay is set. `at` in
   * milliseconds since the epoch.
   */
  readonly viewOf: (tenant: Tenant, reader: ServiceName, at: number) => Tenant
  /** A tenant by its id or by one of its verified domains. */
  readonly tenantNamed: (name: string) => Tenant | undefined
  /** The application object of a client id, and its home tenant. */
  readonly applicationOf: (appId: string) => HomedApplication | undefined
  /** Another request through the whole cloud, like one from outside: faults may strike it, and it is recorded. */
  readonly handle: (arrival: Arrival) => Answer
  /** The answer that a request would get, without faults and without a record. */
  readonly judge: (arrival: Arrival) => Answer
}

export interface HomedApplication {
  readonly home: Tenant
  readonly application: Entity
}
