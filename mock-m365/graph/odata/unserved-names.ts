/**
 * Names in queries and bodies that the mock's schema does not have: names that Microsoft has are refused as
 * not served, never as unknown.
 */
import { isNamedInQueries, type Member, memberNamed, typeNamed, type Version } from '../model/model.ts'
import type { Schema } from '../schema.ts'
import {
  expandedNoNavigation,
  expandNotAllowed,
  type GraphError,
  notEmulated,
  propertyUnknown,
  selectionUnknown,
} from '../wire/errors.ts'

/** Where types are mixed, a query may name what some type of directory object has. */
const DIRECTORY_TYPES = [
  'user',
  'group',
  'servicePrincipal',
  'application',
  'directoryRole',
  'device',
  'orgContact',
]

/**
 * The error for a name that a query may not use here.
 * @param path as the caller wrote it: `mailboxSettings/timeZone`
 * @param unknown the option's text for a name that Microsoft does not have either
 */
export function unknownName(
  schema: Schema,
  path: string,
  unknown: (name: string, type: string) => GraphError = propertyUnknown,
): GraphError {
  const version = versionOf(schema)
  const [first = '', ...rest] = path.split('/')
  let member = named(schema.type, first, version)
  if (!member) return unknown(first, schema.type)
  for (const name of rest) {
    const { type } = member
    if (type === '' || typeNamed(type, version)?.isOpen) break
    const inside = memberNamed(type, name, version, isNamedInQueries)
    if (!inside) return unknown(name, type)
    member = inside
  }
  return notEmulated()
}

/** Navigations that Microsoft does not expand. https://learn.microsoft.com/graph/query-parameters#error-handling-for-query-parameters (documented) */
const REFUSED: ReadonlySet<string> = new Set(['user/photo'])

/** The error for a name that `$expand` may not use here. */
export function unknownExpansion(schema: Schema, name: string): GraphError {
  const member = memberNamed(schema.type, name, versionOf(schema), isNamedInQueries)
  if (!member) return selectionUnknown(name, schema.type)
  if (REFUSED.has(`${schema.type}/${member.name}`)) return expandNotAllowed(name)
  return member.kind === 'navigation' ? notEmulated() : expandedNoNavigation(name, schema.type)
}

/**
 * Whether `$select` may name it without effect: navigations are not shown (observed: azuread provider of
 * Terraform selects `manager`).
 */
export const isNavigationOf = (schema: Schema, name: string): boolean =>
  named(schema.type, name, versionOf(schema))?.kind === 'navigation'

/**
 * The error for a path into a property that has no such part; undefined where it has one, or the model does
 * not know it.
 */
export function insideOf(
  schema: Schema,
  path: readonly string[],
  unknown = propertyUnknown,
): GraphError | undefined {
  const version = versionOf(schema)
  const [first = '', ...rest] = path
  let type = named(schema.type, first, version)?.type ?? ''
  for (const name of rest) {
    if (type === '' || !typeNamed(type, version) || typeNamed(type, version)?.isOpen) return undefined
    const member = memberNamed(type, name, version, isNamedInQueries)
    if (!member) return unknown(name, type)
    type = member.type
  }
  return undefined
}

const versionOf = (schema: Schema): Version => (schema.isBeta ? 'beta' : 'v1.0')

function named(type: string, name: string, version: Version): Member | undefined {
  const types = type === 'directoryObject' ? [type, ...DIRECTORY_TYPES] : [type]
  for (const one of types) {
    const member = memberNamed(one, name, version, isNamedInQueries)
    if (member) return member
  }
  return undefined
}
