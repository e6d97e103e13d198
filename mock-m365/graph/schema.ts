/** What a type of Graph is made of, as data: the properties of each version, and how queries may ask for them. */
import { once } from '../once.ts'

export type EdmType = 'String' | 'Boolean' | 'Int32' | 'Int64' | 'Guid' | 'DateTimeOffset' | 'Complex'

/**
 * One property. Its filter is one word for Microsoft's table of operators: eq, in and (for text) startsWith or (for
 * times) ge and le come by default or as an advanced query; ne, not and endsWith are always advanced.
 * https://learn.microsoft.com/graph/aad-advanced-queries
 */
export interface Property {
  readonly type: EdmType
  readonly collection?: true
  /** Returned only when `$select` names it; in v1.0 alone, or in both versions. */
  readonly selectOnly?: true | 'v1.0'
  /** The version that alone has it. */
  readonly only?: 'beta' | 'v1.0'
  /** The property under whose name it is kept: versions call some differently. */
  readonly storedAs?: string
  /** What is shown where nothing is kept; null or an empty list where this is not stated. */
  readonly absent?: unknown
  /** Kept by another service: selected in a list, it is refused as not supported (documented). */
  readonly ofOne?: true
  /** Asked for by POST. */
  readonly required?: true
  /** Set by the service: refused in POST and PATCH. */
  readonly readOnly?: true
  /** Settable by POST only. */
  readonly immutable?: true
  /** Set by PATCH where nothing is kept yet, and by nothing else. */
  readonly once?: true
  /** No two live objects of the tenant may share a value. */
  readonly unique?: true
  /** Whether null alone clears it: an empty text is refused. */
  readonly notEmpty?: true
  /** Longest text, in characters. */
  readonly max?: number
  readonly values?: readonly string[]
  readonly filter?: 'default' | 'advanced'
  /** How `eq null` is answered; absent where it is not supported. */
  readonly filterNull?: 'default' | 'advanced'
  readonly endsWith?: true
  readonly sort?: 'default' | 'advanced'
  /** `$search` splits these into words; other text properties it compares from the start. */
  readonly search?: 'words' | 'start'
  /** What a new object has where the caller says nothing; null or an empty list where absent. */
  readonly initial?: unknown
  /** Properties of the value that no answer may show. */
  readonly hide?: readonly string[]
}

/** Properties by any spelling of their names, and the ones shown by default. */
export interface Schema {
  readonly type: string
  /** How errors name it: `Group`. */
  readonly title: string
  readonly properties: ReadonlyMap<string, Property>
  /** Declared spelling by lower-case name. */
  readonly spelling: ReadonlyMap<string, string>
  readonly shown: readonly string[]
  /** Navigations that `$expand` may name, by lower-case name. */
  readonly expandable: ReadonlyMap<string, { readonly name: string; readonly levels: boolean }>
  /** All navigations, in lower case: `$select` may name them, to no effect. */
  readonly navigations: ReadonlySet<string>
  readonly orRefused: boolean
  readonly expandsMany: boolean
  readonly isBeta: boolean
  /** The same type in beta: more properties, and more of them shown. */
  readonly beta: Schema
}

/** What decides how a caller sees a type. */
export interface Versioned {
  /** `v1.0` or `beta`. */
  readonly version: string
  /** What applications have added to types. */
  readonly extensions?: { readonly extended: (schema: Schema) => Schema | undefined } | undefined
}

/** A type as the version that the caller wrote knows it, with what applications have added in the tenant. */
export function schemaIn({ version, extensions }: Versioned, schema: Schema): Schema {
  const own = version === 'beta' ? schema.beta : schema
  return extensions?.extended(own) ?? own
}

interface Asking {
  readonly navigations?: readonly string[]
  readonly expandable?: readonly { readonly name: string; readonly levels: boolean }[]
  readonly orRefused?: boolean | undefined
  readonly expandsMany?: boolean | undefined
}

/** The type as v1.0 has it, and in `beta` as beta does. */
export function schemaOf(
  type: string,
  properties: Readonly<Record<string, Property>>,
  asking: Asking = {},
): Schema {
  const all = Object.entries(properties)
  const beta = once(() => betaOf(type, all, asking))
  const known = all.filter(([, { only }]) => only !== 'beta')
  return {
    ...versionOf(type, known, asking, false),
    get beta() {
      return beta()
    },
  }
}

function betaOf(type: string, all: readonly (readonly [string, Property])[], asking: Asking): Schema {
  const known = all
    .filter(([, { only }]) => only !== 'v1.0')
    .map(([name, { selectOnly, ...rest }]): [string, Property] => [
      name,
      selectOnly === true ? { ...rest, selectOnly } : rest,
    ])
  const beta: Schema = {
    ...versionOf(type, known, asking, true),
    get beta() {
      return beta
    },
  }
  return beta
}

function versionOf(
  type: string,
  properties: readonly (readonly [string, Property])[],
  { expandable = [], navigations = [], orRefused = false, expandsMany = false }: Asking,
  isBeta: boolean,
): Omit<Schema, 'beta'> {
  return {
    type,
    title: type.charAt(0).toUpperCase() + type.slice(1),
    properties: new Map(properties),
    spelling: new Map(properties.map(([name]) => [name.toLowerCase(), name])),
    shown: properties.filter(([, { selectOnly }]) => !selectOnly).map(([name]) => name),
    expandable: new Map(expandable.map((one) => [one.name.toLowerCase(), one])),
    navigations: new Set(navigations.map((name) => name.toLowerCase())),
    orRefused,
    expandsMany,
    isBeta,
  }
}
