/**
 * Bodies of messages and folders, treated as hostile: a reader for each property checks and normalizes its
 * value.
 */
import type { Entity } from '../../base.ts'
import { memberNamed } from '../model/model.ts'
import type { Schema } from '../schema.ts'
import { notEmulated } from '../wire/errors.ts'
import { bodyPropertyUnknown, bodyTypeInvalid, propertyNotSettable } from './errors.ts'

type Reader = (value: unknown, name: string) => unknown
/** Readers of the properties that callers may set; the schema's other properties are set by the service. */
export type Readers = Readonly<Record<string, Reader>>

const TEXT_MAX = 32_768
/** https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits */
const RECIPIENTS_MAX = 1000
const CATEGORIES_MAX = 1000
/** https://learn.microsoft.com/graph/api/user-sendmail#request-body — five headers at most, all of them custom. */
const HEADERS_MAX = 5

/** @throws GraphError 400 RequestBodyRead, 400 ErrorInvalidPropertySet */
export function readInput(schema: Schema, readers: Readers, json: Readonly<Record<string, unknown>>): Entity {
  const values: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(json)) {
    if (name.startsWith('@odata.')) continue
    const read = Object.hasOwn(readers, name) ? readers[name] : undefined
    if (read) values[name] = read(value, name)
    else if (schema.properties.has(name)) throw propertyNotSettable(name)
    else
      throw memberNamed(schema.type, name, schema.isBeta ? 'beta' : 'v1.0')
        ? notEmulated()
        : bodyPropertyUnknown(name, schema.type)
  }
  return values
}

export const text: Reader = (value, name) => {
  if (value !== null && (typeof value !== 'string' || value.length > TEXT_MAX))
    throw bodyTypeInvalid(name, 'Edm.String')
  return value
}

export const flagged: Reader = (value, name) => {
  if (typeof value !== 'boolean') throw bodyTypeInvalid(name, 'Edm.Boolean')
  return value
}

/** One of the given words, in any case (observed: `Low` is stored as `low`). */
export const oneOf =
  (...words: readonly string[]): Reader =>
  (value, name) => {
    const word = words.find((one) => typeof value === 'string' && one.toLowerCase() === value.toLowerCase())
    if (word === undefined) throw bodyTypeInvalid(name, `microsoft.graph.${name}`)
    return word
  }

export const recipient: Reader = (value, name) => {
  if (value === null) return null
  const address = member(value, 'emailAddress')
  const [name_, address_] = [member(address, 'name'), member(address, 'address')]
  if (!isShortText(address_)) throw bodyTypeInvalid(name, 'microsoft.graph.recipient')
  return { emailAddress: { name: isShortText(name_) ? name_ : address_, address: address_ } }
}

export const recipients: Reader = (value, name) => {
  if (!Array.isArray(value) || value.length > RECIPIENTS_MAX)
    throw bodyTypeInvalid(name, 'Collection(microsoft.graph.recipient)')
  return value.map((one) => recipient(one, name))
}

export const categories: Reader = (value, name) => {
  if (!Array.isArray(value) || value.length > CATEGORIES_MAX || !value.every(isShortText))
    throw bodyTypeInvalid(name, 'Collection(Edm.String)')
  return value
}

export const itemBody: Reader = (value, name) => {
  const content = member(value, 'content') ?? ''
  if (typeof content !== 'string') throw bodyTypeInvalid(name, 'microsoft.graph.itemBody')
  const contentType = oneOf('text', 'html')(member(value, 'contentType') ?? 'text', 'bodyType')
  return { contentType, content }
}

export const followUpFlag: Reader = (value, name) => {
  const flagStatus = member(value, 'flagStatus')
  return { flagStatus: oneOf('notFlagged', 'complete', 'flagged')(flagStatus, `${name}Status`) }
}

export const customHeaders: Reader = (value, name) => {
  if (!Array.isArray(value) || value.length > HEADERS_MAX)
    throw bodyTypeInvalid(name, 'Collection(microsoft.graph.internetMessageHeader)')
  return value.map((one) => {
    const [header, content] = [member(one, 'name'), member(one, 'value')]
    if (!isHeaderName(header) || !/^x-/i.test(header) || !isShortText(content) || /[\r\n]/.test(content))
      throw bodyTypeInvalid(name, 'microsoft.graph.internetMessageHeader')
    return { name: header, value: content }
  })
}

export const isHeaderName = (value: unknown): value is string =>
  typeof value === 'string' && /^[!-9;-~]{1,128}$/.test(value)

/** A property of what should be an object; undefined where it is not an object or lacks the property. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Reflect.get(value, name)
}

const isShortText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 1024
