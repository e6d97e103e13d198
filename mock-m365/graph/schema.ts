/** Types of Graph as data: the properties of each version, and how queries may ask for them. */
import { once } from '../once.ts'

export type EdmType = 'String' | 'Boolean' | 'Int32' | 'Int64' | 'Guid' | 'DateTimeOffset' | 'Complex'

/**
 * One property. Its filter names a row of Microsoft's table of operators: eq, in and (for text) startsWith or
 * (for times) ge and le are supported by default or as an advanced query; ne, not and endsWith are always
 * advanced.
 * https://learn.microsoft.com/graph/aad-advanced-queries
 */
export interface Property {
  readonly type: EdmType
  readonly collection?: true
  /** Returned only when `$select` names it; in v1.0 alone, or in both versions. */
  readonly selectOnly?: true | 'v1.0'
  /** The only version that has it. */
  readonly only?: 'beta' | 'v1.0'
  /** The name under which it is stored: some have different names in the two versions. */
  readonly storedAs?: string
  /** The value that is shown where nothing is stored; null or an empty list where absent. */
  readonly absent?: unknown
  /** Stored by another service: to select it in a list is refused as not supported (documented). */
  readonly ofOne?: true
  /** Required by POST. */
  readonly required?: true
  /** Set by the service: refused in POST and PATCH. */
  readonly readOnly?: true
  /** Settable by POST only. */
  readonly immutable?: true
  /** Set only by PATCH, and only once. */
  readonly once?: true
  /** Two live objects of the tenant may not have the same value. */
  readonly unique?: true
  /** Whether only null clears it: an empty text is refused. */
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
  /** The default of a new object; null or an empty list where absent. */
  readonly initial?: unknown
  /** Parts of the value that are never shown. */
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
  /** All navigations, in lower case: `$select` may name them, without effect. */
  readonly navigations: ReadonlySet<string>
  readonly orRefused: boolean
  readonly expandsMany: boolean
  readonly isBeta: boolean
  /** The same type in beta: more properties, and more of them shown. */
  readonly beta: Schema
}

/** What decides which properties of a type a caller sees. */
export interface Versioned {
  /** `v1.0` or `beta`. */
  readonly version: string
  /** Directory extensions of types. */
  readonly extensions?: { readonly extended: (schema: Schema) => Schema | undefined } | undefined
}

/** A type in the caller's version, with the tenant's directory extensions. */
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

/** The type in v1.0, and in `beta` its form in beta. */
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
