/**
 * The tenant is its change log: every write is one `commit`, and everything else (reads, as-of reads, forks,
 * audits) is read from that log over a shared base. A fork costs the same whatever the tenant's size.
 */
import { Base, type Entity, fold, folds, holds, type Kind } from './base.ts'
import type { Change, Write } from './change.ts'
import { LongList, type Rows } from './long-list.ts'

export type { Actor, Change, Write } from './change.ts'

/** The tenant at one moment. */
export interface View {
  get(kind: Kind, key: string): Entity | undefined
  list(kind: Kind): readonly Entity[]
  /** Entities whose property equals the value or lists it (text without regard to case), by index, in list order. */
  find(kind: Kind, property: string, value: unknown): readonly Entity[]
}

interface Layer {
  readonly versions: Map<string, Change[]>
  /** By property, keys that ever had a value: readers check the present value. */
  readonly indexes: Map<string, Map<unknown, Set<string>>>
  /** Position of the last write; negative before the first. */
  last: number
}

/** A list as it was at a position of the log. */
interface KeptList {
  readonly position: number
  readonly list: LongList
}

interface Place {
  readonly key: string
  readonly entity: Entity
}

const FORK_DEPTH_MAX = 8
/** Lists from this length on are kept, since going through all keys after each write is slow. */
const KEPT_FROM = 500
/** Where more than this share of a list has changed, making it again is as fast. */
const FOLLOWED_SHARE = 0.2
/** Answers kept for one kind and property: each caller reads few. */
const FINDS_MAX = 64
const NONE: ReadonlySet<string> = new Set()

export class Tenant implements View {
  readonly id: string
  readonly #base: Base
  readonly #parent: Tenant | undefined
  readonly #depth: number
  /** Sequence number of the first entry of the own log; earlier entries are in the parent's log. */
  readonly #start: number
  readonly #log: Change[] = []
  readonly #layers = new Map<Kind, Layer>()
  readonly #lists = new Map<Kind, KeptList>()
  /** Shorter ones, until the next write of their kind. */
  readonly #shortLists = new Map<Kind, readonly Entity[]>()
  /** Results since the last write of that kind, by property and value as requested. */
  readonly #finds = new Map<Kind, Map<string, Map<unknown, readonly Entity[]>>>()

  /** @param id tenant id (a GUID) @param base the tenant's state before its first change */
  constructor(id: string, base: Base, parent?: Tenant) {
    this.id = id
    this.#base = base
    this.#parent = parent
    this.#depth = parent ? parent.#depth + 1 : 0
    this.#start = parent ? parent.position : 0
  }

  /** The number of changes: the position from which a later reader continues. */
  get position(): number {
    return this.#start + this.#log.length
  }

  /** How much of the log a reader of this kind sees: all of it without replication delay. */
  positionOf(_kind: Kind): number {
    return this.position
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
    this.#finds.delete(kind)
    this.#shortLists.delete(kind)
    const layer = this.#layer(kind)
    layer.last = change.seq
    const versions = layer.versions.get(key)
    if (versions) versions.push(change)
    else layer.versions.set(key, [change])
    if (after) for (const [property, index] of layer.indexes) enter(index, after[property], key)
    return change
  }

  get(kind: Kind, key: string): Entity | undefined {
    return this.#read(kind, key, Number.POSITIVE_INFINITY)
  }

  list(kind: Kind): readonly Entity[] {
    const rows = this.rows(kind)
    return rows instanceof LongList ? rows.whole() : (rows as readonly Entity[])
  }

  /** The list for a caller who shows a part of it: after a write, what has not changed is not copied. */
  rows(kind: Kind): Rows {
    const short = this.#shortLists.get(kind)
    if (short) return short
    const kept = this.#lists.get(kind)
    const list = (kept && this.#followed(kind, kept)) ?? this.#listNow(kind)
    if (list.length < KEPT_FROM) {
      this.#lists.delete(kind)
      if (!(list instanceof LongList)) this.#shortLists.set(kind, list)
    } else if (list instanceof LongList) this.#lists.set(kind, { position: this.position, list })
    return list
  }

  #listNow(kind: Kind): readonly Entity[] | LongList {
    const base = this.#base.of(kind)
    const overlay = this.#overlayKeys(kind)
    if (base.size + (overlay?.size ?? 0) < KEPT_FROM) return this.#listBefore(kind, Number.POSITIVE_INFINITY)
    const now = (key: string) => this.get(kind, key)
    const begun = base.entries().map(([key, entity]) => (overlay?.has(key) ? now(key) : entity))
    const later = (overlay ?? NONE).values().map((key) => (base.has(key) ? undefined : now(key)))
    return LongList.of(
      begun,
      later.filter((entity) => entity !== undefined),
    )
  }

  find(kind: Kind, property: string, value: unknown): readonly Entity[] {
    const kept = this.#keptFinds(kind, property)
    const known = kept.get(value)
    if (known) return known
    const found = this.#findBefore(kind, property, value, Number.POSITIVE_INFINITY)
    if (kept.size >= FINDS_MAX) kept.clear()
    kept.set(value, found)
    return found
  }

  #keptFinds(kind: Kind, property: string): Map<unknown, readonly Entity[]> {
    let ofKind = this.#finds.get(kind)
    if (!ofKind) {
      ofKind = new Map()
      this.#finds.set(kind, ofKind)
    }
    let kept = ofKind.get(property)
    if (!kept) {
      kept = new Map()
      ofKind.set(property, kept)
    }
    return kept
  }

  /** The tenant as it was at that time (milliseconds since the epoch), without later writes. */
  asOf(at: number): View {
    return this.before(this.positionAt(at))
  }

  /** The tenant as it was at a position of the log. What has not been written since is read as it is now, and kept. */
  before(position: number): View {
    const past = new Map<Kind, readonly Entity[]>()
    const pastList = (kind: Kind): readonly Entity[] => {
      const list = past.get(kind) ?? this.#listBefore(kind, position)
      past.set(kind, list)
      return list
    }
    return {
      get: (kind, key) => this.#read(kind, key, position),
      list: (kind) => (this.#isWrittenSince(kind, position) ? pastList(kind) : this.list(kind)),
      find: (kind, name, value) =>
        this.#isWrittenSince(kind, position)
          ? this.#findBefore(kind, name, value, position)
          : this.find(kind, name, value),
    }
  }

  /** Writes of a parent after the fork count too, which costs time and changes no answer. */
  #isWrittenSince(kind: Kind, position: number): boolean {
    if ((this.#layers.get(kind)?.last ?? -1) >= position) return true
    return (
      this.#parent !== undefined && position < this.#start && this.#parent.#isWrittenSince(kind, position)
    )
  }

  /** Log entries from a position on, oldest first. */
  changesSince(position = 0): Change[] {
    const own = this.#log.slice(Math.max(0, position - this.#start))
    if (!this.#parent || position >= this.#start) return own
    const earlier = this.#parent.changesSince(position).slice(0, this.#start - position)
    return [...earlier, ...own]
  }

  /** A tenant that starts with this one's present state; later writes of either are invisible to the other. */
  fork(): Tenant {
    if (this.#depth < FORK_DEPTH_MAX) return new Tenant(this.id, this.#base, this)
    const flat = new Tenant(this.id, this.#base)
    for (const c of this.changesSince()) flat.commit(c, c.kind, c.key, c.after, c.cascade)
    return flat
  }

  /** The present state as one from which a tenant starts: a log over it begins with nothing. */
  asBase(): Base {
    const keysOf = (kind: Kind) =>
      this.#base
        .of(kind)
        .keys()
        .toArray()
        .concat(...(this.#overlayKeys(kind) ?? NONE))
    return new Base(
      [...this.#kinds()].map((kind) => [
        kind,
        new Map(
          keysOf(kind).flatMap((key) => {
            const entity = this.get(kind, key)
            return entity ? [[key, entity] as const] : []
          }),
        ),
      ]),
    )
  }

  #kinds(): Set<Kind> {
    return (this.#parent ? this.#parent.#kinds() : new Set(this.#base.kinds())).union(
      new Set(this.#layers.keys()),
    )
  }

  #layer(kind: Kind): Layer {
    let layer = this.#layers.get(kind)
    if (!layer) {
      layer = { versions: new Map(), indexes: new Map(), last: -1 }
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

  /** A kept list, updated with later writes; undefined where making it again is simpler. */
  #followed(kind: Kind, { position, list }: KeptList): LongList | undefined {
    const since = this.#log.slice(position - this.#start)
    const changes = since.filter((change) => change.kind === kind)
    if (changes.length === 0) return list
    if (changes.length > list.length * FOLLOWED_SHARE) return undefined
    // A restored object returns to its old place.
    if (changes.some((change) => !change.before && this.#wasWrittenBefore(change))) return undefined
    return list.with(
      changes.map(({ key, before, after }) => ({ before, after, place: this.#base.placeOf(kind, key) })),
    )
  }

  #wasWrittenBefore({ kind, key, seq }: Change): boolean {
    return this.#base.of(kind).has(key) || this.#firstWritten(kind, key) < seq
  }

  #listBefore(kind: Kind, before: number): readonly Entity[] {
    const overlay = this.#overlayKeys(kind, before)
    const base = this.#base.of(kind)
    if (!overlay || overlay.size === 0)
      return base.size < KEPT_FROM ? this.#base.listOf(kind) : [...base.values()]
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
    const indexedKeys = this.#base.keysWith(kind, property, wanted)
    const written = this.#keysWritten(kind, property, wanted)
    if (indexedKeys.length === 0 && written.size === 0) return []
    const base = this.#base.of(kind)
    const found: Place[] = []
    const take = (key: string) => {
      const entity = this.#read(kind, key, before)
      if (entity && holds(entity[property], wanted)) found.push({ key, entity })
    }
    for (const key of indexedKeys) take(key)
    const indexed = found.length
    for (const key of written) {
      const first = base.get(key)
      if (!first || !holds(first[property], wanted)) take(key)
    }
    if (found.length > 1 && found.length > indexed) this.#putInListOrder(kind, found, indexed)
    return found.map(({ entity }) => entity)
  }

  /**
   * The first `indexed` ones are already in order: the base's places are only looked up where another comes
   * between them.
   */
  #putInListOrder(kind: Kind, found: Place[], indexed: number): void {
    const base = this.#base.of(kind)
    const between = found.some(({ key }, i) => i >= indexed && base.has(key))
    const placeOf = (key: string) => {
      if (!base.has(key)) return this.#firstWritten(kind, key)
      return between ? this.#base.placeOf(kind, key) - base.size : -1
    }
    const places = new Map(found.map(({ key }) => [key, placeOf(key)]))
    found.sort((a, b) => (places.get(a.key) ?? 0) - (places.get(b.key) ?? 0))
  }

  /** Position of a key's first write; keys that a parent first wrote after the fork do not count. */
  #firstWritten(kind: Kind, key: string): number {
    const earlier = this.#parent ? this.#parent.#firstWritten(kind, key) : Number.POSITIVE_INFINITY
    if (earlier < this.#start) return earlier
    return this.#layers.get(kind)?.versions.get(key)?.[0]?.seq ?? Number.POSITIVE_INFINITY
  }

  /**
   * Keys written since the base and before a position, in the order of their first writing; undefined where
   * there are none. Keys that a parent first wrote after the fork do not count.
   */
  #overlayKeys(kind: Kind, before = Number.POSITIVE_INFINITY): Set<string> | undefined {
    const earlier = this.#parent ? this.#parent.#overlayKeys(kind, Math.min(before, this.#start)) : undefined
    const own = this.#layers.get(kind)?.versions
    if (!own) return earlier
    const keys = earlier ?? new Set<string>()
    for (const [key, [first]] of own) {
      if (first && first.seq >= before) break
      keys.add(key)
    }
    return keys
  }

  /** Keys to which a write since the base gave that value: readers check the present value. */
  #keysWritten(kind: Kind, property: string, wanted: unknown): ReadonlySet<string> {
    const earlier = this.#parent ? this.#parent.#keysWritten(kind, property, wanted) : NONE
    const layer = this.#layers.get(kind)
    if (!layer) return earlier
    let index = layer.indexes.get(property)
    if (!index) {
      index = new Map()
      for (const [key, versions] of layer.versions)
        for (const { after } of versions) if (after) enter(index, after[property], key)
      layer.indexes.set(property, index)
    }
    const own = index.get(wanted) ?? NONE
    return earlier.size === 0 ? own : new Set([...earlier, ...own])
  }

  /** The number of changes before that time (milliseconds since the epoch). */
  positionAt(at: number): number {
    const first = this.#log[0]
    if (this.#parent && (!first || first.at > at)) return Math.min(this.#start, this.#parent.positionAt(at))
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
  for (const at of folds(value)) {
    const keys = index.get(at)
    if (keys) keys.add(key)
    else index.set(at, new Set([key]))
  }
}
