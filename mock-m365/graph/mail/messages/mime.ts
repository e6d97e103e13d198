/** A stored message as the text that mail servers hand on (RFC 5322, RFC 2045). */
import type { Entity } from '../../../base.ts'
import { isHeaderName, member } from '../input.ts'
import { attachmentsOf } from './attachments.ts'
import { itemBodyOf } from './messages.ts'

/** Lines end with CRLF. Bodies are base64, so that lines stay short and plain with any characters. */
export function mimeOf(message: Entity): string {
  const body = itemBodyOf(message.body)
  const text = [
    `Content-Type: ${body.contentType === 'html' ? 'text/html' : 'text/plain'}; charset="utf-8"`,
    'Content-Transfer-Encoding: base64',
    '',
    ...linesOf(Buffer.from(body.content).toString('base64')),
  ]
  const files = attachmentsOf(message)
  const head = headersOf(message)
  if (files.length === 0) return [...head, ...text, ''].join('\r\n')
  const boundary = `_${message.key}_`
  const parts = files.flatMap(({ name, contentType, isInline, contentId, contentBytes }) => [
    `--${boundary}`,
    `Content-Type: ${plain(contentType ?? 'application/octet-stream')}; name="${quoted(name)}"`,
    `Content-Disposition: ${isInline ? 'inline' : 'attachment'}; filename="${quoted(name)}"`,
    ...(contentId ? [`Content-ID: <${plain(contentId)}>`] : []),
    'Content-Transfer-Encoding: base64',
    '',
    ...linesOf(contentBytes),
  ])
  const mixed = [`Content-Type: multipart/mixed; boundary="${boundary}"`, '', `--${boundary}`, ...text]
  return [...head, ...mixed, ...parts, `--${boundary}--`, ''].join('\r\n')
}

function headersOf(message: Entity): string[] {
  const received = Array.isArray(message.internetMessageHeaders) ? message.internetMessageHeaders : []
  const kept = received.flatMap((one: unknown) => {
    const [name, value] = [member(one, 'name'), member(one, 'value')]
    return isHeaderName(name) && !OWN.has(name.toLowerCase()) ? [`${name}: ${plain(String(value))}`] : []
  })
  const lists = [
    ['To', message.toRecipients],
    ['Cc', message.ccRecipients],
    ['Reply-To', message.replyTo],
  ] as const
  return [
    ...kept,
    `From: ${addressText(message.from)}`,
    ...lists.flatMap(([name, list]) =>
      Array.isArray(list) && list.length > 0 ? [`${name}: ${list.map(addressText).join(', ')}`] : [],
    ),
    `Subject: ${encoded(String(message.subject))}`,
    `Date: ${new Date(String(message.sentDateTime)).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${plain(String(message.internetMessageId))}`,
    'MIME-Version: 1.0',
  ]
}

/**
 * These headers are written from the message's properties, so incoming headers of these names are left out.
 */
const OWN = new Set([
  'from',
  'to',
  'cc',
  'bcc',
  'reply-to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
])

function addressText(recipient: unknown): string {
  const email = member(recipient, 'emailAddress')
  const [name, address] = [String(member(email, 'name') ?? ''), String(member(email, 'address') ?? '')]
  return name === '' || name === address ? `<${plain(address)}>` : `${encoded(name)} <${plain(address)}>`
}

/** RFC 2047, in words of at most 45 bytes each so that no line grows past its limit. */
function encoded(text: string): string {
  if (/^[\x20-\x7e]{0,200}$/.test(text)) return text
  const words: string[] = []
  let word = ''
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word)
      word = ''
    }
    word += character
  }
  return [...words, word].map((one) => `=?utf-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ')
}

/** A caller's text may not end a line and begin another header. */
const plain = (text: string): string => text.replace(/[^\x20-\x7e]/g, ' ')
const quoted = (text: string): string => plain(text).replace(/["\\]/g, '_')
const linesOf = (text: string): string[] => text.match(/.{1,76}/g) ?? []
