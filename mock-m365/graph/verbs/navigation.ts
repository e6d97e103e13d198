/** Navigations as lists: the reached objects, each with its type. */
import type { Entity, Kind } from '../../base.ts'
import { once } from '../../once.ts'
import { sightOf } from '../authorization/sight.ts'
import type { Expansion } from '../odata/expand.ts'
import { queryOf } from '../odata/query.ts'
import { DIRECTORY_RESOURCES } from '../resources/index.ts'
import { type Property, type Schema, schemaIn, schemaOf } from '../schema.ts'
import { queryUnsupported } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { isEventual, type Listing, rowText } from './collection.ts'
import type { Navigation } from './resource.ts'

const TYPES: ReadonlyMap<Kind, { readonly schema: Schema; readonly annotation: string }> = new Map(
  DIRECTORY_RESOURCES.map(({ kind, schema }) => [
    kind,
    { schema, annotation: `#microsoft.graph.${schema.type}` },
  ]),
)
const mixed = once(mixedSchema)
/** Stored objects never change and have one kind, so the result is reused on later pages. */
const KIND_OF = new WeakMap<Entity, Kind>()

/** `#microsoft.graph.user`, for a kind that is a directory object. */
export const annotationOf = (kind: Kind): string | undefined => TYPES.get(kind)?.annotation

/** @param cast type that the path asks for; empty for all */
export function navigationListing(turn: Turn, entity: Entity, navigation: Navigation, cast = ''): Listing {
  const { schema: own, schemaOf: ownOf, reach, cost = 1, contextOf, resource } = navigation
  const context = contextOf?.(turn, entity) ?? navigation.context
  const wanted = [...TYPES].find(([, type]) => type.schema.type === cast)
  const rows = () => {
    const sight = own ? undefined : sightOf(turn)
    return reach(turn, entity).flatMap(({ kind, entity: reached }) => {
      if (wanted && kind !== wanted[0]) return []
      // Filters and sorts use only visible properties, so that they do not reveal hidden ones.
      const row = sight ? sight(kind, reached) : reached
      KIND_OF.set(row, kind)
      return [row]
    })
  }
  const schema = own ?? wanted?.[1].schema ?? mixed()
  const typeOf = own ? stated(ownOf ?? (() => own)) : (row: Entity) => TYPES.get(KIND_OF.get(row) ?? '')
  const expand: NonNullable<Listing['expand']> = (at, row, expansion) =>
    expandText(at, resource?.().navigations?.[expansion.name], row, expansion)
  return { schema, context: wanted ? wanted[0] : context, cost, rows, typeOf, expand }
}

/** At most 20 objects, no link to more: https://learn.microsoft.com/graph/query-parameters#expand-parameter (documented). */
const EXPANDED_MAX = 20

/**
 * One expanded navigation as a JSON member, with the navigations expanded inside.
 * @throws GraphError 400 Request_UnsupportedQuery for `$levels` without `ConsistencyLevel: eventual`, which
 * it needs (documented)
 */
export function expandText(
  turn: Turn,
  navigation: Navigation | undefined,
  entity: Entity,
  { name, query: inside, levels }: Expansion,
): string {
  if (!navigation) return `"${name}":null`
  if (levels > 1 && !isEventual(turn)) throw queryUnsupported()
  return membersText(turn, navigation, entity, { name, query: inside, levels }) ?? `"${name}":null`
}

/** Undefined where a single object does not exist. */
function membersText(
  turn: Turn,
  navigation: Navigation,
  entity: Entity,
  { name, query: inside, levels }: Pick<Expansion, 'name' | 'query' | 'levels'>,
): string | undefined {
  const listing = navigationListing(turn, entity, navigation)
  const query = queryOf(schemaIn(turn, listing.schema), inside)
  const further = { name, query: inside, levels: levels - 1 }
  const texts = listing
    .rows(turn.tenant)
    .slice(0, EXPANDED_MAX)
    .map((row) => {
      const own = rowText(turn, listing, query, row)
      const more = levels > 1 ? membersText(turn, navigation, row, further) : undefined
      return `{${more === undefined ? own : `${own},${more}`}}`
    })
  if (!navigation.single) return `"${name}":[${texts.join(',')}]`
  return texts[0] === undefined ? undefined : `"${name}":${texts[0]}`
}

/** Objects that carry their type themselves, as DNS records do. */
const stated = (schemaOfRow: (row: Entity) => Schema) => (row: Entity) =>
  typeof row['@odata.type'] === 'string'
    ? { schema: schemaOfRow(row), annotation: row['@odata.type'] }
    : undefined

/** Every property that some directory object has: callers may select and filter by any of them. */
function mixedSchema(): Schema {
  const properties: Record<string, Property> = {}
  const schemas = DIRECTORY_RESOURCES.map(({ schema }) => schema)
  // A property that v1.0 has for one type counts as one of v1.0 for all, even if another type has it only in
  // beta.
  for (const schema of [...schemas, ...schemas.map(({ beta }) => beta)])
    for (const [name, property] of schema.properties) properties[name] ??= property
  return schemaOf('directoryObject', properties)
}
