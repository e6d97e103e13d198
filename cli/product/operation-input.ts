/** What an operation takes, in words and as an example, from the JSON Schema of its input: there is no second list. */
import { jsonSchemas, type Schema } from '#input'

/** What of JSON Schema the operations use. */
interface Shape {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
  readonly anyOf?: readonly Shape[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly default?: unknown
  readonly maxLength?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
}

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
  const example = sampleOf(shape, '') as object
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

const FORMATS: Readonly<Record<string, readonly [words: string, example: string]>> = {
  email: ['an e-mail address', 'owner@customer.example'],
  uri: ['an address (URL)', 'https://console.example/?state=…'],
  uuid: ['a GUID', '00000000-0000-4000-8000-000000000001'],
  'date-time': ['a time in UTC', '2026-12-01T09:30:00Z'],
}

function wordsFor(shape: Shape): string {
  if (shape.const !== undefined) return JSON.stringify(shape.const)
  if (shape.enum) return shape.enum.map((choice) => JSON.stringify(choice)).join(', ')
  if (shape.anyOf) return shape.anyOf.map(wordsFor).join(', or ')
  switch (shape.type) {
    case 'string':
      return FORMATS[shape.format ?? '']?.[0] ?? `text${atMost(shape.maxLength, ' characters')}`
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

/** An input that shows what is asked for: what is needed, or the first of what may be given. */
function sampleOf(shape: Shape, name: string): unknown {
  if (shape.const !== undefined) return shape.const
  if (shape.enum) return shape.enum[0]
  if (shape.anyOf) return sampleOf(shape.anyOf[0] ?? {}, name)
  switch (shape.type) {
    case 'string':
      return FORMATS[shape.format ?? '']?.[1] ?? TEXTS[name] ?? `some ${name}`
    case 'boolean':
      return true
    case 'array':
      return [sampleOf(shape.items ?? {}, name)]
    case 'object':
      return Object.fromEntries(
        shownIn(shape).map((property) => [property, sampleOf(shape.properties?.[property] ?? {}, property)]),
      )
    default:
      return shape.minimum ?? 1
  }
}

function shownIn({ properties = {}, required = [] }: Shape): string[] {
  const needed = Object.keys(properties).filter((name) => required.includes(name) && name !== 'password')
  const offered = Object.entries(properties).find(
    ([name, inner]) => name !== 'organization' && inner.default === undefined,
  )
  return needed.length > 0 || !offered ? needed : [offered[0]]
}
