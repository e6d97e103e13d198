/** Files on messages, kept with the message. https://learn.microsoft.com/graph/api/resources/fileattachment */
import type { Entity } from '../../../base.ts'
import type { Property } from '../../schema.ts'
import { schemaOf } from '../../schema.ts'
import { notEmulated } from '../../wire/errors.ts'
import { bodyTypeInvalid, idMalformed, itemNotFound, valueMissing } from '../errors.ts'
import { flagged, type Readers, readInput, text } from '../input.ts'
import { outlookId, readOutlookId } from '../outlook-ids.ts'

export interface Attachment {
  /** Number of the attachment in its message, from 1; a number is never used again. */
  readonly number: number
  readonly lastModifiedDateTime: string
  readonly name: string
  readonly contentType: string | null
  readonly size: number
  readonly isInline: boolean
  readonly contentId: string | null
  /** Base64. */
  readonly contentBytes: string
}

const PROPERTIES: Readonly<Record<string, Property>> = {
  id: { type: 'String', readOnly: true },
  lastModifiedDateTime: { type: 'DateTimeOffset', readOnly: true },
  name: { type: 'String' },
  contentType: { type: 'String' },
  size: { type: 'Int32', readOnly: true },
  isInline: { type: 'Boolean' },
  isContactPhoto: { type: 'Boolean', only: 'beta', absent: false },
  contentId: { type: 'String' },
  contentLocation: { type: 'String' },
  contentBytes: { type: 'String' },
}
export const ATTACHMENT_SCHEMA = schemaOf('attachment', PROPERTIES)
export const FILE_ANNOTATION = '#microsoft.graph.fileAttachment'

/** Larger files take an upload session, which is not emulated. https://learn.microsoft.com/graph/api/message-post-attachments */
const BYTES_MAX = 3 * 1024 * 1024

const base64 = (value: unknown, name: string): unknown => {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value))
    throw bodyTypeInvalid(name, 'Edm.Binary')
  if (value.length > (BYTES_MAX * 4) / 3) throw bodyTypeInvalid(name, 'Edm.Binary')
  return value
}
const READERS: Readers = {
  name: text,
  contentType: text,
  isInline: flagged,
  contentId: text,
  contentLocation: text,
  contentBytes: base64,
}

/** @throws GraphError 400 for a body that is not a file, 501 for an item or a link */
export function readAttachment(
  json: Readonly<Record<string, unknown>>,
  number: number,
  at: string,
): Attachment {
  const type = json['@odata.type']
  if (typeof type === 'string' && !/^#?microsoft\.graph\.fileAttachment$/i.test(type)) throw notEmulated()
  const { name, contentType, isInline, contentId, contentBytes } = readInput(ATTACHMENT_SCHEMA, READERS, json)
  if (typeof name !== 'string' || name === '') throw valueMissing('name')
  if (typeof contentBytes !== 'string') throw valueMissing('contentBytes')
  return {
    number,
    lastModifiedDateTime: at,
    name,
    contentType: typeof contentType === 'string' ? contentType : typeOfFile(name),
    size: Buffer.byteLength(contentBytes, 'base64'),
    isInline: isInline === true,
    contentId: typeof contentId === 'string' ? contentId : null,
    contentBytes,
  }
}

/** Without a type from the caller, Exchange derives it from the name's ending (inferred). */
const typeOfFile = (name: string): string =>
  FILE_TYPES[/\.(\w{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream'

const FILE_TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  eml: 'message/rfc822',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  txt: 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xml: 'text/xml',
  zip: 'application/x-zip-compressed',
}

export const attachmentsOf = (message: Entity): readonly Attachment[] =>
  Array.isArray(message.attachments) ? message.attachments : []

export const sizeOf = (attachments: readonly Attachment[]): number =>
  attachments.reduce((sum, { size }) => sum + size, 0)

/** Pictures inside a body do not count (documented). */
export const hasVisibleAttachments = (attachments: readonly Attachment[]): boolean =>
  attachments.some(({ isInline }) => !isInline)

export function shownAttachment(message: Entity, attachment: Attachment): Entity {
  const { number, ...shown } = attachment
  const id = outlookId('attachment', String(message.mailbox), String(message.key), number)
  return { id, ...shown, contentLocation: null }
}

/** @throws GraphError 400 ErrorInvalidIdMalformed, 404 ErrorItemNotFound */
export function getAttachment(message: Entity, named: string): Attachment {
  const id = readOutlookId(named)
  if (id?.kind !== 'attachment') throw idMalformed()
  const found = attachmentsOf(message).find(({ number }) => number === id.serial)
  if (!found || id.key !== message.key) throw itemNotFound()
  return found
}
