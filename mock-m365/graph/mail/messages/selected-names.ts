/** `$select` as Outlook reads it. */
import { memberNamed, type Version } from '../../model/model.ts'
import type { Schema } from '../../schema.ts'
import { notEmulated } from '../../wire/errors.ts'
import { mailPropertyUnknown, mailSelectionUnknown } from '../errors.ts'

/** The type prefix before names that only file attachments have (observed). */
const FILE_CAST = /^microsoft\.graph\.fileAttachment\//i

/** Names in the schema's order, the id always among them; undefined for the default ones. @throws GraphError 400, 501 */
export function selectedNames(schema: Schema, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  const names = new Set(['id'])
  for (const part of text.split(',')) {
    const name = part.trim()
    if (name === '*') return undefined
    names.add(selectedName(schema, name))
  }
  return [...schema.properties.keys()].filter((name) => names.has(name))
}

function selectedName(schema: Schema, name: string): string {
  const isOfFiles = schema.type === 'attachment'
  const bare = isOfFiles ? name.replace(FILE_CAST, '') : name
  const known = schema.spelling.get(bare.toLowerCase())
  const isOwn = !isOfFiles || bare !== name || memberNamed('attachment', bare, versionOf(schema))
  if (known && isOwn) return known
  throw unknownIn(schema, name, mailSelectionUnknown)
}

/** The property as the schema spells it, for filters and sorts. @throws GraphError 400, 501 */
export function spelled(schema: Schema, name: string): string {
  const known = schema.spelling.get(name.toLowerCase())
  if (!known) throw unknownIn(schema, name, mailPropertyUnknown)
  return known
}

const unknownIn = (schema: Schema, name: string, unknown: typeof mailPropertyUnknown) =>
  memberNamed(schema.type, name, versionOf(schema)) ? notEmulated() : unknown(name, schema.type)

const versionOf = (schema: Schema): Version => (schema.isBeta ? 'beta' : 'v1.0')
