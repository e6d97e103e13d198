/** Request bodies: treated as hostile, checked against the resource's table. */
import type { Entity } from '../../base.ts'
import type { Arrival } from '../../wire.ts'
import { unknownName } from '../odata/unserved-names.ts'
import type { EdmType, Property } from '../schema.ts'
import type { Body, Resource } from '../verbs/resource.ts'
import {
  bodyEmpty,
  bodyTooLarge,
  bodyUnreadable,
  GraphError,
  propertyInvalid,
  propertyReadOnly,
  referenceEmpty,
  referenceInvalid,
  typeInvalid,
  valueInvalid,
  valueRequired,
} from './errors.ts'

/** Characters, and levels of nesting. Proposed: Graph documents 4 MB, and no depth. */
const BODY_LENGTH_MAX = 4 * 1024 * 1024
const BODY_DEPTH_MAX = 32
/**
 * References in one `@odata.bind`, or in a whole POST body.
 * https://learn.microsoft.com/graph/api/group-post-groups
 */
export const BOUND_MAX = 20

/** The body as an object whose names are its own. @throws GraphError 400, 413 */
export function jsonOf(arrival: Arrival): Record<string, unknown> {
  const { body, headers } = arrival
  if (body.length > BODY_LENGTH_MAX) throw bodyTooLarge()
  if (body === '') throw bodyEmpty()
  const type = headers['content-type']
  if (type === undefined || !type.toLowerCase().includes('json')) throw bodyUnreadable()
  if (deeperThan(body, BODY_DEPTH_MAX)) throw bodyUnreadable()
  let read: unknown
  try {
    read = JSON.parse(body)
  } catch {
    throw bodyUnreadable()
  }
  if (!isObject(read)) throw bodyUnreadable()
  return read
}

/**
 * What the body sets, checked property by property.
 * @param making true for POST, which needs the required properties and may set immutable ones
 * @param before the object that PATCH changes: a fixed property may be sent again with its own value
 * (observed: azuread provider of Terraform)
 * @throws GraphError 400 Request_BadRequest in the directory's words
 */
export function bodyOf(
  resource: Resource,
  json: Record<string, unknown>,
  making: boolean,
  before?: Entity,
): Body {
  const { schema } = resource
  const values: Record<string, unknown> = {}
  const bound = new Map<string, readonly string[]>()
  for (const [given, value] of Object.entries(json)) {
    const at = given.indexOf('@odata.')
    if (at === 0) continue
    if (at > 0) {
      bound.set(...bindOf(resource, given, value))
      continue
    }
    // CLI for Microsoft 365 sends `mailNickName`, and Graph takes it for mailNickname (observed).
    const name = schema.spelling.get(given.toLowerCase()) ?? given
    const property = schema.properties.get(name)
    if (!property) throw unknownName(schema, name, propertyInvalid)
    if (isFixed(property, making, before?.[name] ?? null, value)) throw propertyReadOnly(name)
    if (property.readOnly || (property.immutable && !making && !isSaidAgain(before, name, value)))
      throw propertyReadOnly(name)
    checkValue(schema.title, name, property, value)
    values[name] = value
  }
  if (making)
    for (const [name, property] of schema.properties)
      if (property.required) checkPresent(schema.title, name, values)
  return { values, bound }
}

/** For a property that is set once: whether it may not be set now. */
const isFixed = ({ once }: Property, making: boolean, before: unknown, value: unknown): boolean =>
  once === true && (making || (before !== null && value !== before))

const isSaidAgain = (before: Entity | undefined, name: string, value: unknown): boolean =>
  before !== undefined && JSON.stringify(value) === JSON.stringify(before[name] ?? null)

/** The object that the body of a `$ref` names. @throws GraphError 400 */
export const referenceIn = (arrival: Arrival): string => {
  if (arrival.body === '') throw referenceEmpty()
  return referencedId(jsonOf(arrival)['@odata.id'])
}

/** The object id at the end of an `@odata.id`: the host is ignored (observed). */
function referencedId(value: unknown): string {
  const [, id] =
    typeof value === 'string' && value.length < 1024 ? (/(?:\/|^)([^/?#]+)\/?$/.exec(value) ?? []) : []
  // The text is inferred.
  if (!id) throw new GraphError(400, 'Request_BadRequest', 'Invalid URL format specified in payload.')
  return id.toLowerCase()
}

function bindOf(resource: Resource, name: string, value: unknown): [string, readonly string[]] {
  const [navigation = '', annotation] = name.split('@odata.')
  const known = Object.hasOwn(resource.navigations ?? {}, navigation)
    ? resource.navigations?.[navigation]
    : undefined
  if (annotation !== 'bind' || !known?.references) throw propertyInvalid(name)
  if (!Array.isArray(value)) throw typeInvalid(navigation, 'String')
  if (value.length > BOUND_MAX) throw referenceInvalid(navigation)
  return [navigation, value.map(referencedId)]
}

function checkPresent(title: string, name: string, values: Record<string, unknown>): void {
  if (values[name] === undefined || values[name] === null) throw valueRequired(name, title)
}

function checkValue(title: string, name: string, property: Property, value: unknown): void {
  if (value === null) {
    if (property.required) throw valueRequired(name, title)
    return
  }
  const { type, collection, max = 32_768, values, required, notEmpty } = property
  if (Array.isArray(value) !== (collection === true)) throw typeInvalid(name, type)
  for (const one of Array.isArray(value) ? value : [value]) {
    if (!TYPES[type](one)) throw typeInvalid(name, type)
    if (typeof one !== 'string') continue
    if (one.length > max || (values && !values.includes(one))) throw valueInvalid(name, title)
    if (one === '' && (required || notEmpty)) throw valueInvalid(name, title)
  }
}

const TYPES: Readonly<Record<EdmType, (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int32: (value) => Number.isInteger(value) && Math.abs(Number(value)) <= 0x7fffffff,
  Int64: (value) => Number.isSafeInteger(value),
  Guid: (value) =>
    typeof value === 'string' &&
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value),
  DateTimeOffset: (value) =>
    typeof value === 'string' && value.length < 64 && !Number.isNaN(Date.parse(value)),
  Complex: (value) => isObject(value),
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Counts brackets outside strings before the text is parsed, because parsing and writing recurse. */
function deeperThan(text: string, depthMax: number): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (inString) {
      if (char === 0x5c) i++
      else if (char === 0x22) inString = false
    } else if (char === 0x22) inString = true
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > depthMax) return true
    } else if (char === 0x7d || char === 0x5d) depth--
  }
  return false
}
