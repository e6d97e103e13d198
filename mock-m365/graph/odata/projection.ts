/** The one place where entities become text. Entities never change, so the text of each is kept with it. */
import QuickLRU from 'quick-lru'
import type { Entity } from '../../base.ts'
import type { Property, Schema } from '../schema.ts'
import { RowBytes } from './row-bytes.ts'

/** How many texts one projection keeps: a list of a million users must not be in memory twice. */
const TEXTS_MAX = 20_000

/**
 * What another service keeps comes with the id, though the query does not name it.
 * https://learn.microsoft.com/graph/api/group-get (documented for groups, inferred for the rest)
 */
const withId = (schema: Schema, names: readonly string[]): readonly string[] =>
  names !== schema.shown && !names.includes('id') && names.some((name) => schema.properties.get(name)?.ofOne)
    ? ['id', ...names]
    : names

/** Turns entities of a schema into the inside of a JSON object, without its braces. */
export class Projection {
  readonly #names: readonly string[]
  readonly #properties: ReadonlyMap<string, Property>
  #texts = new WeakMap<Entity, string>()
  #kept = 0
  #bytes: RowBytes | undefined

  /** @param names properties to show, in order; the default ones where absent */
  constructor(schema: Schema, names: readonly string[] = schema.shown) {
    this.#names = withId(schema, names).filter((name) => schema.properties.has(name))
    this.#properties = schema.properties
  }

  textOf(entity: Entity): string {
    let text = this.#texts.get(entity)
    if (text === undefined) {
      text = this.#write(entity)
      if (++this.#kept > TEXTS_MAX) {
        this.#texts = new WeakMap()
        this.#kept = 1
      }
      this.#texts.set(entity, text)
    }
    return text
  }

  /**
   * Bytes of the rows of a long page, kept in addition to the texts: clients ask for the same pages again.
   */
  get bytes(): RowBytes {
    this.#bytes ??= new RowBytes((entity) => this.#write(entity))
    return this.#bytes
  }

  #write(entity: Entity): string {
    const shown: Record<string, unknown> = {}
    for (const name of this.#names) {
      shown[name] = shownValue(entity, name, this.#properties.get(name))
    }
    return JSON.stringify(shown).slice(1, -1)
  }
}

/** The value as answers show it: null or an empty list where it is missing, and never a secret. */
export function shownValue(entity: Entity, name: string, property: Property | undefined): unknown {
  const kept = property?.storedAs ?? name
  const value = Object.hasOwn(entity, kept) ? entity[kept] : undefined
  if (value === undefined) return property?.absent ?? (property?.collection ? [] : null)
  return hidden(value, property?.hide)
}

function hidden(value: unknown, names: readonly string[] | undefined): unknown {
  if (!names) return value
  if (Array.isArray(value)) return value.map((one) => hidden(one, names))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, one]) => [name, names.includes(name) ? null : one])
  return Object.fromEntries(entries)
}

const PROJECTIONS_MAX = 64
const projections = new WeakMap<Schema, QuickLRU<string, Projection>>()

/**
 * The projection of a schema to some names. The same names get the same instance, so that queries share
 * texts.
 */
export function projectionOf(schema: Schema, names: readonly string[] | undefined): Projection {
  let known = projections.get(schema)
  if (!known) {
    known = new QuickLRU({ maxSize: PROJECTIONS_MAX })
    projections.set(schema, known)
  }
  const key = names ? names.join() : '*'
  let projection = known.get(key)
  if (!projection) {
    projection = new Projection(schema, names)
    known.set(key, projection)
  }
  return projection
}
