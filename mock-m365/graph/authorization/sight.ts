/**
 * What a caller sees of a directory object: all of it, its basic profile, or only that it exists. It follows
 * from whether the caller may read objects of that type by themselves.
 * https://learn.microsoft.com/graph/permissions-overview#limited-information-returned-for-inaccessible-member-objects
 */
import type { Entity, Kind } from '../../base.ts'
import { DIRECTORY_RESOURCES } from '../resources/index.ts'
import { READ_SELF } from '../resources/users.ts'
import type { Resource } from '../verbs/resource.ts'
import type { Turn } from '../wire/turn.ts'
import { type Grant, grantIn } from './access.ts'
import { beyondOf } from './roles-beyond-token.ts'

/** The object as far as the caller sees it; the same object if the caller sees all of it. */
export type Sight = (kind: Kind, entity: Entity) => Entity

type Part = (entity: Entity) => Entity

const ALL: Part = (entity) => entity
const NO_NAMES: ReadonlySet<string> = new Set()
const RESOURCES: ReadonlyMap<Kind, Resource> = new Map(DIRECTORY_RESOURCES.map((one) => [one.kind, one]))

/** Judges each type once, at its first object. */
export function sightOf(turn: Turn): Sight {
  const parts = new Map<Kind, Part>()
  const self = selfOf(turn)
  return (kind, entity) => {
    if (self !== undefined && kind === 'users' && entity.id === self) return entity
    let part = parts.get(kind)
    if (!part) {
      part = partSeen(turn, RESOURCES.get(kind))
      parts.set(kind, part)
    }
    return part(entity)
  }
}

/** Names of the properties that a caller may see and ask about; undefined means all. */
export function namesSeen(
  { basic }: Resource,
  { permissions, roles }: Grant,
): ReadonlySet<string> | undefined {
  if (!basic || roles.length > 0 || permissions.length === 0) return undefined
  return permissions.every((one) => basic.permissions.has(one)) ? basic.shows : undefined
}

/** The id of the person who signed in, where the application may read that person's full profile (documented). */
function selfOf({ claims }: Turn): string | undefined {
  if (claims.idtyp === 'app') return undefined
  return (claims.scp ?? '').split(' ').some((one) => READ_SELF.has(one)) ? claims.oid : undefined
}

function partSeen(turn: Turn, resource: Resource | undefined): Part {
  const { claims, tenant } = turn
  const guest = claims.idtyp === 'user' && tenant.get('users', claims.oid)?.userType === 'Guest'
  const grant = resource?.get && grantIn(resource.get, claims, guest, beyondOf(turn))
  if (!resource || !grant) return partOf(NO_NAMES)
  const names = namesSeen(resource, grant)
  return names ? partOf(names) : ALL
}

/** A cache by part and object, so that the text of a row is kept with the row. */
const partsByNames = new WeakMap<ReadonlySet<string>, Part>()

function partOf(names: ReadonlySet<string>): Part {
  const before = partsByNames.get(names)
  if (before) return before
  const known = new WeakMap<Entity, Entity>()
  const part: Part = (entity) => {
    let seen = known.get(entity)
    if (!seen) {
      seen = Object.fromEntries(Object.entries(entity).filter(([name]) => name === 'id' || names.has(name)))
      known.set(entity, seen)
    }
    return seen
  }
  partsByNames.set(names, part)
  return part
}
