/** A resource's verbs, derived from its table. */
import type { Entity } from '../../base.ts'
import type { Answer } from '../../wire.ts'
import { type Access, type Also, checkReach } from '../authorization/access.ts'
import { namesSeen, sightOf } from '../authorization/sight.ts'
import { queryOf } from '../odata/query.ts'
import { schemaIn } from '../schema.ts'
import { noContent, ok } from '../wire/answer.ts'
import { bodyOf, jsonOf, referenceIn } from '../wire/body.ts'
import { resourceNotFound } from '../wire/errors.ts'
import type { Operation } from '../wire/router.ts'
import type { Turn } from '../wire/turn.ts'
import {
  answerCount,
  answerList,
  answerReferences,
  contextText,
  costOf,
  type Listing,
  rowText,
} from './collection.ts'
import {
  createEntity,
  deleteEntity,
  entitiesOf,
  findByKey,
  getByPath,
  idOf,
  missing,
  presentOf,
  updateEntity,
} from './entities.ts'
import { expandText, navigationListing } from './navigation.ts'
import { propertyOperations } from './property-paths.ts'
import { type Navigation, type Resource, resourceIn, type Update } from './resource.ts'

/** Every operation of a resource, its own and those of its navigations. */
export function operationsOf(resource: Resource): Operation[] {
  const {
    segment,
    list,
    get,
    create,
    update,
    delete: removal,
    alternateKeys = [],
    navigations = {},
  } = resource
  const one = `${segment}/{id}`
  const operations: Operation[] = []
  if (list) {
    const steady = resource.derived ? undefined : listingOf(resource, 0)
    const listing = (turn: Turn) => partOf(turn, resource, steady ?? listingOf(resource, turn.arrival.at))
    operations.push(read(segment, list, (turn) => answerList(turn, listing(turn))))
    operations.push(read(`${segment}/$count`, list, (turn) => answerCount(turn, listing(turn))))
  }
  if (get) operations.push({ ...read(one, get, (turn) => getOne(turn, resource)), alternateKeys })
  if (create)
    operations.push({
      method: 'POST',
      path: segment,
      access: create.access,
      run: (turn) => post(turn, resourceIn(turn, resource)),
    })
  if (update)
    operations.push({
      method: 'PATCH',
      path: one,
      access: update.access,
      alternateKeys,
      run: (turn) => patch(turn, resourceIn(turn, resource), update),
    })
  if (removal)
    operations.push({
      method: 'DELETE',
      path: one,
      access: removal.access,
      alternateKeys,
      run: (turn) => remove(turn, resource),
    })
  if (get) operations.push(...propertyOperations(resource, get))
  for (const [name, navigation] of Object.entries(navigations))
    if (!navigation.expandOnly) operations.push(...navigationOperations(resource, name, navigation))
  return operations
}

function listingOf(resource: Resource, at: number): Listing {
  const { segment, schema, listCost = 1, derived, kind, inOnePage } = resource
  return {
    schema,
    context: segment,
    cost: listCost,
    rows: (view) => entitiesOf(view, resource, at),
    ...(derived ? {} : { indexed: kind }),
    ...(inOnePage ? { inOnePage } : {}),
    ...(resource.checkAsked ? { checkAsked: resource.checkAsked } : {}),
    expand: expanding(resource),
  }
}

/** A list as a permission for basic profiles shows it. */
function partOf(turn: Turn, resource: Resource, listing: Listing): Listing {
  const names = namesSeen(resource, turn.grant)
  if (!names) return listing
  const sight = sightOf(turn)
  return { ...listing, names, shown: (row) => sight(resource.kind, row) }
}

const expanding =
  ({ navigations }: Resource): NonNullable<Listing['expand']> =>
  (turn, entity, expansion) =>
    expandText(turn, navigations?.[expansion.name], entity, expansion)

function getOne(turn: Turn, resource: Resource): Answer {
  const query = queryOf(schemaIn(turn, resource.schema), turn.arrival.query)
  const entity = getByPath(turn, resource)
  resource.checkAsked?.(turn, query, entity)
  const seen = resource.basic ? sightOf(turn)(resource.kind, entity) : entity
  return answerEntity(turn, resource, seen, query)
}

/** One object with its context, as GET and POST answer. */
export function answerEntity(
  turn: Turn,
  resource: Resource,
  entity: Entity,
  query = queryOf(schemaIn(turn, resource.schema), ''),
  status: 200 | 201 = 200,
): Answer {
  const { schema } = resource
  const inside = rowText(turn, { schema, expand: expanding(resource) }, query, entity)
  const context = turn.annotated ? `${contextText(turn, resource.segment, query, '/$entity')},` : ''
  const headers = status === 201 ? locationOf(turn, resource, entity) : {}
  return ok(turn, status, { body: `{${context}${inside}}`, cost: costOf(1, query), headers })
}

/** The internal form of the address (observed). */
function locationOf(turn: Turn, { locationType }: Resource, entity: Entity): Record<string, string> {
  if (!locationType) return {}
  const { id } = turn.tenant
  if (locationType === 'Domain')
    return { Location: `https://graph.microsoft.com/v2/${id}/domains/${idOf(entity)}` }
  return {
    Location: `https://graph.microsoft.com/v2/${id}/directoryObjects/${idOf(entity)}/Microsoft.DirectoryServices.${locationType}`,
  }
}

function post(turn: Turn, resource: Resource): Answer {
  const body = bodyOf(resource, jsonOf(turn.arrival), true)
  const created = createEntity(turn, resource, body)
  const schema = resource.create?.shownOnce?.() ?? resource.schema
  return answerEntity(turn, { ...resource, schema }, created, undefined, 201)
}

/** https://learn.microsoft.com/graph/api/group-upsert — creates only where the caller prefers it and names the object by its alternate key. */
function patch(turn: Turn, resource: Resource, { upsertBy }: Update): Answer {
  const [key] = turn.keys
  const found =
    key && findByKey(upsertBy === key.property ? turn.tenant : turn.seen, resource, key, turn.arrival.at)
  const before = found && presentOf(turn, resource, found)
  if (before) {
    const body = bodyOf(resource, jsonOf(turn.arrival), false, before)
    const isAnswered = resource.update?.isAnswered?.(turn, before, body) === true
    updateEntity(turn, resource, before, body)
    // That it is empty is inferred: no page shows it.
    return isAnswered ? { ...noContent(turn), status: 200 } : noContent(turn)
  }
  const prefers = turn.arrival.headers.prefer?.toLowerCase().includes('create-if-missing')
  if (!key || key.property !== upsertBy || !prefers) throw missing(resource, key)
  const body = bodyOf(resource, jsonOf(turn.arrival), true)
  const created = createEntity(turn, resource, body, { [upsertBy]: key.value })
  return answerEntity(turn, resource, created, undefined, 201)
}

function remove(turn: Turn, resource: Resource): Answer {
  deleteEntity(turn, resource, getByPath(turn, resource))
  return noContent(turn)
}

function navigationOperations(resource: Resource, name: string, navigation: Navigation): Operation[] {
  const { access, casts = [], references, items } = navigation
  const { alternateKeys = [] } = resource
  const path = `${resource.segment}/{id}/${name}`
  const operations: Operation[] = []
  for (const cast of ['', ...casts.map((type) => `/microsoft.graph.${type}`)]) {
    const isAdvanced = cast !== '' && name.startsWith('transitive')
    const listing = (turn: Turn): Listing => ({
      ...navigationListing(
        turn,
        getByPath(turn, resource),
        navigation,
        cast.slice('/microsoft.graph.'.length),
      ),
      ...(isAdvanced ? { advanced: true } : {}),
    })
    operations.push(
      read(path + cast, access, (turn) => answerList(turn, listing(turn))),
      read(`${path}${cast}/$count`, access, (turn) => answerCount(turn, listing(turn))),
    )
  }
  if (!navigation.schema)
    operations.push(
      read(`${path}/$ref`, access, (turn) =>
        answerReferences(turn, navigationListing(turn, getByPath(turn, resource), navigation)),
      ),
    )
  if (references) {
    const add = (turn: Turn) => {
      const entity = reachable(turn, resource)
      references.add(turn, entity, [referenceIn(turn.arrival)])
      return noContent(turn)
    }
    const drop = (turn: Turn) => {
      references.remove(turn, reachable(turn, resource), (turn.keys[1]?.value ?? '').toLowerCase())
      return noContent(turn)
    }
    const adding = withAlso(references)
    operations.push({ method: 'POST', path: `${path}/$ref`, access: adding, run: add })
    operations.push({ method: 'DELETE', path: `${path}/{id}/$ref`, access: references.access, run: drop })
  }
  if (items) operations.push(...itemOperations(resource, path, { ...navigation, items }))
  return operations.map((operation) => ({ ...operation, alternateKeys }))
}

function itemOperations(
  resource: Resource,
  path: string,
  { access: reading, reach, contextOf, items }: Navigation & Required<Pick<Navigation, 'items'>>,
): Operation[] {
  const { access } = items
  const named = (turn: Turn, entity: Entity): Resource => ({
    ...items.resource,
    segment: contextOf?.(turn, entity) ?? items.resource.segment,
  })
  const create = (turn: Turn) => {
    const body = bodyOf(resourceIn(turn, items.resource), jsonOf(turn.arrival), true)
    const entity = getByPath(turn, resource)
    const created = items.create(turn, entity, body)
    return answerEntity(turn, named(turn, entity), created, undefined, 201)
  }
  const one = (turn: Turn) => {
    const id = turn.keys[1]?.value ?? ''
    const entity = getByPath(turn, resource)
    const found = reach(turn, entity).find((one) => idOf(one.entity) === id)
    if (!found) throw resourceNotFound(id)
    const query = queryOf(schemaIn(turn, items.resource.schema), turn.arrival.query)
    return answerEntity(turn, named(turn, entity), found.entity, query)
  }
  const drop = (turn: Turn) => {
    items.remove(turn, getByPath(turn, resource), turn.keys[1]?.value ?? '')
    return noContent(turn)
  }
  return [
    read(`${path}/{id}`, reading, one),
    { method: 'POST', path, access: withAlso(items), run: create },
    { method: 'DELETE', path: `${path}/{id}`, access, run: drop },
  ]
}

const withAlso = ({ access, also }: { readonly access: Access; readonly also?: Also }): Access =>
  also ? { ...access, also } : access

function reachable(turn: Turn, resource: Resource): Entity {
  const entity = getByPath(turn, resource)
  checkReach(turn, entity)
  return entity
}

const read = (path: string, access: Access, run: (turn: Turn) => Answer): Operation => ({
  method: 'GET',
  path,
  access,
  run,
})
