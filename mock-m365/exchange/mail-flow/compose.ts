/** A message from a short description, as people and control surfaces give it, with usual defaults. */
import { ipAddress } from '../../ip-ranges.ts'
import type { Arrival, Connection, Header, Message } from './message.ts'
import { domainOf } from './message.ts'
import type { MailState } from './state.ts'

export interface Composed {
  /** Envelope sender; empty for a bounce. */
  readonly from: string
  readonly to: readonly string[]
  readonly subject?: string
  /** `Name: value`, each. */
  readonly headers?: readonly string[]
  readonly body?: string
  /**
   * Address of the server that sends it. Where absent, a mailbox of the tenant submits it, or an unknown
   * server sends it.
   */
  readonly ip?: string
  /** Name in the greeting and in reverse DNS. */
  readonly helo?: string
  /** Names in the server's certificate, which counts as trusted; absent for plain text. */
  readonly certificate?: readonly string[]
  /** Whether SPF permits the server to send for the sender's domain; true where absent. */
  readonly spf?: boolean
  /** Policy of the DMARC record of the sender's domain; no record where absent. */
  readonly dmarc?: 'none' | 'quarantine' | 'reject'
}

/** From the range reserved for documentation (RFC 5737). */
const STRANGER_IP = '203.0.113.25'
const RECIPIENTS_MAX = 1000
const ADDRESS = /^[^\s@<>"]{1,64}@[^\s@<>"]{1,255}$/
const HEADER = /^([!-9;-~]{1,64}):[ \t]*(.*)$/s

/** @throws RangeError naming the place of an invalid address or header */
export function composeMail(state: MailState, mail: Composed): Omit<Arrival, 'at'> {
  const { from, to } = mail
  if (from !== '') checkAddress(from, 'from')
  if (to.length === 0 || to.length > RECIPIENTS_MAX)
    throw new RangeError(`to: expected 1 to ${RECIPIENTS_MAX} addresses, found ${to.length}`)
  for (const [i, one] of to.entries()) checkAddress(one, `to[${i}]`)
  if (mail.ip !== undefined && ipAddress(mail.ip) === undefined)
    throw new RangeError(
      `ip: ${JSON.stringify(mail.ip.slice(0, 64))} is not an address; expected one such as ${STRANGER_IP}`,
    )
  return { message: messageOf(mail), connection: connectionOf(state, mail) }
}

function checkAddress(text: string, place: string): void {
  if (!ADDRESS.test(text))
    throw new RangeError(`${place}: ${JSON.stringify(text.slice(0, 64))} is not a mail address`)
}

function messageOf({ from, to, subject = 'A message', headers = [], body = '' }: Composed): Message {
  const own = headers.map((line, i): Header => {
    const [, name, value] = HEADER.exec(line) ?? []
    if (name === undefined || value === undefined || /[\r\n]/.test(line))
      throw new RangeError(
        `headers[${i}]: expected "Name: value", found ${JSON.stringify(line.slice(0, 64))}`,
      )
    return [name, value]
  })
  const named = new Set(own.map(([name]) => name.toLowerCase()))
  const usual: Header[] = [
    ['From', from],
    ['To', to.join(', ')],
    ['Subject', subject],
    ['Message-ID', `<message@${domainOf(from) || 'example.com'}>`],
  ]
  const all = [...own, ...usual.filter(([name]) => !named.has(name.toLowerCase()))]
  const size = all.reduce((sum, [name, value]) => sum + name.length + value.length + 4, body.length)
  return { from, to, headers: all, body, size, attachments: [] }
}

function connectionOf(
  state: MailState,
  { from, ip, helo, certificate, spf = true, dmarc }: Composed,
): Connection {
  const domain = domainOf(from)
  if (
    ip === undefined &&
    helo === undefined &&
    certificate === undefined &&
    state.recipient(from.toLowerCase())
  )
    return { ip: '10.0.0.1', helo: 'mailbox', submittedBy: from.toLowerCase() }
  const name = helo ?? `mail.${domain || 'example.com'}`
  return {
    ip: ip ?? STRANGER_IP,
    helo: name,
    ptr: name,
    permittedFor: spf && domain !== '' ? [domain] : [],
    ...(dmarc === undefined ? {} : { dmarc: { [domain]: dmarc } }),
    ...(certificate ? { tls: { names: certificate, trusted: true } } : {}),
  }
}
