/**
 * Sending mail: it is taken at once and answered with 202, and what becomes of it is learned later, if at all.
 * https://learn.microsoft.com/graph/api/user-sendmail and https://learn.microsoft.com/graph/api/message-send
 */
import type { Entity } from '../../../base.ts'
import type { Answer } from '../../../wire.ts'
import { jsonOf } from '../../wire/body.ts'
import { notEmulated } from '../../wire/errors.ts'
import { answerNothing } from '../answers.ts'
import {
  bodyTypeInvalid,
  recipientsMissing,
  sendAsDenied,
  sentAlready,
  tooManyWaiting,
  valueMissing,
} from '../errors.ts'
import { folderIdOf } from '../folders/folders.ts'
import { wellKnownKey } from '../folders/well-known-folders.ts'
import { flagged, member } from '../input.ts'
import type { MailTurn } from '../mailbox.ts'
import type { Attachment } from './attachments.ts'
import { composed, messageByPath } from './message-operations.ts'
import { makeMessage, makingOf, moveMessage, removeMessage } from './message-write.ts'

export function sendMail(mail: MailTurn): Answer {
  // A whole message as base64 is the other form of the body (documented).
  if (/^text\/plain/i.test(mail.turn.arrival.headers['content-type'] ?? '')) throw notEmulated()
  const json = new Map(
    Object.entries(jsonOf(mail.turn.arrival)).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const given = json.get('message')
  const saved = json.get('savetosentitems')
  if (given === undefined) throw valueMissing('Message')
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw bodyTypeInvalid('Message', 'microsoft.graph.message')
  const isSaved = saved === undefined || flagged(saved, 'SaveToSentItems') === true
  const { mentions: _, files, ...message } = composed(mail, Object.fromEntries(Object.entries(given)))
  submit(mail, message, files)
  if (isSaved) makeMessage(makingOf(mail), sentItemsOf(mail), { ...message, isDraft: false }, files)
  return accepted(mail)
}

/** A draft is sent, and moves to the sent items (documented). */
export function sendDraft(mail: MailTurn): Answer {
  const draft = messageByPath(mail)
  if (draft.isDraft !== true) throw sentAlready()
  const files = Array.isArray(draft.attachments) ? draft.attachments : []
  submit(mail, draft, files)
  const making = makingOf(mail)
  removeMessage(making, draft)
  moveMessage(making, { ...draft, isDraft: false }, sentItemsOf(mail))
  return accepted(mail)
}

/** @throws GraphError 400 where it is for nobody, 403 where it is from somebody else */
function submit({ turn, mailbox }: MailTurn, message: Entity, attachments: readonly Attachment[]): void {
  const { cloud, tenant, write, requestId } = turn
  const { user } = mailbox
  const own = [user.mail, user.userPrincipalName].map((name) => String(name ?? '').toLowerCase())
  const addressed = ['toRecipients', 'ccRecipients', 'bccRecipients'].flatMap((name) => listOf(message[name]))
  if (addressed.length === 0) throw recipientsMissing()
  // Mailboxes that others may send for are not emulated.
  for (const author of [message.from, message.sender])
    if (author !== null && !own.includes(addressOf(author).toLowerCase())) throw sendAsDenied()
  const sender = String(user.mail ?? user.userPrincipalName)
  const outgoing = { tenant, sender, message: { ...message, attachments }, at: write.at, requestId }
  if (!cloud.outbox.take(outgoing)) throw tooManyWaiting()
}

const sentItemsOf = ({ mailbox }: MailTurn): string => folderIdOf(mailbox.userId, wellKnownKey('sentitems'))

const accepted = ({ turn }: MailTurn): Answer => ({ ...answerNothing(turn), status: 202 })

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const addressOf = (recipient: unknown): string =>
  String(member(member(recipient, 'emailAddress'), 'address') ?? '')
