/**
 * All tenants of one run behind one handler. A door (in process or HTTPS) makes an Arrival, and the cloud
 * finds the service, lets the fault plan have its say, and answers.
 */
import type { Entity } from './base.ts'
import { entra } from './entra/server.ts'
import { SignIns } from './entra/sign-ins.ts'
import type { SigningKey } from './entra/tokens/signing-key.ts'
import { signingKey } from './entra/tokens/signing-key.ts'
import type { IssuedToken } from './entra/tokens/tokens.ts'
import { exchange } from './exchange/server.ts'
import { type FaultPlan, NO_FAULTS } from './faults/fault.ts'
import { processDynamicMembership } from './graph/dynamic-membership/process.ts'
import type { Limits } from './graph/limits/table.ts'
import { graph } from './graph/server.ts'
import { Courier, type Delivered } from './graph/subscriptions/courier.ts'
import { namesEndpoints, withEndpointsHeard } from './graph/subscriptions/handshake.ts'
import { NOBODY, type Notify } from './graph/subscriptions/notify.ts'
import type { Clock, Ids } from './ports.ts'
import { type Lag, Replication } from './replication.ts'
import type { Tenant } from './tenant.ts'
import type { Answer, Arrival, Call, Service, ServiceName } from './wire.ts'

/** One request as the cloud saw it: what invariants and coverage read. */
export interface CallRecord {
  readonly number: number
  readonly at: number
  readonly service: ServiceName
  readonly operation: string
  readonly tenantId: string | undefined
  readonly writes: boolean
  readonly status: number
  readonly requestId: string
  /** Seconds that the answer told the caller to wait. */
  readonly retryAfterSeconds: number | undefined
  /** Name of the fault that shaped the answer. */
  readonly fault: string | undefined
}

export interface CloudOptions {
  readonly clock: Clock
  readonly ids: Ids
  readonly tenants: Iterable<Tenant>
  readonly faults?: FaultPlan
  readonly key?: SigningKey
  /** Who is signed in already, and which codes and refresh tokens are out. */
  readonly signIns?: SignIns
  /** How many call records to keep, at least one; older ones are dropped. */
  readonly callsMax?: number
  /** How long until writes are seen; off where absent. */
  readonly lag?: Lag
  /** The documented limits of Graph, enforced; only told in headers where absent. */
  readonly limits?: Limits
  /** The way to the endpoints of subscribers; absent, none of them can be reached. */
  readonly notify?: Notify
  /** Time between a change and its notification; none where absent. */
  readonly notificationLatencyMs?: number
}

const HOSTS: ReadonlyMap<string, Service<Cloud>> = new Map([
  ['login.microsoftonline.com', entra],
  ['login.windows.net', entra],
  ['login.microsoft.com', entra],
  ['sts.windows.net', entra],
  ['graph.microsoft.com', graph],
  ['outlook.office365.com', exchange],
  ['outlook.office.com', exchange],
])

export class Cloud {
  readonly clock: Clock
  readonly ids: Ids
  readonly tenants: ReadonlyMap<string, Tenant>
  readonly key: SigningKey
  /** Tokens issued here, so that a bearer check costs a look-up and no signature. */
  readonly issued = new Map<string, IssuedToken>()
  readonly signIns: SignIns
  readonly faults: FaultPlan
  readonly limits: Limits | undefined
  readonly calls: CallRecord[] = []
  readonly #replication: Replication | undefined
  readonly #notify: Notify
  readonly #courier: Courier
  readonly #callsMax: number
  #number = 0

  constructor({
    clock,
    ids,
    tenants,
    faults = NO_FAULTS,
    key = signingKey(),
    signIns = new SignIns(),
    callsMax = 100_000,
    lag,
    limits,
    notify = NOBODY,
    notificationLatencyMs: latencyMs = 0,
  }: CloudOptions) {
    this.clock = clock
    this.ids = ids
    this.tenants = new Map([...tenants].map((tenant) => [tenant.id, tenant]))
    this.faults = faults
    this.key = key
    this.signIns = signIns
    this.#callsMax = callsMax
    this.limits = limits
    this.#replication = lag && new Replication(lag, this.tenants.values())
    this.#notify = notify
    this.#courier = new Courier({ clock, ids, notify, tenants: this.tenants.values(), latencyMs })
  }

  /** The same tenants as they are now, with a clock, ids and faults of their own. */
  fork(options: Omit<CloudOptions, 'tenants' | 'key' | 'callsMax'>): Cloud {
    const tenants = [...this.tenants.values()].map((tenant) => tenant.fork())
    return new Cloud({ ...options, tenants, key: this.key, signIns: this.signIns.fork() })
  }

  /** The tenant as one request of that service sees it: itself, where no delay is set. */
  viewOf(tenant: Tenant, reader: ServiceName, at: number): Tenant {
    return this.#replication ? this.#replication.viewOf(tenant, reader, at) : tenant
  }

  /** A tenant by its id or by one of its verified domains. */
  tenantNamed(name: string): Tenant | undefined {
    const folded = name.toLowerCase()
    const byId = this.tenants.get(folded)
    if (byId) return byId
    for (const tenant of this.tenants.values())
      if (tenant.find('domains', 'id', folded).some((domain) => domain.isVerified)) return tenant
    return undefined
  }

  /** The application object of a client id, and the tenant that is its home. */
  applicationOf(appId: string): { home: Tenant; application: Entity } | undefined {
    for (const home of this.tenants.values()) {
      const [application] = home.find('applications', 'appId', appId)
      if (application) return { home, application }
    }
    return undefined
  }

  /** Sends what subscribers are to be told of, as far as it is due: one round, in which each request leaves once. */
  deliverNotifications(): Promise<Delivered> {
    return this.#courier.deliver()
  }

  /** As `handle`, for doors: a request that names endpoints of its caller's is answered when they have been heard. */
  receive(arrival: Arrival): Answer | Promise<Answer> {
    return namesEndpoints(arrival) ? this.#answerWhenHeard(arrival) : this.handle(arrival)
  }

  async #answerWhenHeard(arrival: Arrival): Promise<Answer> {
    const { ids, clock } = this
    const ports = { notify: this.#notify, ids, now: () => clock.now() }
    return this.handle(await withEndpointsHeard(arrival, (one) => this.judge(one), ports))
  }

  /** What a request that is only judged would be answered: no fault strikes it, and no record tells of it. */
  judge(arrival: Arrival): Answer {
    return serviceOf(arrival).resolve(arrival, this).run('')
  }

  handle(arrival: Arrival): Answer {
    const service = serviceOf(arrival)
    const call = service.resolve(arrival, this)
    const requestId = this.ids.uuid()
    const hit = this.faults.hit(call)
    const tenant = call.tenantId === undefined ? undefined : this.tenants.get(call.tenantId)
    const position = tenant?.position ?? 0
    const answer = hit ? hit.play({ arrival, call, service, requestId }) : call.run(requestId)
    if (tenant) processDynamicMembership(tenant, position, { at: arrival.at, requestId })
    this.#record(call, arrival, answer, requestId, hit?.name)
    return answer
  }

  #record(call: Call, arrival: Arrival, answer: Answer, requestId: string, fault: string | undefined): void {
    const { service, operation, writes, tenantId } = call
    const { status, headers } = answer
    const wait = headers['Retry-After']
    const retryAfterSeconds = wait === undefined ? undefined : Number(wait)
    const number = ++this.#number
    if (this.calls.length >= this.#callsMax) this.calls.splice(0, Math.ceil(this.#callsMax / 2))
    const at = arrival.at
    this.calls.push({
      number,
      at,
      service,
      operation,
      tenantId,
      writes,
      status,
      requestId,
      retryAfterSeconds,
      fault,
    })
  }
}

/** Real host names choose by name; on any other host the path does. */
function serviceOf(arrival: Arrival): Service<Cloud> {
  const named = HOSTS.get(arrival.host)
  if (named) return named
  const { path } = arrival
  const slash = path.indexOf('/', 1)
  return BY_FIRST_SEGMENT.get((slash < 0 ? path : path.slice(0, slash)).toLowerCase()) ?? entra
}

const BY_FIRST_SEGMENT: ReadonlyMap<string, Service<Cloud>> = new Map([
  ['/v1.0', graph],
  ['/beta', graph],
  ['/oidc', graph],
  ['/adminapi', exchange],
])
