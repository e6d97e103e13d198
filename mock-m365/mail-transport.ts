/**
 * Carries what Graph has taken for sending through the tenant's mail flow: into mailboxes, out and back, with the rows
 * of the message trace, and a report to the sender where something could not be delivered.
 */
import type { Entity } from './base.ts'
import { compileMail } from './exchange/mail-flow/compile.ts'
import { composeMail } from './exchange/mail-flow/compose.ts'
import { deliverMail } from './exchange/mail-flow/deliver.ts'
import { headerOf, type Message } from './exchange/mail-flow/message.ts'
import { internetHost } from './exchange/mail-flow/outside/hosts.ts'
import type { Outside } from './exchange/mail-flow/outside/outside.ts'
import { recordMail } from './exchange/mail-flow/trace/message-trace.ts'
import { bouncesOf } from './exchange/mail-flow/way-out/bounce.ts'
import { deliver } from './graph/mail/messages/deliver.ts'
import type { Outgoing } from './graph/mail/messages/outbox.ts'
import type { Surroundings } from './surroundings.ts'

const TRANSPORT = { type: 'system', id: 'transport', displayName: 'Microsoft Exchange transport' } as const
const FOLDERS = { inbox: 'inbox', junk: 'junkemail' } as const

/** @returns how many copies came to a mailbox of the tenant */
export function carryMail(
  cloud: Pick<Surroundings, 'clock' | 'ids'>,
  { tenant, sender, message, at, requestId }: Outgoing,
  outside: Outside = [internetHost()],
): number {
  const state = compileMail(tenant)
  const trace = deliverMail(state, { ...arrivalOf(state, sender, message), at }, outside)
  recordMail(tenant, { at, actor: TRANSPORT, call: 'sendMail', requestId }, trace)
  let count = 0
  for (const { recipient, fate, message: arrived } of trace.fates) {
    if (fate !== 'inbox' && fate !== 'junk') continue
    const kept = deliver(cloud, tenant, recipient, {
      from: authorOf(message, sender),
      subject: (arrived && headerOf(arrived, 'subject')) ?? String(message.subject ?? ''),
      body: bodyOf(message, arrived),
      headers: (arrived?.headers ?? []).map(([name, value]) => ({ name, value })),
      folder: FOLDERS[fate],
      attachments: filesOf(message),
      ...(arrived ? idOf(arrived) : {}),
    })
    if (kept) count += 1
  }
  for (const { subject, text } of bouncesOf(state, trace))
    deliver(cloud, tenant, sender, {
      from: { name: 'Microsoft Outlook', address: `postmaster@${sender.slice(sender.indexOf('@') + 1)}` },
      subject,
      body: text,
    })
  return count
}

function arrivalOf(state: ReturnType<typeof compileMail>, from: string, message: Entity) {
  const [to, cc, bcc] = ['toRecipients', 'ccRecipients', 'bccRecipients'].map((name) =>
    addressesIn(message[name]),
  )
  const lines = [
    ...headersOf(message),
    ...(cc?.length ? [`Cc: ${cc.join(', ')}`] : []),
    `To: ${to?.join(', ')}`,
  ]
  return composeMail(state, {
    from,
    to: [...(to ?? []), ...(cc ?? []), ...(bcc ?? [])],
    subject: String(message.subject ?? ''),
    headers: lines,
    body: contentOf(message),
  })
}

const record = (value: unknown): Entity =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
const list = (value: unknown): readonly Entity[] => (Array.isArray(value) ? value.map(record) : [])
const addressesIn = (value: unknown): string[] =>
  list(value).map(({ emailAddress }) => String(record(emailAddress).address))
const headersOf = ({ internetMessageHeaders }: Entity): string[] =>
  list(internetMessageHeaders).map(({ name, value }) => `${name}: ${value}`)
const contentOf = ({ body }: Entity): string => String(record(body).content ?? '')

const authorOf = ({ from }: Entity, sender: string) => {
  const { name = sender, address = sender } = record(record(from).emailAddress)
  return { name: String(name), address: String(address) }
}

/** What rules have changed is text; what they left alone stays as it was written. */
function bodyOf(message: Entity, arrived: Message | undefined) {
  const content = contentOf(message)
  const isHtml = record(message.body).contentType === 'html'
  return { contentType: isHtml ? ('html' as const) : ('text' as const), content: arrived?.body ?? content }
}

const filesOf = ({ attachments }: Entity) =>
  list(attachments).map(({ name, contentType, contentBytes }) => ({
    name: String(name),
    contentType: String(contentType ?? 'application/octet-stream'),
    contentBytes: String(contentBytes ?? ''),
  }))

const idOf = (arrived: Message) => {
  const internetMessageId = headerOf(arrived, 'message-id')
  return internetMessageId === undefined ? {} : { internetMessageId }
}
