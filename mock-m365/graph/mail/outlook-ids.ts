/**
 * Ids as Exchange writes them: base64url text with mailbox and item, so that an id shows whether it can
 * exist. Beginnings and padding are observed; the other bytes are proposed.
 */

/** `item` ids change with every move, `immutable` ones and those of folders never (documented). */
export type IdKind = 'item' | 'immutable' | 'folder' | 'attachment' | 'conversation'

export interface OutlookId {
  readonly kind: IdKind
  /** Object id of the user whose mailbox it is. */
  readonly userId: string
  /** GUID of the item or folder inside the mailbox. */
  readonly key: string
  /** For an item, how often it has moved; for an attachment, its number. */
  readonly serial: number
}

/** First four bytes: they make the ids begin with AAMkA, AAkAL, AQMkA and AAQkA. */
const PREFIXES: Readonly<Record<IdKind, number>> = {
  item: 0x00032400,
  immutable: 0x0009002e,
  folder: 0x01032400,
  attachment: 0x00032401,
  conversation: 0x00042400,
}
const BYTES = 44
const TEXT = /^[A-Za-z0-9_-]{59}=$/

export function outlookId(kind: IdKind, userId: string, key: string, serial = 0): string {
  const bytes = Buffer.alloc(BYTES)
  bytes.writeUInt32BE(PREFIXES[kind], 0)
  bytes.write(userId.replaceAll('-', ''), 4, 'hex')
  bytes.write(key.replaceAll('-', ''), 20, 'hex')
  bytes.writeUInt32BE(serial, 36)
  return `${bytes.toString('base64url')}=`
}

/** The parts of an id, or undefined for text that is not an id. */
export function readOutlookId(text: string): OutlookId | undefined {
  if (!TEXT.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  const prefix = bytes.readUInt32BE(0)
  const kind = KINDS.find((one) => PREFIXES[one] === prefix)
  if (!kind) return undefined
  const read: OutlookId = {
    kind,
    userId: guidAt(bytes, 4),
    key: guidAt(bytes, 20),
    serial: bytes.readUInt32BE(36),
  }
  return outlookId(kind, read.userId, read.key, read.serial) === text ? read : undefined
}

const KINDS: readonly IdKind[] = ['item', 'immutable', 'folder', 'attachment', 'conversation']

function guidAt(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + 16)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** The version of an item: it changes with every write (its length and beginning are observed). */
export function changeKeyOf(userId: string, version: number): string {
  const bytes = Buffer.alloc(30)
  bytes.writeUInt32BE(0x09000000, 0)
  bytes.writeUInt32BE(0x16000000, 4)
  bytes.write(userId.replaceAll('-', ''), 8, 'hex')
  bytes.writeUInt32BE(version >>> 0, 26)
  return bytes.toString('base64')
}
