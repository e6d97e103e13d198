/** The OpenAPI document of the control surface: generated from the schemas that check its requests. */
import type { JsonSchema } from '@valibot/to-json-schema'
import { jsonSchemas, type Schema } from '#input'
import { CONTROL_PREFIX } from './perform.ts'
import type { Route } from './route.ts'

const ERROR: JsonSchema = {
  type: 'object',
  properties: {
    error: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
  },
  required: ['error'],
}
const TENANT = {
  name: 'tenant',
  in: 'path',
  required: true,
  description: 'Id or verified domain',
  schema: { type: 'string' },
} as const

type Convert = (schema: Schema, side: 'input' | 'output') => JsonSchema

/** OpenAPI 3.1. @see https://spec.openapis.org/oas/v3.1.1.html */
export async function openApiOf(routes: readonly Route[]): Promise<object> {
  const toJsonSchema = await jsonSchemas()
  const convert: Convert = (schema, side) => {
    const { $schema: _, ...json } = toJsonSchema(schema, side)
    return json
  }
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = `${CONTROL_PREFIX}/${route.path}`
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, convert) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'The control surface of casproof serve',
      version: '1',
      description: 'What a test does that no service of Microsoft’s offers. It answers on loopback only.',
    },
    paths,
  }
}

function operationOf({ method, path, says, query, body, output }: Route, convert: Convert): object {
  const answer = (description: string, schema: JsonSchema) => ({
    description,
    content: { 'application/json': { schema } },
  })
  const taken = convert(body, 'input')
  const takesBody = Object.keys(taken.properties ?? {}).length > 0
  return {
    operationId: [method.toLowerCase(), ...path.split(/[/{}.]+/).filter(Boolean)].join('-'),
    summary: says,
    parameters: [...(path.includes('{tenant}') ? [TENANT] : []), ...parametersOf(convert(query, 'output'))],
    ...(takesBody
      ? { requestBody: { required: true, content: { 'application/json': { schema: taken } } } }
      : {}),
    responses: {
      200: answer('Done', convert(output, 'output')),
      default: answer('Refused: the message names the place, what is expected there, and the mend', ERROR),
    },
  }
}

const parametersOf = ({ properties = {}, required = [] }: JsonSchema): object[] =>
  Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name) && !(typeof schema === 'object' && 'default' in schema),
    schema,
  }))
