/** Folders of a mailbox, stored or derived, found by id or well-known name, and what they hold. */
import type { Entity } from '../../../base.ts'
import type { View } from '../../../tenant.ts'
import type { Property } from '../../schema.ts'
import { schemaOf } from '../../schema.ts'
import { idMalformed, idOfOtherMailbox, itemNotFound } from '../errors.ts'
import { outlookId, readOutlookId } from '../outlook-ids.ts'
import {
  WELL_KNOWN_NAMES,
  type WellKnownFolder,
  wellKnownByKey,
  wellKnownByName,
  wellKnownKey,
  wellKnownUnder,
} from './well-known-folders.ts'

/**
 * https://learn.microsoft.com/graph/api/resources/mailfolder — sizeInBytes is not declared, but answers have
 * it (observed).
 */
export const FOLDER_PROPERTIES: Readonly<Record<string, Property>> = {
  id: { type: 'String', readOnly: true },
  displayName: { type: 'String' },
  parentFolderId: { type: 'String', readOnly: true },
  childFolderCount: { type: 'Int32', readOnly: true },
  unreadItemCount: { type: 'Int32', readOnly: true },
  totalItemCount: { type: 'Int32', readOnly: true },
  sizeInBytes: { type: 'Int64', readOnly: true },
  wellKnownName: { type: 'String', readOnly: true, only: 'beta' },
  isHidden: { type: 'Boolean' },
}
export const FOLDER_SCHEMA = schemaOf('mailFolder', FOLDER_PROPERTIES)

/** Deepest tree of folders. https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits */
const DEPTH_MAX = 300

export const folderKeyOf = (userId: string, key: string): string => `${userId}/${key}`
export const folderIdOf = (userId: string, key: string): string => outlookId('folder', userId, key)

export const inFolder = (view: View, folderId: string): Entity[] =>
  // The index ignores case, but ids that differ in case are different ids.
  view.find('messages', 'parentFolderId', folderId).filter((one) => one.parentFolderId === folderId)

/** A folder as stored, without its counts; undefined where the mailbox does not have that key. */
export function findFolder(view: View, userId: string, key: string): Entity | undefined {
  const known = wellKnownByKey(key)
  return known ? derived(userId, known) : view.get('mailFolders', folderKeyOf(userId, key))
}

/**
 * The folder that a path or a body names.
 * @throws GraphError 400 ErrorInvalidIdMalformed, 404 ErrorItemNotFound, 404 ErrorInvalidMailboxItemId
 */
export function getFolder(view: View, userId: string, named: string): Entity {
  const known = wellKnownByName(named)
  if (known) return derived(userId, known)
  if (WELL_KNOWN_NAMES.has(named.toLowerCase())) throw itemNotFound()
  const id = readOutlookId(named)
  if (id?.kind !== 'folder') throw idMalformed()
  if (id.userId !== userId) throw idOfOtherMailbox()
  const found = findFolder(view, userId, id.key)
  if (!found) throw itemNotFound()
  return found
}

/** Folders directly under a folder, ordered by name (observed). */
export function childrenOf(view: View, userId: string, parent: Entity): Entity[] {
  const parentName = wellKnownByKey(String(parent.key))?.name
  const known = parentName ? wellKnownUnder(parentName).map((one) => derived(userId, one)) : []
  const stored = view
    .find('mailFolders', 'parentFolderId', parent.id)
    .filter((one) => one.parentFolderId === parent.id)
  return [...known, ...stored].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

/** The folder itself and all below it. */
export function treeOf(view: View, userId: string, top: Entity): Entity[] {
  const found = [top]
  for (let i = 0; i < found.length; i++) {
    const next = found[i]
    if (next) found.push(...childrenOf(view, userId, next))
  }
  return found
}

/** Whether a folder is the other one or is somewhere below it. */
export function isWithin(view: View, userId: string, folder: Entity, ancestorId: string): boolean {
  let at: Entity | undefined = folder
  for (let depth = 0; at && depth < DEPTH_MAX; depth++) {
    if (at.id === ancestorId) return true
    const above = readOutlookId(String(at.parentFolderId))
    at = above && at.parentFolderId !== at.id ? findFolder(view, userId, above.key) : undefined
  }
  return false
}

export const deletedItemsId = (userId: string): string => folderIdOf(userId, wellKnownKey('deleteditems'))
export const recoverableId = (userId: string): string =>
  folderIdOf(userId, wellKnownKey('recoverableitemsdeletions'))
export const rootOf = (userId: string): Entity => {
  const root = wellKnownByName('msgfolderroot')
  if (!root) throw new TypeError('there is always a root')
  return derived(userId, root)
}

export const nameOf = (folder: Entity): string => String(folder.displayName).toLowerCase()

function derived(userId: string, { key, displayName, parent, isHidden }: WellKnownFolder): Entity {
  const above = wellKnownByName(parent ?? 'msgfolderroot')
  return {
    key,
    mailbox: userId,
    id: folderIdOf(userId, key),
    displayName,
    parentFolderId: folderIdOf(userId, above?.key ?? key),
    isHidden,
  }
}
