/**
 * Files of a message, as far as quarantine needs them.
 * https://learn.microsoft.com/graph/api/message-list-attachments
 */

import type { Entity } from '../../../base.ts'
import { secondsText } from '../../../times.ts'
import type { Answer } from '../../../wire.ts'
import { schemaIn } from '../../schema.ts'
import { jsonOf } from '../../wire/body.ts'
import {
  answerJson,
  answerNothing,
  answerRaw,
  contextMember,
  pageOf,
  type RowStyle,
  rowOf,
} from '../answers.ts'
import type { MailTurn } from '../mailbox.ts'
import { mailQueryOf, selected } from '../query.ts'
import {
  ATTACHMENT_SCHEMA,
  attachmentsOf,
  FILE_ANNOTATION,
  getAttachment,
  readAttachment,
  shownAttachment,
} from './attachments.ts'
import { makingOf, store } from './message-write.ts'
import { getMessage } from './messages.ts'

const STYLE: RowStyle = {
  schema: ATTACHMENT_SCHEMA,
  annotations: ({ contentType }) => ({
    '@odata.type': FILE_ANNOTATION,
    '@odata.mediaContentType': contentType,
  }),
}

export function listAttachments(mail: MailTurn): Answer {
  const { turn } = mail
  const message = messageOf(mail, mail.keys.at(-1))
  const query = mailQueryOf(schemaIn(turn, ATTACHMENT_SCHEMA), turn.arrival.query)
  const rows = attachmentsOf(message).map((one) => shownAttachment(message, one))
  const { page, members } = pageOf(turn, selected(rows, query), query)
  const value = page.map((one) => rowOf(turn, STYLE, query, one))
  return answerJson(turn, 200, { ...contextMember(mail, fragmentOf(message), query), ...members, value })
}

export function getOneAttachment(mail: MailTurn): Answer {
  const message = messageOf(mail, mail.keys.at(-2))
  const query = mailQueryOf(schemaIn(mail.turn, ATTACHMENT_SCHEMA), mail.turn.arrival.query)
  const shown = shownAttachment(message, getAttachment(message, mail.keys.at(-1) ?? ''))
  const context = contextMember(mail, fragmentOf(message), query, '/$entity')
  return answerJson(mail.turn, 200, { ...context, ...rowOf(mail.turn, STYLE, query, shown) })
}

/** The file itself. https://learn.microsoft.com/graph/api/attachment-get */
export function getAttachmentBytes(mail: MailTurn): Answer {
  const message = messageOf(mail, mail.keys.at(-2))
  const { contentType, contentBytes } = getAttachment(message, mail.keys.at(-1) ?? '')
  const bytes = new Uint8Array(Buffer.from(contentBytes, 'base64'))
  return answerRaw(mail.turn, contentType ?? 'application/octet-stream', bytes)
}

/** https://learn.microsoft.com/graph/api/message-post-attachments */
export function addAttachment(mail: MailTurn): Answer {
  const { turn } = mail
  const message = messageOf(mail, mail.keys.at(-1))
  const attachments = attachmentsOf(message)
  const number = Math.max(0, ...attachments.map((one) => one.number)) + 1
  const added = readAttachment(jsonOf(turn.arrival), number, secondsText(turn.arrival.at))
  const stored = store(makingOf(mail), { ...message, attachments: [...attachments, added] })
  const context = contextMember(mail, fragmentOf(stored), { select: undefined }, '/$entity')
  const row = rowOf(turn, STYLE, { select: undefined }, shownAttachment(stored, added))
  return answerJson(turn, 201, { ...context, ...row })
}

/** https://learn.microsoft.com/graph/api/attachment-delete */
export function removeAttachment(mail: MailTurn): Answer {
  const message = messageOf(mail, mail.keys.at(-2))
  const { number } = getAttachment(message, mail.keys.at(-1) ?? '')
  const attachments = attachmentsOf(message).filter((one) => one.number !== number)
  store(makingOf(mail), { ...message, attachments })
  return answerNothing(mail.turn)
}

const messageOf = ({ turn, mailbox }: MailTurn, named: string | undefined): Entity =>
  getMessage(turn.tenant, mailbox.userId, named ?? '')

const fragmentOf = ({ id }: Entity): string => `messages('${encodeURIComponent(String(id))}')/attachments`
