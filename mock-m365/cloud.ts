/**
 * All tenants of one run behind one handler. A door (in process or HTTPS) makes an Arrival, and the cloud
 * finds the service, applies the fault plan, and answers. It does not know the services: `services.ts` passes
 * them in.
 */
import { type FaultPlan, NO_FAULTS } from './faults/fault.ts'
import type { Clock, Ids } from './ports.ts'
import { GoneSinceRead, type Lag, Replication } from './replication.ts'
import type { HomedApplication, Surroundings } from './surroundings.ts'
import type { Tenant } from './tenant.ts'
import type { Answer, Arrival, Call, Service, ServiceName } from './wire.ts'

/** One request as the cloud saw it, for invariants and coverage. */
export interface CallRecord {
  readonly number: number
  readonly at: number
  readonly service: ServiceName
  readonly operation: string
  readonly tenantId: string | undefined
  readonly writes: boolean
  readonly status: number
  readonly requestId: string
  /** Seconds in the answer's Retry-After. */
  readonly retryAfterSeconds: number | undefined
  /** Name of the fault that shaped the answer. */
  readonly fault: string | undefined
  /** Request id of the batch that it came in. */
  readonly batch: string | undefined
}

export interface CloudOptions {
  readonly clock: Clock
  readonly ids: Ids
  readonly tenants: Iterable<Tenant>
  readonly faults?: FaultPlan
  /** How many call records to keep, at least one; older ones are dropped. */
  readonly callsMax?: number
  /** The replication delay; off where absent. */
  readonly lag?: Lag
}

/** Services by name, in the order of the search; the first one gets what no other service claims. */
export type OpenedServices = Readonly<Record<string, { readonly service: Service }>>

export class Cloud<Services extends OpenedServices = OpenedServices> implements Surroundings {
  readonly clock: Clock
  readonly ids: Ids
  readonly tenants: ReadonlyMap<string, Tenant>
  readonly faults: FaultPlan
  readonly calls: CallRecord[] = []
  readonly services: Services
  readonly #services: readonly Service[]
  #replication: Replication | undefined
  #lag: Lag | undefined
  readonly #callsMax: number
  #number = 0

  constructor(
    { clock, ids, tenants, faults = NO_FAULTS, callsMax = 100_000, lag }: CloudOptions,
    open: (surroundings: Surroundings) => Services,
  ) {
    this.clock = clock
    this.ids = ids
    this.tenants = new Map([...tenants].map((tenant) => [tenant.id, tenant]))
    this.faults = faults
    this.#callsMax = callsMax
    this.lagBy(lag)
    this.services = open(this.#surroundings())
    this.#services = Object.values(this.services).map(({ service }) => service)
  }

  /** A separate record, so that a service can add its state. */
  #surroundings(): Surroundings {
    return {
      clock: this.clock,
      ids: this.ids,
      tenants: this.tenants,
      viewOf: (tenant, reader, at) => this.viewOf(tenant, reader, at),
      tenantNamed: (name) => this.tenantNamed(name),
      applicationOf: (appId) => this.applicationOf(appId),
      handle: (arrival) => this.handle(arrival),
      judge: (arrival) => this.judge(arrival),
    }
  }

  /** The replication delay; undefined where writes are visible at once. */
  get lag(): Lag | undefined {
    return this.#lag
  }

  /**
   * Delays what readers see of later writes; earlier writes stay visible.
   * @throws RangeError naming the rule, where a delay is missing, or is not a whole number in its range
   */
  lagBy(lag: Lag | undefined): void {
    this.#replication = lag && new Replication(lag, this.tenants.values())
    this.#lag = lag
  }

  viewOf(tenant: Tenant, reader: ServiceName, at: number): Tenant {
    return this.#replication ? this.#replication.viewOf(tenant, reader, at) : tenant
  }

  tenantNamed(name: string): Tenant | undefined {
    const folded = name.toLowerCase()
    const byId = this.tenants.get(folded)
    if (byId) return byId
    for (const tenant of this.tenants.values())
      if (tenant.find('domains', 'id', folded).some((domain) => domain.isVerified)) return tenant
    return undefined
  }

  applicationOf(appId: string): HomedApplication | undefined {
    for (const home of this.tenants.values()) {
      const [application] = home.find('applications', 'appId', appId)
      if (application) return { home, application }
    }
    return undefined
  }

  /** Like `handle`, for doors: a request with endpoints of its caller is answered after their validation. */
  receive(arrival: Arrival): Answer | Promise<Answer> {
    const heard = this.#serviceOf(arrival).hear?.(arrival)
    return heard ? heard.then((arrival) => this.handle(arrival)) : this.handle(arrival)
  }

  judge(arrival: Arrival): Answer {
    return this.#serviceOf(arrival).resolve(arrival).run('')
  }

  handle(arrival: Arrival): Answer {
    const service = this.#serviceOf(arrival)
    const call = service.resolve(arrival)
    const requestId = this.ids.uuid()
    const hit = this.faults.hit(call, arrival)
    const tenant = call.tenantId === undefined ? undefined : this.tenants.get(call.tenantId)
    const position = tenant?.position ?? 0
    const met = this.#replication ? meetingThePresent(call, service, arrival) : call
    const answer = hit ? hit.play({ arrival, call: met, service, requestId }) : met.run(requestId)
    if (tenant && tenant.position !== position)
      for (const { settle } of this.#services) settle?.(tenant, position, { at: arrival.at, requestId })
    this.#record(call, arrival, answer, requestId, hit?.name)
    return answer
  }

  /** Real host names decide; on any other host the path does. */
  #serviceOf({ host, path }: Arrival): Service {
    const named = this.#services.find(({ hosts }) => hosts.has(host))
    if (named) return named
    const slash = path.indexOf('/', 1)
    const segment = (slash < 0 ? path : path.slice(0, slash)).toLowerCase()
    const claimed = this.#services.find(({ segments }) => segments.has(segment)) ?? this.#services[0]
    if (!claimed) throw new TypeError('a cloud has at least one service')
    return claimed
  }

  #record(call: Call, arrival: Arrival, answer: Answer, requestId: string, fault: string | undefined): void {
    const { service, operation, writes, tenantId } = call
    const { status, headers } = answer
    const number = ++this.#number
    if (this.calls.length >= this.#callsMax) this.calls.splice(0, Math.ceil(this.#callsMax / 2))
    const { at, batch } = arrival
    const retryAfterSeconds = waitIn(headers['Retry-After'], at)
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
      batch,
    })
  }
}

/** Seconds of a Retry-After, which may be a date. */
function waitIn(header: string | undefined, at: number): number | undefined {
  if (header === undefined) return undefined
  return /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - at) / 1000
}

/** Wraps a call: a write to an object that is gone gets the service's "not found". */
const meetingThePresent = (call: Call, { missing }: Service, arrival: Arrival): Call => ({
  ...call,
  run(requestId) {
    try {
      return call.run(requestId)
    } catch (error) {
      if (error instanceof GoneSinceRead && missing) return missing(arrival, error.key, requestId)
      throw error
    }
  },
})
