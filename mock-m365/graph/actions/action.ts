/** Parameters and answers of the operations that are not a resource's verbs. */
import type { Entity } from '../../base.ts'
import type { Answer } from '../../wire.ts'
import { queryOf } from '../odata/query.ts'
import { type Property, type Schema, schemaIn } from '../schema.ts'
import { contextText, rowText } from '../verbs/collection.ts'
import { type Resource, resource } from '../verbs/resource.ts'
import { ok } from '../wire/answer.ts'
import { bodyOf, jsonOf } from '../wire/body.ts'
import type { Operation } from '../wire/router.ts'
import type { Turn } from '../wire/turn.ts'

/** An operation that states where it is documented and how well it is known. */
export type Action = Operation & Required<Pick<Operation, 'source' | 'provenance'>>

/** Parameters of an action, as the properties of a body. */
export function parametersOf(
  action: string,
  properties: Readonly<Record<string, Property>>,
): (turn: Turn) => Readonly<Record<string, unknown>> {
  const { segment, source } = { segment: action, source: `https://learn.microsoft.com/graph/api/${action}` }
  const shape = resource({ segment, type: action, source, provenance: 'documented', properties })
  return (turn) => bodyOf(shape, jsonOf(turn.arrival), true).values
}

/** `{"@odata.context": "…$metadata#Edm.Boolean", "value": true}` */
export function answerValue(turn: Turn, type: string, value: unknown): Answer {
  const context = turn.annotated ? `${metadata(turn, type)},` : ''
  return ok(turn, 200, { body: `{${context}"value":${JSON.stringify(value)}}` })
}

/** A value that is not an entity: `$metadata#microsoft.graph.passwordCredential`. */
export function answerComplex(turn: Turn, type: string, value: Entity): Answer {
  const context = turn.annotated ? `${metadata(turn, `microsoft.graph.${type}`)},` : ''
  return ok(turn, 200, { body: `{${context}${JSON.stringify(value).slice(1)}` })
}

/** One directory object with its type, for paths that do not say which type it is. */
export const answerDirectoryObject = (turn: Turn, one: Resource, entity: Entity): Answer =>
  answerTyped(turn, { ...one, segment: 'directoryObjects' }, entity)

/** One object of a mixed collection, with its type, under the collection's name. */
export function answerTyped(turn: Turn, { schema, type, segment }: Resource, entity: Entity): Answer {
  const query = queryOf(schemaIn(turn, schema), turn.arrival.query)
  const inside = rowText(turn, { schema, typeOf: () => annotated(schema, type) }, query, entity)
  const context = turn.annotated ? `${contextText(turn, segment, query, '/$entity')},` : ''
  return ok(turn, 200, { body: `{${context}${inside}}` })
}

const annotated = (schema: Schema, type: string) => ({
  schema,
  annotation: `#microsoft.graph.${type}`,
})

/** The strings of a checked parameter, in lower case as ids are. */
export const idsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((one) => String(one).toLowerCase()) : []

const metadata = (turn: Turn, fragment: string) =>
  `"@odata.context":${JSON.stringify(`${turn.arrival.origin}/${turn.version}/$metadata#${fragment}`)}`
