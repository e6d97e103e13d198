/** A Graph resource as data. Routes, reads, writes and errors follow from it in operations.ts. */
import type { Entity, Kind } from '../../base.ts'
import { once } from '../../once.ts'
import type { View } from '../../tenant.ts'
import type { Access, Also } from '../authorization/access.ts'
import type { Query } from '../odata/query.ts'
import { type Property, type Schema, schemaIn, schemaOf, type Versioned } from '../schema.ts'
import type { Turn } from '../wire/turn.ts'

/** Entities that a navigation leads to; with their kinds where they are directory objects. */
export type Reached = readonly { readonly kind: Kind; readonly entity: Entity }[]

export interface Navigation {
  /** Type of the target; `directoryObject` where types are mixed. */
  readonly type: string
  /** How `@odata.context` names it: `directoryObjects`. */
  readonly context: string
  /** The same where it depends on the owner: `groups('…')/appRoleAssignments`. */
  readonly contextOf?: (turn: Turn, entity: Entity) => string
  /** Schema of the target; absent for directory objects, whose kinds have their own. */
  readonly schema?: Schema
  /** The schema of one row, where rows differ; the row's `@odata.type` names its type. */
  readonly schemaOf?: (row: Entity) => Schema
  /** The target's resource, where `$expand` may continue from it. */
  readonly resource?: () => Resource
  /** Leads to at most one object, not to a list. */
  readonly single?: true
  readonly access: Access
  /** Resource units that a read costs. */
  readonly cost?: number
  /** Whether only `$expand` may name it: no path leads there. */
  readonly expandOnly?: true
  /** Whether `$expand` may name it; `levels` where it may also follow it again. */
  readonly expand?: true | 'levels'
  /** Casts that may follow it in the path: `microsoft.graph.user`. */
  readonly casts?: readonly string[]
  readonly reach: (turn: Turn, entity: Entity) => Reached
  /** POST and DELETE of `$ref`. */
  readonly references?: {
    readonly access: Access
    /** Permissions that suffice for adding only together with another one. */
    readonly also?: Also
    readonly add: (turn: Turn, entity: Entity, ids: readonly string[]) => void
    readonly remove: (turn: Turn, entity: Entity, id: string) => void
  }
  /** POST to the navigation makes an object; DELETE of one by its id removes it. */
  readonly items?: {
    readonly access: Access
    /** Permissions that suffice for making one only together with another one. */
    readonly also?: Also
    readonly resource: Resource
    readonly create: (turn: Turn, entity: Entity, body: Body) => Entity
    readonly remove: (turn: Turn, entity: Entity, id: string) => void
  }
}

/** A body whose properties are known, of the right type and not read-only; bound references by navigation. */
export interface Body {
  readonly values: Readonly<Record<string, unknown>>
  readonly bound: ReadonlyMap<string, readonly string[]>
}

interface Create {
  readonly access: Access
  /** The new object without the table's defaults; commits other entities that belong to it. */
  readonly complete: (turn: Turn, draft: Entity, body: Body) => Entity
  /** Whether the object was only validated and is not stored. */
  readonly isDry?: (created: Entity) => boolean
  /** The type for the answer to POST, where it shows more than later answers. */
  readonly shownOnce?: () => Schema
  /** Called after the object is committed: adds its references. */
  readonly attach?: (turn: Turn, created: Entity, body: Body) => void
}

export interface Update {
  readonly access: Access
  /** Refuses, or completes what is stored. */
  readonly complete?: (turn: Turn, before: Entity, after: Entity, body: Body) => Entity
  /** True where a change is answered with 200, not 204. */
  readonly isAnswered?: (turn: Turn, before: Entity, body: Body) => boolean
  /** Alternate key by which PATCH with `Prefer: create-if-missing` creates. */
  readonly upsertBy?: string
}

interface Delete {
  readonly access: Access
  /** Refuses where the object may not be removed. */
  readonly check?: (turn: Turn, entity: Entity) => void
  /** Whether removed objects stay in deletedItems for 30 days. */
  readonly soft?: (entity: Entity) => boolean
  /** The object's form in deletedItems, where it differs. */
  readonly kept?: (entity: Entity, view: View) => Entity
  /** What is removed together with the object, for good. */
  readonly cascade?: (turn: Turn, entity: Entity) => void
  /** What is removed at once even where the object stays in deletedItems. */
  readonly release?: (turn: Turn, entity: Entity) => void
}

export interface ResourceDefinition {
  /** Kind under which its objects are stored, where it is not the last word of its path. */
  readonly kind?: Kind
  /** Path from the version on: `groups`, `roleManagement/directory/roleAssignments`. */
  readonly segment: string
  /** Name of its type without `microsoft.graph.`. */
  readonly type: string
  readonly source: string
  readonly provenance: 'documented' | 'observed' | 'inferred' | 'proposed'
  readonly properties: Readonly<Record<string, Property>>
  /** Properties that identify an object in parentheses: `groups(uniqueName='..')`. */
  readonly alternateKeys?: readonly string[]
  /** Properties that are accepted in place of the id: `/users/{userPrincipalName}`. */
  readonly plainKeys?: readonly string[]
  readonly list?: Access
  readonly get?: Access
  readonly create?: Create
  readonly update?: Update
  readonly delete?: Delete
  /** Permissions that read only a basic profile, and the properties in it. */
  readonly basic?: { readonly permissions: ReadonlySet<string>; readonly shows: ReadonlySet<string> }
  /** Resource units of a list; reads of one object cost one. */
  readonly listCost?: number
  readonly navigations?: Readonly<Record<string, Navigation>>
  /** Refuses queries of a list or of one object, in addition to the table's rules. */
  readonly checkAsked?: (turn: Turn, query: Query, entity?: Entity) => void
  /** Where objects are derived and not stored, some of them by the time of the request (milliseconds). */
  readonly derived?: (view: View, at: number) => readonly Entity[]
  /** Lists come in one page, whatever their length. */
  readonly inOnePage?: true
  /** Filters may not contain `or`. */
  readonly orRefused?: true
  /** `$expand` may name several navigations, and expand inside them; directory objects do not allow it. */
  readonly expandsMany?: true
  /** Type segment in a Location header; absent where the service is not known to send one. */
  readonly locationType?: string
}

export interface Resource extends ResourceDefinition {
  readonly kind: Kind
  readonly schema: Schema
  /** The same with beta's schema. */
  readonly beta: Resource
}

/** A resource in the caller's version. */
export function resourceIn(turn: Versioned, one: Resource): Resource {
  const own = turn.version === 'beta' ? one.beta : one
  const schema = schemaIn(turn, one.schema)
  return schema === own.schema ? own : { ...own, schema }
}

/** Completes a definition; called once per resource when its file is loaded. */
export function resource(definition: ResourceDefinition): Resource {
  const { segment, type, navigations = {}, properties, orRefused, expandsMany } = definition
  const expandable = Object.entries(navigations).flatMap(([name, { expand }]) =>
    expand ? [{ name, levels: expand === 'levels' }] : [],
  )
  const schema = schemaOf(type, properties, {
    expandable,
    navigations: Object.keys(navigations),
    orRefused,
    expandsMany,
  })
  const kind = definition.kind ?? segment.slice(segment.lastIndexOf('/') + 1)
  const own: ResourceDefinition & Pick<Resource, 'kind' | 'schema'> = { ...definition, kind, schema }
  const beta = once(() => {
    const inBeta: Resource = {
      ...own,
      schema: schema.beta,
      get beta() {
        return inBeta
      },
    }
    return inBeta
  })
  return {
    ...own,
    get beta() {
      return beta()
    },
  }
}
