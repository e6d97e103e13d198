/** Navigations as lists: what is reached, each with the type that it has. */
import type { Entity, Kind } from '../base.ts'
import type { Listing } from './collection.ts'
import { type Navigation, type Property, type Schema, schemaOf } from './resource.ts'
import { DIRECTORY_RESOURCES } from './resources/index.ts'
import type { Turn } from './turn.ts'

const TYPES: ReadonlyMap<Kind, { readonly schema: Schema; readonly annotation: string }> = new Map(
  DIRECTORY_RESOURCES.map(({ kind, schema }) => [
    kind,
    { schema, annotation: `#microsoft.graph.${schema.type}` },
  ]),
)
const MIXED = mixedSchema()

/** `#microsoft.graph.user`, for a kind that is a directory object. */
export const annotationOf = (kind: Kind): string | undefined => TYPES.get(kind)?.annotation

/** @param cast type that the path asks for; empty for all */
export function navigationListing(turn: Turn, entity: Entity, navigation: Navigation, cast = ''): Listing {
  const { schema: own, reach, cost = 1, context } = navigation
  const kinds = new Map<Entity, Kind>()
  const rows: Entity[] = []
  const wanted = [...TYPES].find(([, type]) => type.schema.type === cast)
  for (const { kind, entity: reached } of reach(turn, entity)) {
    if (wanted && kind !== wanted[0]) continue
    kinds.set(reached, kind)
    rows.push(reached)
  }
  const schema = own ?? wanted?.[1].schema ?? MIXED
  const typeOf = own ? stated(own) : (row: Entity) => TYPES.get(kinds.get(row) ?? '')
  return { schema, context: wanted ? wanted[0] : context, cost, rows: () => rows, typeOf }
}

/** Objects that carry their type themselves, as DNS records do. */
const stated = (schema: Schema) => (row: Entity) =>
  typeof row['@odata.type'] === 'string' ? { schema, annotation: row['@odata.type'] } : undefined

/** Every property that some directory object has: callers may select and filter by any of them. */
function mixedSchema(): Schema {
  const properties: Record<string, Property> = {}
  for (const { schema } of DIRECTORY_RESOURCES)
    for (const [name, property] of schema.properties) properties[name] ??= property
  return schemaOf('directoryObject', properties)
}
