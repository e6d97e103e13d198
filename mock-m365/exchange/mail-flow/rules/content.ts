/** Conditions on a message's type and size. */
import type { Message } from '../message.ts'

/** `4194304`, `4MB` or `4 MB (4,194,304 bytes)`, as the cmdlets store them. @returns bytes */
export function bytesOf(text: string): number {
  const exact = /\(([\d,.]+) bytes\)/i.exec(text)?.[1]
  if (exact !== undefined) return Number(exact.replaceAll(/[,.]/g, ''))
  const [, figure = '0', unit = ''] = /^\s*([\d.]+)\s*([kmg]?b)?/i.exec(text) ?? []
  return Math.floor(Number(figure) * (UNITS[unit.toLowerCase()] ?? 1))
}

const UNITS: Readonly<Record<string, number>> = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }

export type MessageType =
  | 'OOF'
  | 'AutoReply'
  | 'AutoForward'
  | 'Encrypted'
  | 'Signed'
  | 'Calendaring'
  | 'ReadReceipt'
  | 'PermissionControlled'
  | 'Voicemail'
  | 'ApprovalRequest'

type Sign = readonly [header: string, sign: RegExp]

/**
 * A message type and the headers that show it. Inferred from what clients and servers write, except RFC
 * 3834's automatic replies and RFC 8551's media types. `AutoReply` is not a type of rules: remote domains use
 * it.
 */
const TYPE_SIGNS: readonly (readonly [type: MessageType, ...signs: readonly Sign[]])[] = [
  ['OOF', ['auto-submitted', /auto-replied/]],
  [
    'OOF',
    ['auto-submitted', /auto-generated/],
    ['x-auto-response-suppress', /\boof\b|\ball\b/],
    ['x-ms-exchange-inbox-rules-loop', /./],
  ],
  ['AutoReply', ['auto-submitted', /auto-replied/]],
  ['AutoForward', ['x-ms-exchange-organization-autoforwarded', /true/]],
  ['AutoForward', ['auto-submitted', /auto-forwarded/]],
  [
    'Encrypted',
    ['content-type', /application\/(?:x-)?pkcs7-mime(?!.*(?:signed-data|certs-only))|multipart\/encrypted/],
  ],
  ['Signed', ['content-type', /multipart\/signed|smime-type="?signed-data/]],
  ['Calendaring', ['content-type', /text\/calendar/]],
  ['Calendaring', ['content-class', /calendarmessage/]],
  ['ReadReceipt', ['content-type', /report-type="?disposition-notification/]],
  ['PermissionControlled', ['content-class', /rpmsg\.message/]],
  ['PermissionControlled', ['content-type', /application\/x-microsoft-rpmsg-message/]],
  ['Voicemail', ['content-class', /voice/]],
  ['ApprovalRequest', ['x-ms-exchange-organization-approval-initiator', /./]],
]

/** Types of a message that follow from one of its parts. */
const TYPE_PARTS: readonly (readonly [type: MessageType, part: RegExp])[] = [
  ['Calendaring', /^text\/calendar/],
  ['PermissionControlled', /^application\/x-microsoft-rpmsg-message/],
  ['Signed', /^application\/(?:x-)?pkcs7-signature/],
]

/** Whether a message is of a type, by its headers or parts. */
export function isOfType({ headers, attachments }: Message, wanted: string): boolean {
  const shows = ([header, sign]: Sign): boolean =>
    headers.some(([name, value]) => name.toLowerCase() === header && sign.test(value.toLowerCase()))
  return (
    TYPE_SIGNS.some(([type, ...signs]) => type === wanted && signs.every(shows)) ||
    TYPE_PARTS.some(
      ([type, part]) => type === wanted && attachments.some((file) => part.test(file.type.toLowerCase())),
    )
  )
}
