/** `$expand` on messages: files, extensions by name, extended properties by id. */
import type { Entity } from '../../../base.ts'
import { isKindOf, memberNamed, type Version } from '../../model/model.ts'
import { splitOutside } from '../../odata/expand.ts'
import type { Schema } from '../../schema.ts'
import { notEmulated } from '../../wire/errors.ts'
import { extensionsNeedFilter, mailSelectionUnknown, parseUri } from '../errors.ts'
import { ATTACHMENT_SCHEMA, attachmentsOf, FILE_ANNOTATION, shownAttachment } from './attachments.ts'
import { extendedPropertiesOf, idKey } from './extended-properties.ts'
import { bareNames, extensionsOf, shownExtension } from './extension-names.ts'
import { selectedNames } from './selected-names.ts'

/** Members that a message gets in addition to its properties. */
export type Expansion = (message: Entity) => Readonly<Record<string, unknown>>

const EXPANSIONS_MAX = 10

/** @throws GraphError 400 RequestBroker--ParseUri, 501 for what Outlook has and the mock does not */
export function mailExpansionsOf(schema: Schema, text: string | undefined): readonly Expansion[] {
  if (text === undefined) return []
  const parts = splitOutside(bareNames(text), ',')
  if (parts.length > EXPANSIONS_MAX) throw parseUri('The request has too many expansions.')
  return parts.map((part) => expansionOf(schema, part))
}

function expansionOf(schema: Schema, part: string): Expansion {
  const [, cast, name = '', inside = ''] =
    /^\s*(?:microsoft\.graph\.(\w+)\/)?([\w.]+)\s*(?:\((.*)\)\s*)?$/is.exec(part) ?? []
  const version: Version = schema.isBeta ? 'beta' : 'v1.0'
  // What derived types lead to, such as the item in an attachment or the event of an invitation, is not emulated.
  if (cast !== undefined && isKindOf(cast, schema.type, version) && leadsOn(cast, name, version))
    throw notEmulated()
  if (cast !== undefined) throw mailSelectionUnknown(part.trim(), schema.type)
  const member = leadsOn(schema.type, name, version)
  if (!member) throw mailSelectionUnknown(name === '' ? part : name, schema.type)
  const read = schema.type === 'message' ? READERS.get(member.name) : undefined
  if (!read) throw notEmulated()
  return read(optionsIn(inside))
}

const leadsOn = (type: string, name: string, version: Version) =>
  memberNamed(type, name, version, ({ kind }) => kind === 'navigation')

type Options = ReadonlyMap<string, string>

const optionsIn = (inside: string): Options =>
  new Map(
    splitOutside(inside, ';')
      .filter((option) => option.trim() !== '')
      .map((option) => {
        const [name = '', value = ''] = option.split(/=(.*)/s)
        return [
          name
            .trim()
            .toLowerCase()
            .replace(/^(?=\w)/, '$'),
          value.trim(),
        ]
      }),
  )

const READERS: ReadonlyMap<string, (options: Options) => Expansion> = new Map([
  ['attachments', filesBy],
  ['extensions', extensionsBy],
  ['singleValueExtendedProperties', extendedBy],
])

function filesBy(options: Options): Expansion {
  only(options, '$select')
  const names = selectedNames(ATTACHMENT_SCHEMA, options.get('$select'))
  return (message) => ({
    attachments: attachmentsOf(message).map((one) => {
      const shown = shownAttachment(message, one)
      const chosen = names ? Object.fromEntries(names.map((name) => [name, shown[name] ?? null])) : shown
      return { '@odata.type': FILE_ANNOTATION, ...chosen }
    }),
  })
}

/** Only by their names: https://learn.microsoft.com/graph/api/opentypeextension-get */
function extensionsBy(options: Options): Expansion {
  only(options, '$filter')
  if (!options.has('$filter')) throw extensionsNeedFilter()
  const wanted = idsIn(options.get('$filter')).map((one) => one.toLowerCase())
  return (message) => ({
    extensions: extensionsOf(message)
      .filter(({ id }) => wanted.includes(String(id).toLowerCase()))
      .map(shownExtension),
  })
}

/**
 * By their ids; a message without any of them has no such member.
 * https://learn.microsoft.com/graph/api/singlevaluelegacyextendedproperty-get
 */
function extendedBy(options: Options): Expansion {
  only(options, '$filter')
  const wanted = idsIn(options.get('$filter')).map((id) => ({ id, key: idKey(id) }))
  return (message) => {
    const kept = extendedPropertiesOf(message)
    const shown = wanted.flatMap(({ id, key }) => {
      const value = kept.get(key)
      return value === undefined ? [] : [{ id, value }]
    })
    return shown.length > 0 ? { singleValueExtendedProperties: shown } : {}
  }
}

function only(options: Options, name: string): void {
  for (const given of options.keys()) if (given !== name) throw notEmulated()
}

/** `id eq 'a' or id eq 'b'`; Outlook requires a filter that says which ids are meant (documented). */
function idsIn(filter: string | undefined): string[] {
  const ids = [...(filter ?? '').matchAll(/(?:^|\bor\b)\s*id\s+eq\s+'((?:[^']|'')*)'\s*/gi)]
  const length = ids.reduce((sum, [text]) => sum + text.length, 0)
  if (ids.length === 0 || length !== filter?.length)
    throw parseUri('Expansion of this navigation asks for a $filter by id.')
  return ids.map(([, id = '']) => id.replaceAll("''", "'"))
}
