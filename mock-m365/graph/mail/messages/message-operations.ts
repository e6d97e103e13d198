/** Messages of a mailbox or a folder. https://learn.microsoft.com/graph/api/resources/message */

import type { Entity } from '../../../base.ts'
import { secondsText } from '../../../times.ts'
import type { Answer } from '../../../wire.ts'
import { schemaIn } from '../../schema.ts'
import { jsonOf } from '../../wire/body.ts'
import { isBasic } from '../access.ts'
import {
  answerJson,
  answerNothing,
  answerNumber,
  answerRaw,
  contextMember,
  etagOf,
  pageOf,
  type RowStyle,
  rowOf,
} from '../answers.ts'
import { accessDenied, bodyTypeInvalid, valueMissing } from '../errors.ts'
import { folderIdOf, getFolder } from '../folders/folders.ts'
import { wellKnownKey } from '../folders/well-known-folders.ts'
import {
  categories,
  customHeaders,
  flagged,
  followUpFlag,
  itemBody,
  member,
  oneOf,
  type Readers,
  readInput,
  recipient,
  recipients,
  text,
} from '../input.ts'
import type { MailTurn } from '../mailbox.ts'
import { type Preferences, preferencesOf } from '../preferences.ts'
import { type MailQuery, mailQueryOf, ordered, selected } from '../query.ts'
import { type Attachment, readAttachment } from './attachments.ts'
import { extendedPropertiesAfter, extendedPropertiesIn } from './extended-properties.ts'
import { extensionsOf, shownExtension } from './extension-names.ts'
import { MENTION_READERS, mentionsOf } from './mentions.ts'
import { MESSAGE_SCHEMA } from './message-schema.ts'
import {
  copyMessage,
  deleteMessage,
  makeMessage,
  makingOf,
  moveMessage,
  removeMessage,
  store,
} from './message-write.ts'
import { BEYOND_BASIC, getMessage, inPlace, shownMessage } from './messages.ts'
import { mimeOf } from './mime.ts'
import { extensionsIn } from './open-extensions.ts'

/** Properties that can always change. https://learn.microsoft.com/graph/api/message-update#request-body */
const UPDATES: Readers = {
  categories,
  flag: followUpFlag,
  importance: oneOf('low', 'normal', 'high'),
  inferenceClassification: oneOf('focused', 'other'),
  isDeliveryReceiptRequested: flagged,
  isRead: flagged,
  isReadReceiptRequested: flagged,
  singleValueExtendedProperties: extendedPropertiesIn,
}
/** Properties that can change while it is a draft (documented). */
const DRAFT_UPDATES: Readers = {
  ...UPDATES,
  subject: text,
  body: itemBody,
  from: recipient,
  sender: recipient,
  toRecipients: recipients,
  ccRecipients: recipients,
  bccRecipients: recipients,
  replyTo: recipients,
}
const DRAFT: Readers = {
  ...DRAFT_UPDATES,
  internetMessageHeaders: customHeaders,
  attachments: (value) => value,
  extensions: extensionsIn,
  singleValueExtendedProperties: extendedPropertiesIn,
}
const ATTACHMENTS_MAX = 250

const NEWEST_FIRST = [{ path: ['receivedDateTime'], descending: true }]

/** In a mailbox, or in the folder that the path names first. */
export function listMessages(mail: MailTurn): Answer {
  const { turn } = mail
  const query = readQuery(mail)
  const preferences = preferencesOf(turn)
  const { page, members } = pageOf(turn, listed(mail, query), query)
  const style = styleOf(mail, query)
  const value = page.map((one) => rowOf(turn, style, query, shownMessage(one, preferences)))
  const body = { ...contextMember(mail, fragmentOf(mail), query), ...members, value }
  return answerJson(turn, 200, body, preferences.headers)
}

export function countMessages(mail: MailTurn): Answer {
  return answerNumber(mail.turn, listed(mail, readQuery(mail)).length)
}

function listed({ turn, mailbox, keys }: MailTurn, query: MailQuery): readonly Entity[] {
  const { tenant } = turn
  const folder = keys[0] === undefined ? undefined : getFolder(tenant, mailbox.userId, keys[0])
  const rows = inPlace(tenant, mailbox.userId, folder)
  return selected(query.orderBy.length > 0 ? rows : ordered(rows.toReversed(), NEWEST_FIRST), query)
}

export function getOneMessage(mail: MailTurn): Answer {
  return answerMessage(mail, messageByPath(mail), 200, readQuery(mail))
}

/** The message as it crossed the wire. https://learn.microsoft.com/graph/outlook-get-mime-message */
export function getMime(mail: MailTurn): Answer {
  return answerRaw(mail.turn, 'text/plain', mimeOf(messageByPath(mail)))
}

/** A draft, in Drafts or in the folder that the path names. https://learn.microsoft.com/graph/api/user-post-messages */
export function createDraft(mail: MailTurn): Answer {
  const { turn, mailbox, keys } = mail
  const { userId } = mailbox
  const folder =
    keys[0] === undefined
      ? folderIdOf(userId, wellKnownKey('drafts'))
      : String(getFolder(turn.tenant, userId, keys[0]).id)
  const { mentions, files, ...given } = composed(mail, jsonOf(turn.arrival))
  const draft = { ...given, ...mentionsOf(mail, mentions), isDraft: true }
  const made = makeMessage(makingOf(mail), folder, draft, files)
  return answerMessage(mail, made, 201, EVERYTHING, {
    ...(mentions === undefined ? {} : { mentions: made.mentions }),
    ...(given.extensions === undefined ? {} : { extensions: extensionsOf(made).map(shownExtension) }),
  })
}

/** A new message of the mailbox's own, as its caller gives it. @throws GraphError 400 for what is wrong in it */
export function composed(
  mail: MailTurn,
  json: Readonly<Record<string, unknown>>,
): Entity & { readonly files: readonly Attachment[] } {
  const { turn, mailbox } = mail
  const { user } = mailbox
  const readers = turn.version === 'beta' ? { ...DRAFT, ...MENTION_READERS } : DRAFT
  const { attachments, mentions, ...given } = readInput(MESSAGE_SCHEMA_WITH_FILES, readers, json)
  const self = { emailAddress: { name: user.displayName, address: user.mail ?? user.userPrincipalName } }
  // That a draft has false where a received message has null is documented:
  // https://learn.microsoft.com/graph/api/user-post-messages
  const first = { sender: self, from: self, isDeliveryReceiptRequested: false, isRead: true }
  return { ...first, ...given, mentions, files: filesIn(mail, attachments) }
}

/** The body has files among the properties, although the type has no property of that name. */
const MESSAGE_SCHEMA_WITH_FILES = {
  ...MESSAGE_SCHEMA,
  properties: new Map([
    ...MESSAGE_SCHEMA.properties,
    ['attachments', { type: 'Complex' } as const],
    ['extensions', { type: 'Complex' } as const],
  ]),
}

function filesIn({ turn }: MailTurn, given: unknown) {
  if (given === undefined) return []
  if (!Array.isArray(given) || given.length > ATTACHMENTS_MAX)
    throw bodyTypeInvalid('attachments', 'Collection(microsoft.graph.attachment)')
  return given.map((one: unknown, i) => {
    if (typeof one !== 'object' || one === null)
      throw bodyTypeInvalid('attachments', 'microsoft.graph.attachment')
    return readAttachment(Object.fromEntries(Object.entries(one)), i + 1, secondsText(turn.arrival.at))
  })
}

export function updateMessage(mail: MailTurn): Answer {
  const before = messageByPath(mail)
  const json = jsonOf(mail.turn.arrival)
  // That these properties of a received message are fixed is documented; the refusal is inferred.
  const values: Record<string, unknown> = readInput(
    schemaIn(mail.turn, MESSAGE_SCHEMA),
    before.isDraft === true ? DRAFT_UPDATES : UPDATES,
    json,
  )
  const { singleValueExtendedProperties: extended } = values
  if (Array.isArray(extended))
    values.singleValueExtendedProperties = extendedPropertiesAfter(
      before.singleValueExtendedProperties,
      extended,
    )
  const changed = Object.entries(values).some(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]),
  )
  return answerMessage(mail, changed ? store(makingOf(mail), { ...before, ...values }) : before, 200)
}

export const moveOne = (mail: MailTurn): Answer => relocate(mail, moveMessage)
export const copyOne = (mail: MailTurn): Answer => relocate(mail, copyMessage)

function relocate(mail: MailTurn, act: typeof moveMessage): Answer {
  const message = messageByPath(mail)
  const destinationId = member(jsonOf(mail.turn.arrival), 'destinationId')
  if (typeof destinationId !== 'string') throw valueMissing('DestinationId')
  const destination = getFolder(mail.turn.tenant, mail.mailbox.userId, destinationId)
  return answerMessage(mail, act(makingOf(mail), message, String(destination.id)), 201)
}

export function deleteOne(mail: MailTurn): Answer {
  deleteMessage(makingOf(mail), messageByPath(mail))
  return answerNothing(mail.turn)
}

export function permanentlyDeleteOne(mail: MailTurn): Answer {
  removeMessage(makingOf(mail), messageByPath(mail))
  return answerNothing(mail.turn)
}

/** The last key names the message, whichever folder the path goes through (inferred). */
export function messageByPath({ turn, mailbox, keys }: MailTurn): Entity {
  return getMessage(turn.tenant, mailbox.userId, keys.at(-1) ?? '')
}

/** Inferred: a caller who may see only envelopes and asks for more is refused. */
function readQuery({ turn }: MailTurn): MailQuery {
  return permitted(turn, mailQueryOf(schemaIn(turn, MESSAGE_SCHEMA), turn.arrival.query))
}

/** The query itself, if the caller may see all properties that it names. @throws GraphError 403 */
export function permitted({ grant }: MailTurn['turn'], query: MailQuery): MailQuery {
  if (!isBasic(grant.permissions)) return query
  const { select = [], asks, expand } = query
  if (expand.length > 0 || [...select, ...asks].some((name) => BEYOND_BASIC.has(name))) throw accessDenied()
  return query
}

export function styleOf({ turn }: MailTurn, { expand }: Pick<MailQuery, 'expand'>): RowStyle {
  const expanded = (row: Entity) => Object.assign({}, ...expand.map((one) => one(row)))
  return {
    schema: MESSAGE_SCHEMA,
    annotations: (row) => ({ '@odata.etag': etagOf(row) }),
    ...(isBasic(turn.grant.permissions) ? { hidden: BEYOND_BASIC } : {}),
    ...(expand.length > 0 ? { more: expanded } : {}),
  }
}

const EVERYTHING = { select: undefined, expand: [] }

function answerMessage(
  mail: MailTurn,
  message: Entity,
  status: 200 | 201,
  query: Pick<MailQuery, 'select' | 'expand'> = EVERYTHING,
  more: Entity = {},
): Answer {
  const preferences: Preferences = preferencesOf(mail.turn)
  const row = rowOf(mail.turn, styleOf(mail, query), query, shownMessage(message, preferences))
  const context = contextMember(mail, 'messages', query, '/$entity')
  return answerJson(mail.turn, status, { ...context, ...row, ...more }, preferences.headers)
}

function fragmentOf({ keys: [folder] }: MailTurn): string {
  return folder === undefined ? 'messages' : `mailFolders('${encodeURIComponent(folder)}')/messages`
}
