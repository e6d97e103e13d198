/**
 * A property by its path: `/users/{id}/displayName`, and its bare value with `/$value` after it.
 * https://docs.oasis-open.org/odata/odata/v4.01/os/part1-protocol, 11.2.4 (documented); that Graph follows it is observed
 * for single values and inferred for the others.
 */
import type { Answer } from '../../wire.ts'
import type { Access } from '../authorization/access.ts'
import { sightOf } from '../authorization/sight.ts'
import { shownValue } from '../odata/projection.ts'
import { queryOf } from '../odata/query.ts'
import { type Property, schemaIn } from '../schema.ts'
import { noContent, ok, plainText } from '../wire/answer.ts'
import { segmentUnknown } from '../wire/errors.ts'
import type { Operation } from '../wire/router.ts'
import type { Turn } from '../wire/turn.ts'
import { getByPath, idOf } from './entities.ts'
import type { Resource } from './resource.ts'

const SOURCE = 'https://learn.microsoft.com/graph/traverse-the-graph'

/** The two operations of a resource whose objects can be read one by one. */
export function propertyOperations(resource: Resource, access: Access): Operation[] {
  const { segment, alternateKeys = [], schema } = resource
  const shared = {
    method: 'GET',
    access,
    alternateKeys,
    source: SOURCE,
    provenance: 'inferred',
    properties: new Map([...schema.beta.spelling, ...schema.spelling]),
  } as const
  return [
    { ...shared, path: `${segment}/{id}/{property}`, run: (turn) => answerProperty(turn, resource) },
    { ...shared, path: `${segment}/{id}/{property}/$value`, run: (turn) => answerBare(turn, resource) },
  ]
}

function answerProperty(turn: Turn, resource: Resource): Answer {
  const { name, value, id, property } = read(turn, resource)
  if (value === null) return noContent(turn)
  const { arrival, version } = turn
  const key = encodeURIComponent(id)
  const context = JSON.stringify(
    `${arrival.origin}/${version}/$metadata#${resource.segment}('${key}')/${name}`,
  )
  const head = turn.annotated ? [`"@odata.context":${context}`] : []
  const isComplex = property.type === 'Complex' && !property.collection
  const inside = isComplex ? JSON.stringify(value).slice(1, -1) : `"value":${JSON.stringify(value)}`
  return ok(turn, 200, { body: `{${[...head, ...(inside === '' ? [] : [inside])].join(',')}}` })
}

function answerBare(turn: Turn, resource: Resource): Answer {
  const { value, property } = read(turn, resource)
  if (property.type === 'Complex' || property.collection) throw segmentUnknown('$value')
  return value === null ? noContent(turn) : plainText(turn, String(value))
}

function read(turn: Turn, resource: Resource) {
  const name = turn.keys.at(-1)?.value ?? ''
  const schema = schemaIn(turn, resource.schema)
  const property: Property | undefined = schema.properties.get(name)
  if (!property) throw segmentUnknown(name)
  const entity = getByPath(turn, resource)
  resource.checkAsked?.(turn, queryOf(schema, `$select=${name}`), entity)
  const seen = resource.basic ? sightOf(turn)(resource.kind, entity) : entity
  return { name, property, id: idOf(entity), value: shownValue(seen, name, property) }
}
