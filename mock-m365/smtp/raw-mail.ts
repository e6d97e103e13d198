/**
 * Parses and writes a message's bytes. Headers are parsed here, so that unchanged ones are sent on as they
 * came. Bodies are parsed by postal-mime, which has no dependencies, limits its input and reads real mail.
 */
import PostalMime, { type Attachment, decodeWords } from 'postal-mime'
import { REPORT_BOUNDARY } from '../exchange/mail-flow/journal/report.ts'
import type { Header, Message } from '../exchange/mail-flow/message.ts'
import { textOf } from '../graph/mail/messages/messages.ts'
import { HEADERS_BYTES_MAX, PARTS_DEEP_MAX } from './limits.ts'
import { REFUSED } from './replies.ts'

/** A received message, without its envelope. */
export interface RawMail {
  /** Top to bottom; values unfolded and decoded. */
  readonly headers: readonly Header[]
  /** Lines as they came, by `name: value` as read. */
  readonly lines: ReadonlyMap<string, string>
  /** The part after the empty line. */
  readonly rest: Buffer
  /** Text of the body, from its HTML where it has no other. */
  readonly text: string
  readonly html: string | undefined
  readonly attachments: readonly Attachment[]
  /** Bytes of the whole. */
  readonly size: number
}

const HEADER_LINE = /^([!-9;-~]+)[ \t]*:(.*)$/s

/** @throws SmtpRefusal 552 for too long headers, 554 for too deeply nested parts */
export async function readMail(raw: Buffer): Promise<RawMail> {
  const { head, rest } = halves(raw)
  const headers: Header[] = []
  const lines = new Map<string, string>()
  for (const line of head.split(/\r?\n(?![ \t])/)) {
    const [, name, value] = HEADER_LINE.exec(line) ?? []
    if (name === undefined || value === undefined) continue
    const header: Header = [name, readable(value)]
    headers.push(header)
    lines.set(keyOf(header), line)
  }
  const { text, html, attachments } = await bodyOf(raw)
  return { headers, lines, rest, text, html, attachments, size: raw.length }
}

export interface Envelope {
  readonly from: string
  readonly to: readonly string[]
}

/** @param size the size for conditions, where it is not the received one */
export function messageOf(mail: RawMail, { from, to }: Envelope, size = mail.size): Message {
  const { headers, text, attachments } = mail
  const files = attachments.map(({ filename, mimeType, content }) => ({
    name: filename ?? '',
    type: mimeType,
    size: bytesOf(content).length,
  }))
  return { from, to, headers, body: text, size, attachments: files }
}

export const bytesOf = (content: Attachment['content']): Buffer =>
  typeof content === 'string'
    ? Buffer.from(content)
    : content instanceof ArrayBuffer
      ? Buffer.from(content)
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength)

/** The message's bytes: unchanged parts as they came, changed ones written again. */
export async function writeMail({ headers, body }: Message, mail: RawMail): Promise<Buffer> {
  if (body === mail.text) return Buffer.concat([headBytes(headers, mail.lines), mail.rest])
  const changed = await rebuilt(changedBody(mail, body), mail.attachments)
  const kept = headers.filter(([name]) => !isOfContent(name))
  return Buffer.concat([headBytes([...kept, ...changed.headers], mail.lines), changed.rest])
}

/** The bytes of a journal report: its own text, and the message as it came. */
export function journalReport({ body, size }: Message, mail: RawMail): RawMail {
  const { headers, lines, rest } = mail
  const parts = [
    Buffer.from(`--${REPORT_BOUNDARY}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${body}\r\n`),
    Buffer.from(`--${REPORT_BOUNDARY}\r\nContent-Type: message/rfc822\r\n\r\n`),
    headBytes(headers, lines),
    rest,
    Buffer.from(`\r\n--${REPORT_BOUNDARY}--\r\n`),
  ]
  return {
    headers: [],
    lines: new Map(),
    rest: Buffer.concat(parts),
    text: body,
    html: undefined,
    attachments: [],
    size,
  }
}

/** Adds a disclaimer's text to the HTML too, before and after. */
export function changedBody(mail: RawMail, body: string): { text: string; html: string | undefined } {
  const at = body.indexOf(mail.text)
  if (mail.html === undefined || at === -1) return { text: body, html: mail.html }
  return { text: body, html: body.slice(0, at) + mail.html + body.slice(at + mail.text.length) }
}

const isOfContent = (name: string): boolean => /^(?:content-|mime-version$)/i.test(name)

async function rebuilt(
  { text, html }: { readonly text: string; readonly html: string | undefined },
  attachments: RawMail['attachments'],
): Promise<Pick<RawMail, 'headers' | 'rest'>> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const files = attachments.map(({ filename, mimeType, content }) => ({
    filename: filename ?? (false as const),
    contentType: mimeType,
    content: bytesOf(content),
  }))
  const composed = new MailComposer({ text, ...(html === undefined ? {} : { html }), attachments: files })
  const { head, rest } = halves(await composed.compile().build())
  const headers = head.split(/\r?\n(?![ \t])/).flatMap((line): Header[] => {
    const [, name, value] = HEADER_LINE.exec(line) ?? []
    return name !== undefined && value !== undefined && isOfContent(name) ? [[name, readable(value)]] : []
  })
  return { headers, rest }
}

/** @throws SmtpRefusal where the headers do not end in time */
function halves(raw: Buffer): { head: string; rest: Buffer } {
  if (raw.length > 0 && /^\r?\n/.test(raw.toString('latin1', 0, 2)))
    return { head: '', rest: raw.subarray(raw.indexOf('\n') + 1) }
  const [crlf, lf] = [raw.indexOf('\r\n\r\n'), raw.indexOf('\n\n')]
  const isLf = lf !== -1 && (crlf === -1 || lf < crlf)
  const end = isLf ? lf : crlf === -1 ? raw.length : crlf
  if (end > HEADERS_BYTES_MAX) throw REFUSED.headersTooLong()
  return { head: raw.toString('latin1', 0, end), rest: raw.subarray(end + (isLf ? 2 : 4)) }
}

/** One line, read as UTF-8 with its encoded words decoded. */
function readable(value: string): string {
  const unfolded = Buffer.from(value.replace(/\r?\n(?=[ \t])/g, ''), 'latin1')
    .toString()
    .trim()
  return unfolded.includes('=?') ? decodeWords(unfolded) : unfolded
}

async function bodyOf(raw: Buffer): Promise<Pick<RawMail, 'text' | 'html' | 'attachments'>> {
  const limits = { maxNestingDepth: PARTS_DEEP_MAX, maxHeadersSize: 4 * HEADERS_BYTES_MAX }
  const mail = await PostalMime.parse(raw, limits).catch(() => undefined)
  if (!mail) throw REFUSED.corrupt()
  const { html, attachments } = mail
  const text = mail.text ?? (html === undefined ? '' : textOf({ contentType: 'html', content: html }))
  return { text, html, attachments }
}

const keyOf = ([name, value]: Header): string => `${name}: ${value}`

function headBytes(headers: readonly Header[], lines: RawMail['lines']): Buffer {
  const head = headers.map((header) => lines.get(keyOf(header)) ?? written(header))
  return Buffer.from([...head, '', ''].join('\r\n'), 'latin1')
}

/** Lines keep their limit, and a text cannot end its line and begin another header. */
function written([name, value]: Header): string {
  const words = value
    .replace(/[\r\n]+/g, ' ')
    .split(' ')
    .map((word) => (/^[\x21-\x7e]{0,800}$/.test(word) ? word : encodedWord(word)))
  let line = `${name}:`
  let length = line.length
  for (const word of words) {
    const isLong = length + word.length > LINE_MAX && length > 0
    line += isLong ? `\r\n ${word}` : ` ${word}`
    length = isLong ? word.length + 1 : length + word.length + 1
  }
  return line
}

const LINE_MAX = 900

/** RFC 2047, in pieces of at most 45 bytes; the space between two pieces does not count. */
function encodedWord(word: string): string {
  const pieces: string[] = []
  let piece = ''
  for (const character of `${word}`) {
    if (Buffer.byteLength(piece + character) > 45) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece].map((one) => `=?utf-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ')
}
