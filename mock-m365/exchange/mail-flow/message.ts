/**
 * A message, its arrival, and functions that read its headers. Plain values: nothing here depends on a
 * tenant.
 */

export type Header = readonly [name: string, value: string]

export interface AttachedFile {
  readonly name: string
  /** Media type. */
  readonly type: string
  /** Bytes. */
  readonly size: number
  /** Text in the file; absent where it has none. */
  readonly text?: string
  /** Properties of an Office document, by name. */
  readonly properties?: Readonly<Record<string, string>>
  /** Result of an inspection that does not succeed (proposed: the mock does not inspect files). */
  readonly inspection?: 'password protected' | 'incomplete'
}

export interface Message {
  /** Envelope sender (MAIL FROM); empty for bounces and automatic replies. */
  readonly from: string
  /** Envelope recipients (RCPT TO). */
  readonly to: readonly string[]
  /** Top to bottom, names as written. */
  readonly headers: readonly Header[]
  /** Text of the body. */
  readonly body: string
  /** Bytes of the whole. */
  readonly size: number
  readonly attachments: readonly AttachedFile[]
  /** Domains whose DKIM signature verifies, as far as the message is unchanged. */
  readonly signedBy?: readonly string[]
}

export interface Certificate {
  /** Subject and alternative names; empty where the peer showed none. */
  readonly names: readonly string[]
  /** Valid, and issued by a publicly trusted authority. */
  readonly trusted: boolean
}

export interface Connection {
  /** Address of the client. */
  readonly ip: string
  readonly helo: string
  /** Name that reverse DNS gives the address. */
  readonly ptr?: string
  /** The session's TLS and the client's certificate; absent for plain text. */
  readonly tls?: Certificate
  /** Address of the tenant's mailbox that submits; absent for SMTP from other servers. */
  readonly submittedBy?: string
  /** Domains whose SPF record permits the address to send. */
  readonly permittedFor?: readonly string[]
  /** SPF result for servers that the record does not permit; `fail` (`-all`) where absent. */
  readonly spfElse?: 'fail' | 'softfail' | 'neutral' | 'none'
  /** DMARC policies, by the domain that publishes them, in lower case. */
  readonly dmarc?: Readonly<Record<string, 'none' | 'quarantine' | 'reject'>>
  /** `permittedFor` of other addresses, by address: those of earlier servers in the message's headers. */
  readonly permittedBefore?: Readonly<Record<string, readonly string[]>>
}

export interface Arrival {
  readonly message: Message
  readonly connection: Connection
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** @param name in lower case @returns the topmost header's value */
export function headerOf({ headers }: Pick<Message, 'headers'>, name: string): string | undefined {
  for (const [one, value] of headers)
    if (one.length === name.length && one.toLowerCase() === name) return value
  return undefined
}

/** Longer headers are read up to this length. */
const HEADER_READ_MAX = 65_536

/** Addresses in a From, To or Cc header, in lower case. Display names and comments are ignored. */
export function addressesIn(header: string | undefined): readonly string[] {
  if (!header) return []
  if (!header.includes(',') && !header.includes('"') && header.length < HEADER_READ_MAX) {
    const address = addressOf(header)
    return address.includes('@') ? [address] : []
  }
  const found: string[] = []
  for (const part of header
    .slice(0, HEADER_READ_MAX)
    .replace(/"[^"]*"/g, '')
    .split(',')) {
    const address = addressOf(part)
    if (address.includes('@')) found.push(address)
  }
  return found
}

function addressOf(part: string): string {
  const open = part.lastIndexOf('<')
  const close = part.indexOf('>', open)
  return (open === -1 || close === -1 ? part : part.slice(open + 1, close)).trim().toLowerCase()
}

/** The part after the last @, in lower case; empty without an @. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1 || address.length).toLowerCase()
}
