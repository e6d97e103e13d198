/** Ends of a message within the tenant: in a mailbox that Graph shows, or as a report to its sender. */
import type { Attachment } from 'postal-mime'
import { addressesIn, headerOf, type Message } from '../exchange/mail-flow/message.ts'
import type { MailState } from '../exchange/mail-flow/state.ts'
import { deliver, type IncomingMail } from '../graph/mail/messages/deliver.ts'
import type { Microsoft365 } from '../services.ts'
import type { Tenant } from '../tenant.ts'
import { bytesOf, changedBody, type RawMail } from './raw-mail.ts'

/** Larger attachments are not emulated in Graph's mail: they are not stored. */
const FILE_BYTES_MAX = 3 * 1024 * 1024

export interface Delivery {
  readonly cloud: Microsoft365
  readonly tenant: Tenant
  readonly state: MailState
  readonly recipient: string
  readonly folder: 'inbox' | 'junkemail'
}

/** Recipients without a mailbox in the directory, such as groups, store nothing (proposed). */
export function store(
  { cloud, tenant, state, recipient, folder }: Delivery,
  message: Message,
  mail: RawMail,
): void {
  const { text, html } = changedBody(mail, message.body)
  const primary = state.recipient(recipient.toLowerCase())?.primaryAddress ?? recipient
  const from = headerOf(message, 'from') ?? message.from
  const [address = message.from] = addressesIn(from)
  const name = /^\s*"?([^"<]*?)"?\s*</.exec(from)?.[1] || address
  const incoming: IncomingMail = {
    from: { name, address },
    subject: headerOf(message, 'subject') ?? '',
    body: html === undefined ? text : { contentType: 'html', content: html },
    headers: message.headers.map(([header, value]) => ({ name: header, value })),
    folder,
    attachments: mail.attachments.flatMap(file),
  }
  const internetMessageId = headerOf(message, 'message-id')
  deliver(cloud, tenant, primary, {
    ...incoming,
    ...(internetMessageId === undefined ? {} : { internetMessageId }),
  })
}

function file({ filename, mimeType, content }: Attachment, i: number) {
  const bytes = bytesOf(content)
  if (bytes.length > FILE_BYTES_MAX) return []
  return [
    {
      name: filename || `attachment-${i + 1}`,
      contentType: mimeType,
      contentBytes: bytes.toString('base64'),
    },
  ]
}

export interface Report {
  readonly message: Message
  readonly recipients: readonly string[]
  readonly status: string
}

/** A non-delivery report, as bytes. Its text and form are proposed; Exchange's are longer. */
export function reportOf({ message, recipients, status }: Report, edge: string, at: number): Buffer {
  const subject = (headerOf(message, 'subject') ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
  const lines = [
    `From: Microsoft Outlook <postmaster@${edge}>`,
    `To: <${message.from}>`,
    `Subject: Undeliverable: ${subject}`,
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
    `In-Reply-To: ${(headerOf(message, 'message-id') ?? '').replace(/[^\x20-\x7e]/g, '')}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset="utf-8"',
    '',
    `Your message to ${recipients.join(', ')} couldn't be delivered.`,
    '',
    `${edge} returned: ${status}`,
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}
