/**
 * Properties that applications have added to users, groups and other types, as the caller's tenant sees them:
 * those of its own applications, and those of other tenants' applications with a service principal here
 * (documented).
 * https://learn.microsoft.com/graph/extensibility-overview#directory-microsoft-entra-id-extensions
 */
import type { Entity } from '../../base.ts'
import type { Tenant } from '../../tenant.ts'
import type { EdmType, Property, Schema } from '../schema.ts'

export interface Extensions {
  /** The type with its extensions; undefined where it has none. */
  readonly extended: (schema: Schema) => Schema | undefined
  /** Names of the extensions of users, in lower case. */
  readonly ofUsers: ReadonlySet<string>
}

/** https://learn.microsoft.com/graph/api/resources/extensionproperty (documented) */
export const DATA_TYPES: Readonly<Record<string, EdmType>> = {
  Binary: 'String',
  Boolean: 'Boolean',
  DateTime: 'DateTimeOffset',
  Integer: 'Int32',
  LargeInteger: 'Int64',
  String: 'String',
}
/** Characters of a text, bytes of a binary value (documented). */
const VALUE_LENGTH_MAX = 256

const knownByTenant = new WeakMap<
  Tenant,
  { readonly definitions: readonly Entity[]; readonly extensions: Extensions }
>()

/** @param tenants every tenant of the cloud: an application's properties are defined in its home tenant */
export function extensionsOf(tenant: Tenant, tenants: Iterable<Tenant>): Extensions | undefined {
  const definitions = definitionsSeenBy(tenant, tenants)
  if (definitions.length === 0) return undefined
  const known = knownByTenant.get(tenant)
  const isSame = known?.definitions.length === definitions.length
  if (known && isSame && known.definitions.every((one, i) => one === definitions[i])) return known.extensions
  const extensions = definedExtensions(definitions)
  knownByTenant.set(tenant, { definitions, extensions })
  return extensions
}

/** Extensions of a deleted application are not shown, and neither are their values (documented). */
export function definitionsSeenBy(tenant: Tenant, tenants: Iterable<Tenant>): Entity[] {
  const seen: Entity[] = []
  for (const home of tenants)
    for (const one of home.list('extensionProperties')) {
      const isHere = home === tenant || tenant.find('servicePrincipals', 'appId', one.appId).length > 0
      if (isHere && home.get('applications', String(one.applicationId))) seen.push(one)
    }
  return seen
}

function definedExtensions(definitions: readonly Entity[]): Extensions {
  const schemas = new Map<Schema, Schema | undefined>()
  return {
    ofUsers: new Set(namesFor('User', definitions)),
    extended(schema) {
      if (!schemas.has(schema)) schemas.set(schema, extendedSchema(schema, definitions))
      return schemas.get(schema)
    },
  }
}

const targets = ({ targetObjects }: Entity, title: string): boolean =>
  Array.isArray(targetObjects) && targetObjects.includes(title)

const namesFor = (title: string, definitions: readonly Entity[]): string[] =>
  definitions.filter((one) => targets(one, title)).map(({ name }) => String(name).toLowerCase())

function extendedSchema(schema: Schema, definitions: readonly Entity[]): Schema | undefined {
  const added = definitions.filter((one) => targets(one, schema.title))
  if (added.length === 0) return undefined
  const properties = new Map(schema.properties)
  const spelling = new Map(schema.spelling)
  for (const definition of added) {
    const name = String(definition.name)
    properties.set(name, propertyOf(definition))
    spelling.set(name.toLowerCase(), name)
  }
  return { ...schema, properties, spelling }
}

/** Shown when selected; filters work as for any other property (documented). */
function propertyOf({ dataType, isMultiValued }: Entity): Property {
  const type = DATA_TYPES[String(dataType)] ?? 'String'
  return {
    type,
    ...(isMultiValued === true ? { collection: true } : {}),
    ...(type === 'String' ? { max: VALUE_LENGTH_MAX } : {}),
    selectOnly: true,
    filter: 'default',
    filterNull: 'advanced',
  }
}
