/**
 * Enhanced filtering for connectors: behind servers that are passed over stands the one that brought the message in
 * truth, and sender authentication asks about that one.
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/enhanced-filtering-for-connectors
 */
import { ipAddress, rangeTest } from '../../../ip-ranges.ts'
import type { Skips } from '../connectors.ts'
import type { Connection, Header, Message } from '../message.ts'

/** Passed over without being named (documented). */
const PRIVATE = rangeTest(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8'])

/** Headers tell of more servers than the hop count lets in: reading stops here. */
const HEADERS_READ_MAX = 100

/** The server that brought the message, as far as its Received headers tell, or undefined where all are passed over. */
export function sourceBehind(
  { addresses }: Skips,
  { headers }: Message,
  connection: Connection,
): Connection | undefined {
  if (addresses && addresses(connection.ip) === undefined) return undefined
  let read = 0
  for (const [name, value] of headers) {
    if (name.length !== 8 || name.toLowerCase() !== 'received' || read++ >= HEADERS_READ_MAX) continue
    const server = serverIn(value)
    if (!server || PRIVATE(server.ip) !== undefined || addresses?.(server.ip) !== undefined) continue
    const permittedFor = permissionsOf(server.ip, connection)
    return { ...server, ptr: server.helo, ...(permittedFor ? { permittedFor } : {}) }
  }
  return undefined
}

function permissionsOf(ip: string, { permittedBefore = {} }: Connection): readonly string[] | undefined {
  const address = ipAddress(ip)
  return Object.entries(permittedBefore).find(([one]) => ipAddress(one) === address)?.[1]
}

/** `from mail.example.org (unknown [192.0.2.1]) by …`, with or without brackets (observed in both forms). */
function serverIn(value: string): { readonly ip: string; readonly helo: string } | undefined {
  const [, helo = '', comment = ''] = /^\s*from\s+(\S{1,255})\s+\(([^)]{1,255})\)/i.exec(value) ?? []
  // RFC 5321 writes an IPv6 address as `[IPv6:2001:db8::1]`.
  const parts = comment.split(/[\s[\]]+/).map((part) => part.replace(/^ipv6:/i, ''))
  const ip = parts.findLast((part) => ipAddress(part) !== undefined)
  return ip === undefined ? undefined : { ip, helo }
}

/** All recipients have to be named, each by the very address that the message has (documented). */
export const isFor = ({ users }: Skips, recipients: readonly string[]): boolean =>
  users.length === 0 || recipients.every((one) => users.includes(one.toLowerCase()))

/** The second header where the source counts; the first also where it would for other recipients (documented; form observed). */
export function sourceHeaders({ ip, helo }: Connection, counts: boolean): readonly Header[] {
  const value = `ip=[${ip}];domain=${helo}`
  const listed: Header = ['X-MS-Exchange-SkipListedInternetSender', value]
  return counts ? [listed, ['X-MS-Exchange-ExternalOriginalInternetSender', value]] : [listed]
}
