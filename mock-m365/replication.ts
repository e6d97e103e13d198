/**
 * Eventual consistency as data: how long a write takes until a reader sees it. When it is off, reads cost
 * nothing more. When it is on, a reader gets the tenant at an earlier position of its change log, for each
 * kind.
 */
import { Base, type Entity, type Kind } from './base.ts'
import type { Rows } from './long-list.ts'
import { hash32 } from './seeded-ids.ts'
import { type Change, Tenant, type View, type Write } from './tenant.ts'
import type { ServiceName } from './wire.ts'

/**
 * When writes of a kind become visible: after a duration, after a number of requests that read the kind, or
 * after both.
 */
export interface LagRule {
  /** `users`, `groups/members`; `*` for every kind without an earlier rule. */
  readonly kind: Kind
  /** The service that reads; all services where absent. */
  readonly reader?: ServiceName
  readonly seconds?: number
  readonly reads?: number
}

/** Proposed throughout: Microsoft documents that replication takes time, without numbers. */
export interface Lag {
  /** The first rule that matches kind and reader counts. */
  readonly rules: readonly LagRule[]
  /** A seed: requests then reach lagging and current replicas in turn, so that a seen write can disappear again. */
  readonly alternating?: string
}

export const SECONDS_MAX = 24 * 3600
export const READS_MAX = 1000

/** @throws RangeError naming the rule, where a delay is missing, or is not a whole number in its range */
function checkLag({ rules }: Lag): void {
  for (const [i, { kind, seconds, reads }] of rules.entries()) {
    if (kind === '') throw new RangeError(`lag.rules[${i}].kind: is empty`)
    if (seconds === undefined && reads === undefined)
      throw new RangeError(`lag.rules[${i}]: neither seconds nor reads`)
    checkWhole(`lag.rules[${i}].seconds`, seconds, SECONDS_MAX)
    checkWhole(`lag.rules[${i}].reads`, reads, READS_MAX)
  }
}

function checkWhole(where: string, value: number | undefined, max: number): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= max))
    throw new RangeError(`${where}: ${value} is not a whole number from 0 to ${max}`)
}

/** What one reader of one tenant has read so far. */
interface Reading {
  /** Position of the log when the delay was switched on: everything before it is visible. */
  readonly start: number
  /** By kind, positions of the log at the latest requests that read it, oldest first. */
  readonly seenAt: Map<Kind, number[]>
  requests: number
}

/** The replicas of all tenants of a cloud. */
export class Replication {
  readonly #lag: Lag
  readonly #starts: ReadonlyMap<Tenant, number>
  readonly #readings = new Map<string, Reading>()
  readonly #rules = new Map<string, LagRule | undefined>()

  constructor(lag: Lag, tenants: Iterable<Tenant>) {
    checkLag(lag)
    this.#lag = lag
    this.#starts = new Map([...tenants].map((tenant) => [tenant, tenant.position]))
  }

  /** The tenant as one request of that reader sees it at that time (milliseconds since the epoch). */
  viewOf(tenant: Tenant, reader: ServiceName, at: number): Tenant {
    const reading = this.#readingOf(tenant, reader)
    const turn = reading.requests++
    const { alternating } = this.#lag
    const isFresh =
      alternating !== undefined && hash32(`${alternating} ${tenant.id} ${reader} ${turn}`) % 2 === 0
    return new Replica(tenant, (kind) => {
      const rule = this.#ruleOf(kind, reader)
      const seen = rule ? positionBy(rule, kind, tenant, reading, at) : tenant.position
      return isFresh ? tenant.position : seen
    })
  }

  #readingOf(tenant: Tenant, reader: ServiceName): Reading {
    const key = `${tenant.id} ${reader}`
    let reading = this.#readings.get(key)
    if (!reading) {
      reading = { start: this.#starts.get(tenant) ?? tenant.position, seenAt: new Map(), requests: 0 }
      this.#readings.set(key, reading)
    }
    return reading
  }

  #ruleOf(kind: Kind, reader: ServiceName): LagRule | undefined {
    const key = `${reader} ${kind}`
    if (!this.#rules.has(key)) {
      const fits = (rule: LagRule) =>
        (rule.kind === kind || rule.kind === '*') && (rule.reader ?? reader) === reader
      this.#rules.set(key, this.#lag.rules.find(fits))
    }
    return this.#rules.get(key)
  }
}

/** Counts this request as a read of the kind. @returns how much of the log it sees */
function positionBy(
  { seconds, reads }: LagRule,
  kind: Kind,
  tenant: Tenant,
  reading: Reading,
  at: number,
): number {
  const byTime =
    seconds === undefined ? tenant.position : Math.max(reading.start, tenant.positionAt(at - seconds * 1000))
  return reads === undefined ? byTime : Math.min(byTime, positionReadsAgo(reads, kind, tenant, reading))
}

function positionReadsAgo(reads: number, kind: Kind, tenant: Tenant, reading: Reading): number {
  const seenAt = reading.seenAt.get(kind) ?? []
  reading.seenAt.set(kind, seenAt)
  seenAt.push(tenant.position)
  if (seenAt.length > reads + 1) seenAt.shift()
  return seenAt.length > reads ? (seenAt[0] ?? tenant.position) : reading.start
}

/** A write acts on the present object, whatever its request has read: a removed object cannot be written. */
export class GoneSinceRead extends Error {
  readonly key: string

  constructor(kind: Kind, key: string) {
    super(`${kind} ${key} has been removed since this request read it`)
    this.key = key
  }
}

/** A writer changes only its own properties: what others have written since its read stays. */
function broughtUpToDate(
  seen: Entity | undefined,
  now: Entity | undefined,
  after: Entity | undefined,
): Entity | undefined {
  if (!seen || !now || !after || seen === now) return after
  const merged: Record<string, unknown> = { ...now }
  for (const [property, value] of Object.entries(after))
    if (seen[property] !== value) merged[property] = value
  for (const property of Object.keys(seen)) if (!Object.hasOwn(after, property)) delete merged[property]
  return merged
}

const NOTHING = new Base()

/** A lagging view of a tenant: reads are late, writes go to the present state, which this request then sees. */
class Replica extends Tenant {
  readonly #truth: Tenant
  readonly #seenBy: (kind: Kind) => number
  readonly #positions = new Map<Kind, number>()

  constructor(truth: Tenant, seenBy: (kind: Kind) => number) {
    super(truth.id, NOTHING)
    this.#truth = truth
    this.#seenBy = seenBy
  }

  override get position(): number {
    return this.#truth.position
  }

  /** How much of the log this request sees of a kind; the same for repeated reads. */
  override positionOf(kind: Kind): number {
    let position = this.#positions.get(kind)
    if (position === undefined) {
      position = this.#seenBy(kind)
      this.#positions.set(kind, position)
    }
    return position
  }

  /** @throws GoneSinceRead where this request still sees a removed object */
  override commit(write: Write, kind: Kind, key: string, after: Entity | undefined, cascade = false) {
    const [seen, now] = [this.get(kind, key), this.#truth.get(kind, key)]
    // an object that is removed together with another may be gone already
    if (seen && !now && cascade) return undefined
    if (seen && !now) throw new GoneSinceRead(kind, key)
    const change = this.#truth.commit(write, kind, key, broughtUpToDate(seen, now, after), cascade)
    this.#positions.set(kind, this.#truth.position)
    return change
  }

  override get(kind: Kind, key: string): Entity | undefined {
    return this.#of(kind).get(kind, key)
  }

  override list(kind: Kind): readonly Entity[] {
    return this.#of(kind).list(kind)
  }

  override rows(kind: Kind): Rows {
    const seen = this.#of(kind)
    return seen instanceof Tenant ? seen.rows(kind) : seen.list(kind)
  }

  override find(kind: Kind, property: string, value: unknown): readonly Entity[] {
    return this.#of(kind).find(kind, property, value)
  }

  override asOf(at: number): View {
    return this.before(this.#truth.positionAt(at))
  }

  override before(position: number): View {
    const of = (kind: Kind) => this.#truth.before(Math.min(position, this.positionOf(kind)))
    return {
      get: (kind, key) => of(kind).get(kind, key),
      list: (kind) => of(kind).list(kind),
      find: (kind, property, value) => of(kind).find(kind, property, value),
    }
  }

  override changesSince(position = 0): Change[] {
    return this.#truth.changesSince(position)
  }

  override positionAt(at: number): number {
    return this.#truth.positionAt(at)
  }

  override fork(): Tenant {
    return this.#truth.fork()
  }

  #of(kind: Kind): View {
    const position = this.positionOf(kind)
    return position >= this.#truth.position ? this.#truth : this.#truth.before(position)
  }
}
