/** Mail folders. https://learn.microsoft.com/graph/api/resources/mailfolder */
import type { Entity } from '../../../base.ts'
import type { Answer } from '../../../wire.ts'
import { schemaIn } from '../../schema.ts'
import { jsonOf } from '../../wire/body.ts'
import {
  answerJson,
  answerNothing,
  answerNumber,
  contextMember,
  pageOf,
  type RowStyle,
  rowOf,
} from '../answers.ts'
import {
  folderExists,
  folderMoveFailed,
  folderNotDeletable,
  folderNotMovable,
  propertyNotSettable,
  valueMissing,
} from '../errors.ts'
import { flagged, member, type Readers, readInput, text } from '../input.ts'
import type { MailTurn } from '../mailbox.ts'
import { removeMessage } from '../messages/message-write.ts'
import { type MailQuery, mailQueryOf, selected } from '../query.ts'
import {
  childrenOf,
  deletedItemsId,
  FOLDER_SCHEMA,
  folderIdOf,
  folderKeyOf,
  getFolder,
  inFolder,
  isWithin,
  nameOf,
  rootOf,
  treeOf,
} from './folders.ts'
import {
  annotationsOfFolder,
  newSearch,
  SEARCH_READERS,
  SEARCH_SCHEMA,
  schemaOfFolder,
  shownFolder,
  sourcesOf,
  speaksOfSearch,
} from './search-folders.ts'
import { wellKnownByKey } from './well-known-folders.ts'

const READERS: Readers = { displayName: text, isHidden: flagged }
export const FOLDER_STYLE: RowStyle = {
  schema: FOLDER_SCHEMA,
  schemaOf: schemaOfFolder,
  annotations: annotationsOfFolder,
}

/** Folders directly under the root or under a folder; hidden ones only if asked for. */
export function listFolders(mail: MailTurn): Answer {
  const { turn } = mail
  const query = queryOf(mail)
  const { page, members } = pageOf(turn, listed(mail, query), query)
  const value = page.map((one) => rowOf(turn, FOLDER_STYLE, query, one))
  return answerJson(turn, 200, { ...contextMember(mail, fragmentOf(mail), query), ...members, value })
}

export function countFolders(mail: MailTurn): Answer {
  return answerNumber(mail.turn, listed(mail, queryOf(mail)).length)
}

/**
 * A list of all folders can be filtered by properties that only search folders have, as with any derived
 * type.
 */
const queryOf = ({ turn }: MailTurn): MailQuery =>
  mailQueryOf(schemaIn(turn, FOLDER_SCHEMA), turn.arrival.query)

function listed({ turn, mailbox, keys }: MailTurn, query: MailQuery): readonly Entity[] {
  const { tenant } = turn
  const { userId } = mailbox
  const parent = keys[0] === undefined ? rootOf(userId) : getFolder(tenant, userId, keys[0])
  const rows = childrenOf(tenant, userId, parent)
    .filter(({ isHidden }) => query.includesHidden || !isHidden)
    .map((one) => shownFolder(tenant, userId, one))
  return selected(rows, query)
}

/** The last key of the path names the folder, under `mailFolders` or `childFolders`. */
export function getOneFolder(mail: MailTurn): Answer {
  const query = queryOf(mail)
  return answerFolder(mail, folderByPath(mail), 200, query)
}

/**
 * https://learn.microsoft.com/graph/api/user-post-mailfolders — whether the folder is hidden cannot be
 * changed later.
 */
export function createFolder(mail: MailTurn): Answer {
  const { turn, mailbox, keys } = mail
  const { tenant, cloud, write } = turn
  const { userId } = mailbox
  const parent = keys[0] === undefined ? rootOf(userId) : getFolder(tenant, userId, keys[0])
  const json = jsonOf(turn.arrival)
  const isSearch = speaksOfSearch(json)
  const values = isSearch
    ? readInput(schemaIn(turn, SEARCH_SCHEMA), SEARCH_READERS, json)
    : readInput(schemaIn(turn, FOLDER_SCHEMA), READERS, json)
  const { displayName, isHidden = false } = values
  const name = nameIn(displayName)
  checkName(mail, parent, name)
  const key = cloud.ids.uuid()
  const created: Entity = {
    key,
    mailbox: userId,
    id: folderIdOf(userId, key),
    displayName: name,
    parentFolderId: parent.id,
    isHidden,
    ...(isSearch ? newSearch(tenant, userId, values) : {}),
  }
  tenant.commit(write, 'mailFolders', folderKeyOf(userId, key), created)
  return answerFolder(mail, created, 201, { select: undefined }, fragmentOf(mail))
}

/** Only the name changes, and what is searched. https://learn.microsoft.com/graph/api/mailfolder-update, …/mailsearchfolder-update */
export function renameFolder(mail: MailTurn): Answer {
  const { turn, mailbox } = mail
  const { tenant, write } = turn
  const { userId } = mailbox
  const folder = folderByPath(mail)
  const isSearch = schemaOfFolder(folder) === SEARCH_SCHEMA
  const [schema, readers] = isSearch
    ? [SEARCH_SCHEMA, SEARCH_READERS]
    : [FOLDER_SCHEMA, { displayName: text }]
  const values = readInput(schemaIn(turn, schema), readers, jsonOf(turn.arrival))
  const name =
    isSearch && values.displayName === undefined ? nameOfFolder(folder) : nameIn(values.displayName)
  // That default folders cannot be renamed is inferred from Exchange's own rule.
  if (wellKnownByKey(String(folder.key))) throw propertyNotSettable('displayName')
  const sources = Array.isArray(values.sourceFolderIds)
    ? { sourceFolderIds: sourcesOf(tenant, userId, values.sourceFolderIds) }
    : {}
  const renamed: Entity = { ...folder, ...values, ...sources, displayName: name }
  if (JSON.stringify(renamed) === JSON.stringify(folder)) return answerFolder(mail, folder, 200)
  checkName(mail, getFolder(tenant, userId, String(folder.parentFolderId)), name, folder)
  tenant.commit(write, 'mailFolders', folderKeyOf(userId, String(folder.key)), renamed)
  return answerFolder(mail, renamed, 200)
}

/** With everything in it; its id stays. https://learn.microsoft.com/graph/api/mailfolder-move */
export function moveFolder(mail: MailTurn): Answer {
  const { turn, mailbox } = mail
  const { tenant } = turn
  const folder = folderByPath(mail)
  const destinationId = member(jsonOf(turn.arrival), 'destinationId')
  if (typeof destinationId !== 'string') throw valueMissing('DestinationId')
  const destination = getFolder(tenant, mailbox.userId, destinationId)
  if (wellKnownByKey(String(folder.key))) throw folderNotMovable()
  if (isWithin(tenant, mailbox.userId, destination, String(folder.id))) throw folderMoveFailed()
  checkName(mail, destination, String(folder.displayName), folder)
  return answerFolder(mail, place(mail, folder, String(destination.id)), 200)
}

/**
 * To Deleted Items with everything in it; from there it is deleted for good.
 * https://learn.microsoft.com/graph/api/mailfolder-delete
 */
export function deleteFolder(mail: MailTurn): Answer {
  const { turn, mailbox } = mail
  const { tenant } = turn
  const folder = folderByPath(mail)
  if (wellKnownByKey(String(folder.key))) throw folderNotDeletable()
  const bin = deletedItemsId(mailbox.userId)
  if (isWithin(tenant, mailbox.userId, folder, bin)) removeTree(mail, folder)
  else place(mail, folder, bin)
  return answerNothing(turn)
}

/** Out of every caller's reach at once. https://learn.microsoft.com/graph/api/mailfolder-permanentdelete */
export function permanentlyDeleteFolder(mail: MailTurn): Answer {
  const folder = folderByPath(mail)
  if (wellKnownByKey(String(folder.key))) throw folderNotDeletable()
  removeTree(mail, folder)
  return answerNothing(mail.turn)
}

function removeTree({ turn, mailbox }: MailTurn, top: Entity): void {
  const { tenant, write } = turn
  const { userId } = mailbox
  for (const folder of treeOf(tenant, userId, top)) {
    for (const message of inFolder(tenant, String(folder.id)))
      removeMessage({ tenant, write, userId }, message, true)
    const key = folderKeyOf(userId, String(folder.key))
    tenant.commit(write, 'mailFolders', key, undefined, folder !== top)
  }
}

function place({ turn, mailbox }: MailTurn, folder: Entity, parentFolderId: string): Entity {
  const placed = { ...folder, parentFolderId }
  turn.tenant.commit(turn.write, 'mailFolders', folderKeyOf(mailbox.userId, String(folder.key)), placed)
  return placed
}

const folderByPath = ({ turn, mailbox, keys }: MailTurn): Entity =>
  getFolder(turn.tenant, mailbox.userId, keys.at(-1) ?? '')

function answerFolder(
  mail: MailTurn,
  folder: Entity,
  status: 200 | 201,
  query: Pick<MailQuery, 'select'> = { select: undefined },
  fragment = 'mailFolders',
): Answer {
  const shown = shownFolder(mail.turn.tenant, mail.mailbox.userId, folder)
  const context = contextMember(mail, fragment, query, '/$entity')
  return answerJson(mail.turn, status, { ...context, ...rowOf(mail.turn, FOLDER_STYLE, query, shown) })
}

function fragmentOf({ keys: [parent] }: MailTurn): string {
  return parent === undefined ? 'mailFolders' : `mailFolders('${encodeURIComponent(parent)}')/childFolders`
}

const nameOfFolder = ({ displayName }: Entity): string => String(displayName)

function nameIn(displayName: unknown): string {
  if (typeof displayName !== 'string' || displayName.trim() === '') throw valueMissing('DisplayName')
  return displayName
}

/** No two folders of one parent share a name (observed). */
function checkName({ turn, mailbox }: MailTurn, parent: Entity, displayName: string, itself?: Entity): void {
  const wanted = displayName.toLowerCase()
  const siblings = childrenOf(turn.tenant, mailbox.userId, parent)
  if (siblings.some((one) => one.key !== itself?.key && nameOf(one) === wanted))
    throw folderExists(displayName)
}
