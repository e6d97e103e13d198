/**
 * MAPI properties of a message that applications read and write by id.
 * https://learn.microsoft.com/graph/api/resources/extended-properties-overview
 */
import type { Entity } from '../../../base.ts'
import { isObject } from '../../wire/body.ts'
import { bodyTypeInvalid, valueMissing } from '../errors.ts'

/** `String 0x007D`, `Integer {guid} Name Colour`, `Boolean {guid} Id 0x8514` (documented). */
const ID =
  /^(?:ApplicationTime|Binary|Boolean|CLSID|Currency|Double|Error|Float|Integer|Long|Null|Object|Short|String|SystemTime) (?:0x[\da-f]{1,8}|\{[\da-f-]{36}\} (?:Name .{1,127}|Id 0x[\da-f]{1,8}))$/i
/** Proposed: no limit is documented. */
const PROPERTIES_MAX = 100

/** What a body sets. @throws GraphError 400 RequestBodyRead */
export function extendedPropertiesIn(given: unknown): readonly Entity[] {
  if (!Array.isArray(given) || given.length > PROPERTIES_MAX)
    throw bodyTypeInvalid(
      'singleValueExtendedProperties',
      'Collection(microsoft.graph.singleValueLegacyExtendedProperty)',
    )
  return given.map((one: unknown) => {
    const { id, value } = isObject(one) ? one : {}
    if (typeof id !== 'string') throw valueMissing('id')
    if (!ID.test(id) || typeof value !== 'string') throw bodyTypeInvalid('id', 'Edm.String')
    return { id, value }
  })
}

/**
 * Values by the key of their id: those set by applications, and those that Exchange derives from the message.
 */
export function extendedPropertiesOf(message: Entity): ReadonlyMap<string, string> {
  const { singleValueExtendedProperties: kept, internetMessageHeaders: headers } = message
  const own = Array.isArray(kept) ? kept : []
  const head = Array.isArray(headers) ? headers : []
  return new Map([
    ['string 0x7d', head.map(({ name, value }) => `${name}: ${value}`).join('\r\n')],
    ['integer 0xe08', String(message.size ?? 0)],
    ['long 0xe08', String(message.size ?? 0)],
    ['string 0x37', String(message.subject ?? '')],
    ['string 0x1035', String(message.internetMessageId ?? '')],
    ...own.map(({ id, value }): [string, string] => [idKey(String(id)), String(value)]),
  ])
}

/** A new value replaces the value of the same id. */
export function extendedPropertiesAfter(before: unknown, given: readonly Entity[]): readonly Entity[] {
  const all = [...(Array.isArray(before) ? before : []), ...given]
  return [...new Map(all.map((one) => [idKey(String(one.id)), one])).values()]
}

/** Ids are the same whatever their case and leading zeros (inferred). */
export const idKey = (id: string): string => id.toLowerCase().replace(/0x0*(?=[\da-f])/, '0x')
