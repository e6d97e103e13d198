/**
 * The state from which a tenant starts. Every fork shares it and it never changes, so a tenant of a million
 * users is loaded once and needs no log entries. Indexes are built at their first use, and shared too.
 */

/** A word on the wire: a Graph segment (`users`) or an Exchange noun (`TransportRule`). */
export type Kind = string
/** An object as its service stores it. It is never mutated: a change makes a new object. */
export type Entity = Readonly<Record<string, unknown>>

type State = Iterable<readonly [Kind, ReadonlyMap<string, Entity>]>

/** A part of a state that costs a start time: made when one of its kinds is first asked for. */
interface Later {
  readonly kinds: ReadonlySet<Kind>
  /** At most once. */
  readonly make: () => State
}

const NO_MORE: Later = { kinds: new Set(), make: () => [] }

export class Base {
  readonly #kinds: Map<Kind, ReadonlyMap<string, Entity>>
  #later: Later | undefined
  readonly #indexes = new Map<Kind, Map<string, Index>>()
  readonly #places = new Map<Kind, Map<string, number>>()
  readonly #lists = new Map<Kind, readonly Entity[]>()

  /**
   * @param state per kind, entities by key (a Graph id, an Exchange Guid) in the order in which lists show them
   * @param later further kinds of it
   */
  constructor(state: State = [], later?: Later) {
    this.#kinds = new Map(state)
    this.#later = later
  }

  kinds(): Iterable<Kind> {
    this.#makeLater()
    return this.#kinds.keys()
  }

  /** Entities of a kind by key; empty where there are none. */
  of(kind: Kind): ReadonlyMap<string, Entity> {
    if (this.#later?.kinds.has(kind)) this.#makeLater()
    return this.#kinds.get(kind) ?? NONE
  }

  /** The same as a list, which all forks share: only for kinds with few. */
  listOf(kind: Kind): readonly Entity[] {
    let list = this.#lists.get(kind)
    if (!list) {
      list = [...this.of(kind).values()]
      this.#lists.set(kind, list)
    }
    return list
  }

  #makeLater(): void {
    const { kinds, make } = this.#later ?? NO_MORE
    this.#later = undefined
    for (const [kind, entities] of make()) {
      if (!kinds.has(kind)) throw new RangeError(`the state made later has ${kind}, which was not announced`)
      this.#kinds.set(kind, entities)
    }
  }

  /** The entity's place in its kind's list, from 0. */
  placeOf(kind: Kind, key: string): number {
    let places = this.#places.get(kind)
    if (!places) {
      places = new Map([...this.of(kind).keys()].map((one, place) => [one, place]))
      this.#places.set(kind, places)
    }
    return places.get(key) ?? -1
  }

  /** Keys of the entities whose property equals the value or lists it; text is compared without regard to case. */
  keysWith(kind: Kind, property: string, value: unknown): readonly string[] {
    const found = this.#indexOf(kind, property).get(fold(value))
    if (found === undefined) return NO_KEYS
    return typeof found === 'string' ? [found] : found
  }

  #indexOf(kind: Kind, property: string): Index {
    let ofKind = this.#indexes.get(kind)
    if (!ofKind) {
      ofKind = new Map()
      this.#indexes.set(kind, ofKind)
    }
    let index = ofKind.get(property)
    if (!index) {
      index = new Map()
      for (const [key, entity] of this.of(kind)) for (const at of folds(entity[property])) put(index, at, key)
      ofKind.set(property, index)
    }
    return index
  }
}

/** Keys by lower-cased value. Most values have only one entity, and a list for each would need too much memory. */
type Index = Map<unknown, string | string[]>

const NO_KEYS: readonly string[] = []

function put(index: Index, at: unknown, key: string): void {
  const known = index.get(at)
  if (known === undefined) index.set(at, key)
  else if (typeof known === 'string') {
    if (known !== key) index.set(at, [known, key])
  } else if (known.at(-1) !== key) known.push(key)
}

/** Text in the form for comparison; other values unchanged. */
export const fold = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value)

/** The values of a property in an index: each entry of a list, or the single value. */
export const folds = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value.map(fold) : [fold(value)]

/** Whether a property equals a folded value, or lists it. */
export const holds = (value: unknown, wanted: unknown): boolean =>
  Array.isArray(value) ? value.some((entry) => fold(entry) === wanted) : fold(value) === wanted

const NONE: ReadonlyMap<string, Entity> = new Map()
