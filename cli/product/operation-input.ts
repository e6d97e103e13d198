/** What an operation takes, in words and as an example, from the JSON Schema of its input: there is no second list. */
import { jsonSchemas, type Schema, type Shape, sampleOf } from '#input'

/** One value of an input. */
interface Field {
  /** Its name, or `administrator.username`. */
  readonly place: string
  /** What belongs there. */
  readonly takes: string
}

export interface OperationInput {
  /** JSON Schema, draft 2020-12. */
  readonly schema: object
  readonly fields: readonly Field[]
  /** Input that the schema takes; undefined where none is needed. Passwords are left out of it. */
  readonly example: object | undefined
  /** Whether credentials of an administrator belong in it. */
  readonly takesPassword: boolean
}

export async function operationInput(schema: Schema): Promise<OperationInput> {
  const toJsonSchema = await jsonSchemas()
  const published = toJsonSchema(schema, 'input')
  const shape = published as Shape
  const example = sampleOf(shape, { texts: TEXTS, without: ['password'] }) as object
  return {
    schema: published,
    fields: fieldsOf(shape, ''),
    example: Object.keys(example).length === 0 ? undefined : example,
    takesPassword: shape.properties?.administrator?.properties?.password !== undefined,
  }
}

function fieldsOf({ properties = {}, required = [] }: Shape, above: string): Field[] {
  return Object.entries(properties).flatMap(([name, shape]) => {
    const place = `${above}${name}`
    const may = required.includes(name) ? '' : ` (${optionalWords(shape)})`
    if (name === 'password') return [{ place, takes: 'from the environment variable CASPROOF_PASSWORD' }]
    if (!shape.properties) return [{ place, takes: `${wordsFor(shape)}${may}` }]
    return [{ place, takes: `an object${may}, of:` }, ...fieldsOf(shape, `${place}.`)]
  })
}

const optionalWords = (shape: Shape): string =>
  shape.default === undefined ? 'optional' : `optional: ${JSON.stringify(shape.default)} without it`

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  uri: 'an address (URL)',
  uuid: 'a GUID',
  'date-time': 'a time in UTC',
}

function wordsFor(shape: Shape): string {
  if (shape.const !== undefined) return JSON.stringify(shape.const)
  if (shape.enum) return shape.enum.map((choice) => JSON.stringify(choice)).join(', ')
  if (shape.anyOf) return shape.anyOf.map(wordsFor).join(', or ')
  switch (shape.type) {
    case 'string':
      return FORMATS[shape.format ?? ''] ?? `text${atMost(shape.maxLength, ' characters')}`
    case 'boolean':
      return 'true or false'
    case 'array':
      return `a list${atMost(shape.maxItems, '')}: ${wordsFor(shape.items ?? {})}`
    case 'object':
      return `{${Object.entries(shape.properties ?? {})
        .map(([name, inner]) => `"${name}": ${wordsFor(inner)}`)
        .join(', ')}}`
    default:
      return numberWords(shape)
  }
}

const atMost = (most: number | undefined, of: string): string =>
  most === undefined ? '' : ` of at most ${most}${of}`

function numberWords({ type, minimum, maximum }: Shape): string {
  const kind = type === 'integer' ? 'a whole number' : 'a number'
  return minimum === undefined || maximum === undefined ? kind : `${kind} from ${minimum} to ${maximum}`
}

/** Examples by name, for texts that stand for something in the tenant that is served first. */
const TEXTS: Readonly<Record<string, string>> = {
  organization: 'Default Organization',
  username: 'admin@contoso.com',
  userPrincipalName: 'ada.lovelace@contoso.com',
  add: 'ada.lovelace@contoso.com',
  users: 'ada.lovelace@contoso.com',
  domains: 'contoso.com',
  fileName: 'users.txt',
}
