/**
 * The tenant is its change log: every write is one `commit`, and everything else (reads, as-of reads, forks,
 * audits) is a reading of that log over a shared base. A fork costs the same whatever the tenant's size.
 */
import { type Base, type Entity, fold, type Kind } from './base.ts'

/** Who did it: a principal of the tenant, or the service itself. */
export interface Actor {
  readonly type: 'application' | 'user' | 'system'
  /** Object id in the tenant: service principal or user. */
  readonly id: string
  readonly displayName: string
}

/** What a write carries besides the object: when, by whom, through which call. */
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

/** The tenant at one moment. */
export interface View {
  get(kind: Kind, key: string): Entity | undefined
  list(kind: Kind): Entity[]
  /** Entities whose property equals the value (text without regard to case), by index, in list order. */
  find(kind: Kind, property: string, value: unknown): Entity[]
}

interface Layer {
  readonly versions: Map<string, Change[]>
  /** Per property, keys that ever had a value: readers check the value that holds now. */
  readonly indexes: Map<string, Map<unknown, Set<string>>>
}

const FORK_DEPTH_MAX = 8

export class Tenant implements View {
  readonly id: string
  readonly #base: Base
  readonly #parent: Tenant | undefined
  readonly #depth: number
  /** Sequence number of the first entry of the own log; earlier ones are the parent's. */
  readonly #start: number
  readonly #log: Change[] = []
  readonly #layers = new Map<Kind, Layer>()

  /** @param id tenant id (a GUID) @param base what the tenant holds before its first change */
  constructor(id: string, base: Base, parent?: Tenant) {
    this.id = id
    this.#base = base
    this.#parent = parent
    this.#depth = parent ? parent.#depth + 1 : 0
    this.#start = parent ? parent.position : 0
  }

  /** How many changes there have been: the position from which a later reader goes on. */
  get position(): number {
    return this.#start + this.#log.length
  }

  /** The only write. Returns the log's entry, or undefined where nothing changed. */
  commit(
    write: Write,
    kind: Kind,
    key: string,
    after: Entity | undefined,
    cascade = false,
  ): Change | undefined {
    const before = this.get(kind, key)
    if (before === after) return undefined
    const { at, actor, call, requestId } = write
    const change: Change = {
      seq: this.position,
      at,
      actor,
      call,
      requestId,
      kind,
      key,
      before,
      after,
      cascade,
    }
    this.#log.push(change)
    const layer = this.#layer(kind)
    const versions = layer.versions.get(key)
    if (versions) versions.push(change)
    else layer.versions.set(key, [change])
    if (after) for (const [property, index] of layer.indexes) enter(index, fold(after[property]), key)
    return change
  }

  get(kind: Kind, key: string): Entity | undefined {
    return this.#read(kind, key, Number.POSITIVE_INFINITY)
  }

  list(kind: Kind): Entity[] {
    return this.#listBefore(kind, Number.POSITIVE_INFINITY)
  }

  find(kind: Kind, property: string, value: unknown): Entity[] {
    return this.#findBefore(kind, property, value, Number.POSITIVE_INFINITY)
  }

  /** The tenant as it stood at that time (milliseconds since the epoch), later writes unseen. */
  asOf(at: number): View {
    return this.before(this.#positionAt(at))
  }

  /** The tenant as it stood at a position of the log. */
  before(position: number): View {
    return {
      get: (kind, key) => this.#read(kind, key, position),
      list: (kind) => this.#listBefore(kind, position),
      find: (kind, property, value) => this.#findBefore(kind, property, value, position),
    }
  }

  /** Log entries from a position on, oldest first. */
  changesSince(position = 0): Change[] {
    const own = this.#log.slice(Math.max(0, position - this.#start))
    if (!this.#parent || position >= this.#start) return own
    const earlier = this.#parent.changesSince(position).slice(0, this.#start - position)
    return [...earlier, ...own]
  }

  /** A tenant that starts as this one is now; neither sees the other's later writes. */
  fork(): Tenant {
    if (this.#depth < FORK_DEPTH_MAX) return new Tenant(this.id, this.#base, this)
    const flat = new Tenant(this.id, this.#base)
    for (const c of this.changesSince()) flat.commit(c, c.kind, c.key, c.after, c.cascade)
    return flat
  }

  #layer(kind: Kind): Layer {
    let layer = this.#layers.get(kind)
    if (!layer) {
      layer = { versions: new Map(), indexes: new Map() }
      this.#layers.set(kind, layer)
    }
    return layer
  }

  #read(kind: Kind, key: string, before: number): Entity | undefined {
    const versions = this.#layers.get(kind)?.versions.get(key)
    if (versions) {
      for (let i = versions.length - 1; i >= 0; i--) {
        const version = versions[i]
        if (version && version.seq < before) return version.after
      }
    }
    if (this.#parent) return this.#parent.#read(kind, key, Math.min(before, this.#start))
    return this.#base.of(kind).get(key)
  }

  #listBefore(kind: Kind, before: number): Entity[] {
    const overlay = this.#overlayKeys(kind)
    const base = this.#base.of(kind)
    if (!overlay) return [...base.values()]
    const found: Entity[] = []
    for (const [key, entity] of base) {
      const now = overlay.has(key) ? this.#read(kind, key, before) : entity
      if (now) found.push(now)
    }
    for (const key of overlay) {
      const now = base.has(key) ? undefined : this.#read(kind, key, before)
      if (now) found.push(now)
    }
    return found
  }

  #findBefore(kind: Kind, property: string, value: unknown, before: number): Entity[] {
    const wanted = fold(value)
    const found: Entity[] = []
    for (const key of this.#keysWith(kind, property, wanted)) {
      const now = this.#read(kind, key, before)
      if (now && fold(now[property]) === wanted) found.push(now)
    }
    return found
  }

  /** Keys written since the base, oldest layer first; undefined where there are none. */
  #overlayKeys(kind: Kind): Set<string> | undefined {
    const earlier = this.#parent ? this.#parent.#overlayKeys(kind) : undefined
    const own = this.#layers.get(kind)?.versions
    if (!own) return earlier
    const keys = earlier ?? new Set<string>()
    for (const key of own.keys()) keys.add(key)
    return keys
  }

  #keysWith(kind: Kind, property: string, wanted: unknown): Set<string> {
    const keys = this.#parent
      ? this.#parent.#keysWith(kind, property, wanted)
      : new Set(this.#base.keysWith(kind, property, wanted))
    const layer = this.#layers.get(kind)
    if (!layer) return keys
    let index = layer.indexes.get(property)
    if (!index) {
      index = new Map()
      for (const [key, versions] of layer.versions)
        for (const { after } of versions) if (after) enter(index, fold(after[property]), key)
      layer.indexes.set(property, index)
    }
    for (const key of index.get(wanted) ?? []) keys.add(key)
    return keys
  }

  #positionAt(at: number): number {
    const first = this.#log[0]
    if (this.#parent && (!first || first.at > at)) return Math.min(this.#start, this.#parent.#positionAt(at))
    let [low, high] = [0, this.#log.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#log[middle]?.at ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return this.#start + low
  }
}

function enter(index: Map<unknown, Set<string>>, value: unknown, key: string): void {
  const keys = index.get(value)
  if (keys) keys.add(key)
  else index.set(value, new Set([key]))
}
