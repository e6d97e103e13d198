/** Find, make, change and remove one object of a resource; the verbs of all resources use it. */
import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { checkReach } from '../authorization/access.ts'
import { checkDirectorySize } from '../limits/quotas.ts'
import {
  type GraphError,
  objectIdInvalid,
  referenceInvalid,
  requestDenied,
  resourceNotFound,
  valueTaken,
} from '../wire/errors.ts'
import { type Key, type Turn, timeOf } from '../wire/turn.ts'
import { merged } from './complex-values.ts'
import type { Body, Resource } from './resource.ts'

/** All objects of a resource, stored or derived, in list order. */
export function entitiesOf(view: View, resource: Resource, at = 0): readonly Entity[] {
  return resource.derived ? resource.derived(view, at) : view.list(resource.kind)
}

export function findByKey(
  view: View,
  resource: Resource,
  { property, value }: Key,
  at = 0,
): Entity | undefined {
  const { derived, kind, plainKeys = [] } = resource
  if (derived)
    return derived(view, at).find((one) => one[property] === value || one[property] === value.toLowerCase())
  if (property !== 'id') return view.find(kind, property, value)[0]
  // Ids of grants and assignments are base64 and so case-sensitive; GUIDs and domains are kept in lower case.
  const byId = view.get(kind, value) ?? view.get(kind, value.toLowerCase())
  if (byId) return byId
  for (const name of plainKeys) {
    const [found] = view.find(kind, name, value)
    if (found) return found
  }
  return undefined
}

/** The object that the path's first key names. @throws GraphError 404 Request_ResourceNotFound */
export function getByPath(turn: Turn, resource: Resource): Entity {
  const [key] = turn.keys
  const found = key && findByKey(turn.seen, resource, key, turn.arrival.at)
  const present = found && presentOf(turn, resource, found)
  if (!present) throw missing(resource, key)
  return present
}

/**
 * The object's present state: a lagging replica finds the object, but a write acts on what others have
 * written. Undefined where it is gone.
 */
export const presentOf = ({ tenant, seen }: Turn, { kind }: Resource, found: Entity): Entity | undefined =>
  tenant === seen || !seen.get(kind, idOf(found)) ? found : tenant.get(kind, idOf(found))

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Text that cannot be an id is refused as such; users also have other names than ids. */
export function missing({ locationType, plainKeys }: Resource, key: Key | undefined): GraphError {
  const { property, value } = key ?? { property: 'id', value: '' }
  const isById = property === 'id' && plainKeys === undefined
  const isGuid = locationType === undefined || locationType === 'Domain' || GUID.test(value)
  return isById && !isGuid ? objectIdInvalid(value) : resourceNotFound(value)
}

export const idOf = (entity: Entity): string => String(entity.id)

/**
 * Makes an object and what belongs to it. @param extra values from the path: the alternate key of an upsert
 */
export function createEntity(turn: Turn, resource: Resource, body: Body, extra: Entity = {}): Entity {
  const { create, kind } = resource
  if (!create) throw requestDenied()
  checkDirectorySize(turn, kind)
  const draft: Record<string, unknown> = { id: turn.cloud.ids.uuid() }
  for (const [name, { initial }] of resource.schema.properties) {
    const value = body.values[name] ?? extra[name] ?? initial
    if (value !== undefined) draft[name] = value
  }
  if (resource.schema.properties.has('createdDateTime')) draft.createdDateTime = timeOf(turn)
  const created = create.complete(turn, draft, body)
  checkReach(turn, created)
  checkUnique(turn, resource, created)
  if (create.isDry?.(created)) return created
  turn.tenant.commit(turn.write, kind, idOf(created), created)
  create.attach?.(turn, created, body)
  return created
}

/** Changes an object; a write without a change leaves no entry in the log. */
export function updateEntity(turn: Turn, resource: Resource, before: Entity, body: Body): void {
  checkReach(turn, before)
  const changed: Entity = { ...before, ...partsMerged(resource, before, body) }
  const after = resource.update?.complete?.(turn, before, changed, body) ?? changed
  checkUnique(turn, resource, after, before)
  addBound(turn, resource, before, body)
  if (JSON.stringify(after) !== JSON.stringify(before))
    turn.tenant.commit(turn.write, resource.kind, idOf(before), after)
}

function partsMerged({ schema }: Resource, before: Entity, { values }: Body): Entity {
  const after: Record<string, unknown> = { ...values }
  for (const [name, value] of Object.entries(values))
    if (schema.properties.get(name)?.type === 'Complex') after[name] = merged(before[name], value)
  return after
}

/** Adds what `members@odata.bind` names in a PATCH. https://learn.microsoft.com/graph/api/group-post-members */
function addBound(turn: Turn, resource: Resource, entity: Entity, { bound }: Body): void {
  if (bound.size > 1) throw referenceInvalid([...bound.keys()].join(','))
  for (const [name, ids] of bound) resource.navigations?.[name]?.references?.add(turn, entity, ids)
}

/**
 * Removes an object: to deletedItems where its kind is kept for 30 days, else together with all that refers
 * to it.
 */
export function deleteEntity(turn: Turn, resource: Resource, entity: Entity): void {
  const { delete: removal, kind, type } = resource
  checkReach(turn, entity)
  removal?.check?.(turn, entity)
  const id = idOf(entity)
  const own = removal?.kept?.(entity, turn.tenant) ?? entity
  turn.tenant.commit(turn.write, kind, id, undefined)
  if (removal?.soft?.(entity)) {
    const kept = { ...own, deletedDateTime: timeOf(turn), '@odata.type': `#microsoft.graph.${type}` }
    turn.tenant.commit(turn.write, 'deletedItems', id, kept, true)
  } else {
    removal?.cascade?.(turn, entity)
  }
  removal?.release?.(turn, entity)
}

/** Removes entities of other kinds because of a call that named another object. */
export function removeHanging(turn: Turn, kind: string, property: string, id: string): void {
  for (const entity of turn.tenant.find(kind, property, id))
    turn.tenant.commit(turn.write, kind, keyOf(kind, entity), undefined, true)
}

/** Relations are stored under both ids, everything else under its own id. */
export function keyOf(kind: string, entity: Entity): string {
  const [from, to] = ENDS[kind] ?? []
  return from && to ? `${entity[from]}/${entity[to]}` : idOf(entity)
}

const ENDS: Readonly<Record<string, readonly [string, string]>> = {
  'groups/members': ['groupId', 'memberId'],
  'groups/owners': ['groupId', 'memberId'],
  'applications/owners': ['objectId', 'ownerId'],
  'servicePrincipals/owners': ['objectId', 'ownerId'],
  'users/extensions': ['ownerId', 'key'],
  'groups/extensions': ['ownerId', 'key'],
}

export function checkUnique(turn: Turn, { schema, kind }: Resource, entity: Entity, before?: Entity): void {
  for (const [name, { unique }] of schema.properties) {
    const value = entity[name]
    if (!unique || typeof value !== 'string' || value === before?.[name]) continue
    if (turn.tenant.find(kind, name, value).some((other) => other.id !== entity.id)) throw valueTaken(name)
  }
}
