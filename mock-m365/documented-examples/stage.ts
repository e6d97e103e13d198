/** A tenant under construction: objects by kind and key, and the mail that is added when it is complete. */
import { Base, type Entity, type Kind } from '../base.ts'
import { RESOURCES } from '../graph/resources/index.ts'
import type { EdmType, Property } from '../graph/schema.ts'
import { isObject } from '../graph/wire/body.ts'
import { seededIds } from '../seeded-ids.ts'
import type { Tenant } from '../tenant.ts'

export interface One {
  readonly kind: Kind
  readonly id: string
}

export class Stage {
  readonly #kinds = new Map<Kind, Map<string, Entity>>()
  readonly #ids = seededIds('documented examples')
  /** Work on the complete tenant: mail is made there, not stored before. */
  readonly later: ((tenant: Tenant) => void)[] = []
  /** Requests before the documented one, each with the documented id that the id in its answer replaces. */
  readonly prior: {
    readonly path: string
    readonly body: (at: number) => unknown
    readonly standsFor?: string
  }[] = []
  /** Parts of the body that the page shortens, at the time of the request. */
  readonly completions: ((at: number) => Readonly<Record<string, unknown>>)[] = []
  /** Changes after a delta link was issued. */
  readonly sinceLink: { readonly kind: Kind; readonly id: string; readonly after: Entity | undefined }[] = []
  /** The same for mail, which is made in the complete tenant. */
  readonly mailSinceLink: ((tenant: Tenant) => void)[] = []
  /** Ids of the documentation that the mock cannot have issued, and the ids that replace them. */
  readonly renamed = new Map<string, string>()

  uuid(): string {
    return this.#ids.uuid()
  }

  /**
   * Adds an object, or adds properties to an existing one; the first value of a property wins. A value of
   * another type than the mock's table declares is left out: it would come back unchanged, and prove nothing.
   */
  put(kind: Kind, entity: Entity, key = String(entity.id)): One {
    let kept = this.#kinds.get(kind)
    if (!kept) {
      kept = new Map()
      this.#kinds.set(kind, kept)
    }
    kept.set(key, { ...fitting(kind, entity), ...kept.get(key) })
    return { kind, id: String(entity.id) }
  }

  /** Sets properties, also over former values. */
  set(kind: Kind, key: string, properties: Entity): void {
    const kept = this.#kinds.get(kind)?.get(key)
    if (kept) this.#kinds.get(kind)?.set(key, { ...kept, ...properties })
  }

  get(kind: Kind, key: string): Entity | undefined {
    return this.#kinds.get(kind)?.get(key)
  }

  /** The kind under which an id is already stored. */
  kindOf(id: string, among: readonly Kind[]): Kind | undefined {
    return among.find((kind) => this.#kinds.get(kind)?.has(id))
  }

  base(): Base {
    return new Base(this.#kinds)
  }
}

/** Types of resources, and of targets of navigations. */
const SCHEMAS = new Map(
  RESOURCES.flatMap(({ navigations = {}, ...one }) => [
    one,
    ...Object.values(navigations).flatMap(({ items }) => items?.resource ?? []),
  ]).map(({ kind, schema }) => [kind, schema]),
)

function fitting(kind: Kind, entity: Entity): Entity {
  const properties = SCHEMAS.get(kind)?.beta.properties
  if (!properties) return entity
  return Object.fromEntries(
    Object.entries(entity)
      .filter(([name, value]) => {
        const property = properties.get(name)
        return !property || fits(property, value)
      })
      .map(([name, value]) => [properties.get(name)?.storedAs ?? name, value]),
  )
}

function fits({ type, collection }: Property, value: unknown): boolean {
  if (value === null) return true
  if (Array.isArray(value) !== (collection === true)) return false
  return (Array.isArray(value) ? value : [value]).every((one) => FITS[type](one))
}

const isText = (value: unknown): boolean => typeof value === 'string'
const FITS: Readonly<Record<EdmType, (value: unknown) => boolean>> = {
  String: isText,
  Guid: isText,
  DateTimeOffset: isText,
  Boolean: (value) => typeof value === 'boolean',
  Int32: Number.isInteger,
  Int64: Number.isInteger,
  Complex: isObject,
}
