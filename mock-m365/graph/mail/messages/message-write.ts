/** Making, changing, moving and removing messages: shared by the operations and the delivery of mail. */

import type { Entity } from '../../../base.ts'
import { hash32 } from '../../../seeded-ids.ts'
import type { Tenant, Write } from '../../../tenant.ts'
import { secondsText } from '../../../times.ts'
import { deletedItemsId, recoverableId } from '../folders/folders.ts'
import type { MailTurn } from '../mailbox.ts'
import { changeKeyOf, outlookId, readOutlookId } from '../outlook-ids.ts'
import { type Attachment, hasVisibleAttachments, sizeOf } from './attachments.ts'
import { itemBodyOf, messageKeyOf, textOf } from './messages.ts'

/** Where a message is made: its mailbox, the write, and the new GUID. */
export interface Making {
  readonly tenant: Tenant
  readonly write: Write
  readonly userId: string
  readonly uuid: () => string
}

/** That of a request. */
export const makingOf = ({ turn, mailbox }: MailTurn): Making => ({
  tenant: turn.tenant,
  write: turn.write,
  userId: mailbox.userId,
  uuid: () => turn.cloud.ids.uuid(),
})

const PREVIEW_LENGTH = 255

/**
 * A message in a folder, with everything that the service adds. @param given properties as the input readers
 * return them
 */
export function makeMessage(
  making: Making,
  parentFolderId: string,
  given: Entity,
  attachments: readonly Attachment[] = [],
): Entity {
  const { write, userId, uuid } = making
  const key = uuid()
  const at = secondsText(write.at)
  const subject = String(given.subject ?? '')
  const message: Entity = {
    key,
    mailbox: userId,
    serial: 0,
    id: outlookId('item', userId, key),
    createdDateTime: at,
    categories: [],
    receivedDateTime: at,
    sentDateTime: at,
    internetMessageId: `<${uuid()}@mock.prod.outlook.com>`,
    importance: 'normal',
    conversationId: conversationOf(userId, subject),
    conversationIndex: conversationIndexOf(write.at, key),
    isDeliveryReceiptRequested: null,
    isReadReceiptRequested: false,
    isRead: false,
    isDraft: false,
    inferenceClassification: 'focused',
    body: { contentType: 'text', content: '' },
    sender: null,
    from: null,
    toRecipients: [],
    ccRecipients: [],
    bccRecipients: [],
    replyTo: [],
    flag: { flagStatus: 'notFlagged' },
    internetMessageHeaders: [],
    ...given,
    subject,
    parentFolderId,
    attachments,
  }
  return store(making, message)
}

/** Commits a message with the values derived from its parts, and returns what was stored. */
export function store(
  { tenant, write, userId }: Pick<Making, 'tenant' | 'write' | 'userId'>,
  message: Entity,
) {
  const body = itemBodyOf(message.body)
  const attachments = Array.isArray(message.attachments) ? message.attachments : []
  const stored: Entity = {
    ...message,
    bodyPreview: textOf(body).trim().slice(0, PREVIEW_LENGTH),
    hasAttachments: hasVisibleAttachments(attachments),
    size: Buffer.byteLength(body.content) + sizeOf(attachments),
    lastModifiedDateTime: secondsText(write.at),
    changeKey: changeKeyOf(userId, tenant.position + 1),
  }
  tenant.commit(write, 'messages', messageKeyOf(userId, stored.key), stored)
  return stored
}

/**
 * Moves it to another folder: the item stays the same, its regular id changes.
 * https://learn.microsoft.com/graph/api/message-move
 */
export function moveMessage(making: Making, message: Entity, parentFolderId: string): Entity {
  const serial = Number(message.serial) + 1
  const id = outlookId('item', making.userId, String(message.key), serial)
  return store(making, { ...message, id, serial, parentFolderId })
}

/** A second item with everything except the ids. */
export function copyMessage(making: Making, message: Entity, parentFolderId: string): Entity {
  const key = making.uuid()
  const id = outlookId('item', making.userId, key)
  const at = secondsText(making.write.at)
  return store(making, { ...message, key, id, serial: 0, parentFolderId, createdDateTime: at })
}

/**
 * Like the Delete key of clients: first to Deleted Items, then hidden but recoverable, then deleted for good.
 * https://learn.microsoft.com/graph/api/message-delete (the first documented, the others inferred from
 * retention)
 */
export function deleteMessage(making: Making, message: Entity): void {
  const { userId } = making
  if (message.parentFolderId === recoverableId(userId)) removeMessage(making, message)
  else {
    const isDeleted = message.parentFolderId === deletedItemsId(userId)
    moveMessage(making, message, isDeleted ? recoverableId(userId) : deletedItemsId(userId))
  }
}

/** Out of every caller's reach. https://learn.microsoft.com/graph/api/message-permanentdelete */
export function removeMessage(
  { tenant, write, userId }: Pick<Making, 'tenant' | 'write' | 'userId'>,
  message: Entity,
  cascade = false,
): void {
  tenant.commit(write, 'messages', messageKeyOf(userId, message.key), undefined, cascade)
}

/** Messages of one subject are one conversation; Exchange also follows References (proposed simplification). */
function conversationOf(userId: string, subject: string): string {
  const topic = subject.replace(/^(?:(?:re|fwd?|aw|wg)\s*:\s*)+/i, '').toLowerCase()
  const words = [0, 1, 2, 3].map((salt) => hash32(`${salt} ${topic}`).toString(16).padStart(8, '0'))
  return outlookId('conversation', userId, words.join(''))
}

/** 22 bytes: the byte 1, five bytes of time, a GUID (MS-OXOMSG). */
function conversationIndexOf(at: number, key: string): string {
  const bytes = Buffer.alloc(22)
  bytes[0] = 1
  bytes.writeUIntBE(Math.floor(at / 1000) % 0xffffffffff, 1, 5)
  bytes.write(key.replaceAll('-', ''), 6, 'hex')
  return bytes.toString('base64')
}

/** The key of a folder's id that is known to be valid. */
export const keyOfId = (id: unknown): string => readOutlookId(String(id))?.key ?? ''
