/** The protocol as an OpenAPI document: its routes, and each operation of the console with what it takes. */
import type { JsonSchema } from '@valibot/to-json-schema'
import { OPERATIONS } from '#cas-core'
import { jsonSchemas, type Schema } from '#input'
import { PROTOCOL_VERSION, REFUSAL } from './schemas.ts'
import { type ProtocolRoute, ROUTES } from './table.ts'

type Convert = (schema: Schema, side: 'input' | 'output') => JsonSchema

/** OpenAPI 3.1. @see https://spec.openapis.org/oas/v3.1.1.html */
export async function protocolDocument(): Promise<object> {
  const toJsonSchema = await jsonSchemas()
  const convert: Convert = (schema, side) => {
    const { $schema: _, ...json } = toJsonSchema(schema, side)
    return json
  }
  const { perform, ...others } = ROUTES
  const paths: Record<string, object> = {}
  for (const [name, route] of Object.entries<ProtocolRoute>(others))
    paths[route.path] = { [route.method.toLowerCase()]: described(name, route, convert) }
  const asked = convert(perform.body, 'input')
  for (const operation of OPERATIONS)
    paths[perform.path.replace('{operation}', operation.name)] = {
      post: {
        ...described(operation.name, perform, convert),
        ...wordsOf(operation),
        requestBody: content(askedWith(asked, convert(operation.input, 'input'))),
      },
    }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Systems under test of casproof',
      version: String(PROTOCOL_VERSION),
      description:
        'What a system under test answers on loopback. Operations that it does not have are answered with 404.',
    },
    paths,
  }
}

function described(name: string, { does, body, answer }: ProtocolRoute, convert: Convert): object {
  return {
    operationId: name,
    summary: does,
    ...(body ? { requestBody: content(convert(body, 'input')) } : {}),
    responses: {
      200: { description: 'Answered', ...content(convert(answer, 'output')) },
      default: { description: 'Refused', ...content(convert(REFUSAL, 'output')) },
    },
  }
}

const wordsOf = ({ screen, does, who, repeatable, generations }: (typeof OPERATIONS)[number]): object => ({
  tags: [screen],
  summary: does,
  description: [
    `Who may: ${who}.`,
    repeatable ? 'A second time does the same as once.' : 'A second time is another act.',
    ...(generations ? [`Only in ${generations.join(', ')}.`] : []),
  ].join(' '),
})

const content = (schema: JsonSchema) => ({ content: { 'application/json': { schema } } })

/** What is asked, with the operation's own input in place of any. */
const askedWith = (asked: JsonSchema, input: JsonSchema): JsonSchema => ({
  ...asked,
  anyOf: (asked.anyOf ?? []).map((one) =>
    typeof one === 'object' ? { ...one, properties: { ...one.properties, input } } : one,
  ),
})
