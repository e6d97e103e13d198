/** What rules ask of a message's kind, its size and its files. */
import type { Letter } from '../letter.ts'

/** `4194304`, `4MB` or `4 MB (4,194,304 bytes)`, as the cmdlets keep them. @returns bytes */
export function bytesOf(text: string): number {
  const exact = /\(([\d,.]+) bytes\)/i.exec(text)?.[1]
  if (exact !== undefined) return Number(exact.replaceAll(/[,.]/g, ''))
  const [, figure = '0', unit = ''] = /^\s*([\d.]+)\s*([kmg]?b)?/i.exec(text) ?? []
  return Math.floor(Number(figure) * (UNITS[unit.toLowerCase()] ?? 1))
}

const UNITS: Readonly<Record<string, number>> = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }

export const extensionOf = (name: string): string =>
  name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : ''

/** By extension: the service looks into the file, and the mock has none (inferred). */
export const EXECUTABLE: ReadonlySet<string> = new Set(
  'bat cmd com cpl dll exe hta jar js jse lnk msi msp ocx pif ps1 scr sys vbe vbs wsf'.split(' '),
)

/** Type by what headers say (inferred from what clients and servers write). */
const TYPE_SIGNS: readonly (readonly [type: string, header: string, sign: RegExp])[] = [
  ['OOF', 'auto-submitted', /auto-replied/],
  ['OOF', 'x-auto-response-suppress', /\boof\b.*\bautoreply\b|\ball\b/],
  ['AutoForward', 'x-ms-exchange-organization-autoforwarded', /true/],
  ['Encrypted', 'content-type', /application\/(?:x-)?pkcs7-mime(?!.*signed-data)|multipart\/encrypted/],
  ['Signed', 'content-type', /multipart\/signed|smime-type="?signed-data/],
  ['Calendaring', 'content-type', /text\/calendar/],
  ['Calendaring', 'content-class', /calendarmessage/],
  ['ReadReceipt', 'content-type', /report-type="?disposition-notification/],
  ['PermissionControlled', 'content-class', /rpmsg\.message/],
  ['Voicemail', 'content-class', /voice/],
  ['ApprovalRequest', 'x-ms-exchange-organization-approval-initiator', /./],
]

export const messageTypesOf = (letter: Letter): readonly string[] =>
  TYPE_SIGNS.filter(([, header, sign]) => letter.headers(header).some((value) => sign.test(value))).map(
    ([type]) => type,
  )
