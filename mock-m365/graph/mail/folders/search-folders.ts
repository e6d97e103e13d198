/**
 * Folders without messages, which show what a filter finds in other folders.
 * https://learn.microsoft.com/graph/api/resources/mailsearchfolder
 */
import type { Entity } from '../../../base.ts'
import type { View } from '../../../tenant.ts'
import { testOf } from '../../odata/evaluate.ts'
import { parseFilter } from '../../odata/filter.ts'
import { type Schema, schemaOf } from '../../schema.ts'
import { bodyTypeInvalid, valueMissing } from '../errors.ts'
import { flagged, type Readers, text } from '../input.ts'
import { MESSAGE_SCHEMA } from '../messages/message-schema.ts'
import { readOutlookId } from '../outlook-ids.ts'
import { mailQueryOf } from '../query.ts'
import {
  childrenOf,
  FOLDER_PROPERTIES,
  FOLDER_SCHEMA,
  findFolder,
  getFolder,
  inFolder,
  treeOf,
} from './folders.ts'
import { wellKnownByKey } from './well-known-folders.ts'

const SEARCH_ANNOTATION = '#microsoft.graph.mailSearchFolder'
/** Folders that one search may name. Proposed: no limit is documented. */
const SOURCES_MAX = 100

/** Schema of both kinds, for reading bodies and queries. */
export const SEARCH_SCHEMA = schemaOf('mailSearchFolder', {
  ...FOLDER_PROPERTIES,
  isSupported: { type: 'Boolean', readOnly: true },
  includeNestedFolders: { type: 'Boolean' },
  sourceFolderIds: { type: 'String', collection: true },
  filterQuery: { type: 'String' },
})

const isSearch = (folder: Entity): boolean => folder['@odata.type'] === SEARCH_ANNOTATION

export const schemaOfFolder = (folder: Entity): Schema => (isSearch(folder) ? SEARCH_SCHEMA : FOLDER_SCHEMA)

/** Only the derived type is written: a list of folders has plain folders by default. */
export const annotationsOfFolder = (folder: Entity): Readonly<Record<string, unknown>> =>
  isSearch(folder) ? { '@odata.type': SEARCH_ANNOTATION } : {}

/** Whether a body describes a search folder. */
export const speaksOfSearch = (json: Readonly<Record<string, unknown>>): boolean =>
  typeof json['@odata.type'] === 'string' &&
  /^#?microsoft\.graph\.mailSearchFolder$/i.test(json['@odata.type'])

export const SEARCH_READERS: Readers = {
  displayName: text,
  includeNestedFolders: flagged,
  sourceFolderIds: (value, name) => {
    const isList = Array.isArray(value) && value.length > 0 && value.length <= SOURCES_MAX
    if (!isList || !value.every((one) => typeof one === 'string'))
      throw bodyTypeInvalid(name, 'Collection(Edm.String)')
    return value
  },
  filterQuery: (value, name) => {
    if (typeof value !== 'string') throw bodyTypeInvalid(name, 'Edm.String')
    // Parsed like a list's filter, so that the stored text can be evaluated.
    mailQueryOf(MESSAGE_SCHEMA, `$filter=${encodeURIComponent(value)}`)
    return value
  },
}

/**
 * The search properties of a new search folder. All are required (documented); the refusal of a missing one
 * is inferred.
 * @throws GraphError 400 ErrorInvalidRequest, 400 ErrorInvalidIdMalformed, 404 ErrorItemNotFound
 */
export function newSearch(view: View, userId: string, values: Entity): Entity {
  const { includeNestedFolders = false, sourceFolderIds, filterQuery } = values
  if (!Array.isArray(sourceFolderIds)) throw valueMissing('SourceFolderIds')
  if (typeof filterQuery !== 'string') throw valueMissing('FilterQuery')
  return {
    '@odata.type': SEARCH_ANNOTATION,
    isSupported: true,
    includeNestedFolders,
    sourceFolderIds: sourcesOf(view, userId, sourceFolderIds),
    filterQuery,
  }
}

/** Ids of folders that a body names by id or by well-known name. @throws GraphError 400, 404 */
export const sourcesOf = (view: View, userId: string, named: readonly unknown[]): string[] =>
  named.map((one) => String(getFolder(view, userId, String(one)).id))

/** What a folder shows: its own messages, or what its search finds. */
export function contentsOf(view: View, userId: string, folder: Entity): readonly Entity[] {
  if (!isSearch(folder)) return inFolder(view, String(folder.id))
  const { sourceFolderIds, includeNestedFolders, filterQuery } = folder
  const sources = (Array.isArray(sourceFolderIds) ? sourceFolderIds : []).flatMap((id): Entity[] => {
    const named = readOutlookId(String(id))
    const found = named?.kind === 'folder' ? findFolder(view, userId, named.key) : undefined
    if (!found) return []
    return includeNestedFolders === true ? treeOf(view, userId, found) : [found]
  })
  const test = testOf(parseFilter(String(filterQuery)), (name) => spelled(name))
  const ids = new Set(sources.filter((one) => !isSearch(one)).map(({ id }) => String(id)))
  return [...ids].flatMap((id) => inFolder(view, id)).filter((message) => test(message))
}

const spelled = (name: string): string => MESSAGE_SCHEMA.spelling.get(name.toLowerCase()) ?? name

/** A folder as answers show it. */
export function shownFolder(view: View, userId: string, folder: Entity): Entity {
  const messages = contentsOf(view, userId, folder)
  return {
    ...folder,
    childFolderCount: childrenOf(view, userId, folder).filter(({ isHidden }) => !isHidden).length,
    unreadItemCount: messages.filter(({ isRead }) => isRead !== true).length,
    totalItemCount: messages.length,
    sizeInBytes: messages.reduce((sum, { size }) => sum + Number(size ?? 0), 0),
    wellKnownName: wellKnownByKey(String(folder.key))?.name ?? null,
  }
}
