/**
 * Enhanced filtering for connectors: it skips known servers to find the original source, and sender
 * authentication uses that source.
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/enhanced-filtering-for-connectors
 */
import { ipAddress, rangeTest } from '../../../ip-ranges.ts'
import type { Skips } from '../connectors.ts'
import type { Connection, Header, Message } from '../message.ts'

/** Skipped without being listed (documented). */
const PRIVATE = rangeTest(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8'])

/** Headers may list more servers than the hop count allows: reading stops here. */
const HEADERS_READ_MAX = 100

/** The original source according to the Received headers; undefined where all servers are skipped. */
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
  // RFC 5321 writes an IPv6 address like this: `[IPv6:2001:db8::1]`.
  const parts = comment.split(/[\s[\]]+/).map((part) => part.replace(/^ipv6:/i, ''))
  const ip = parts.findLast((part) => ipAddress(part) !== undefined)
  return ip === undefined ? undefined : { ip, helo }
}

/** All recipients must be listed, each with the same address as in the message (documented). */
export const isFor = ({ users }: Skips, recipients: readonly string[]): boolean =>
  users.length === 0 || recipients.every((one) => users.includes(one.toLowerCase()))

/**
 * The second header is set where the source counts; the first also where it would count for other recipients
 * (documented; form observed).
 */
export function sourceHeaders({ ip, helo }: Connection, counts: boolean): readonly Header[] {
  const value = `ip=[${ip}];domain=${helo}`
  const listed: Header = ['X-MS-Exchange-SkipListedInternetSender', value]
  return counts ? [listed, ['X-MS-Exchange-ExternalOriginalInternetSender', value]] : [listed]
}
