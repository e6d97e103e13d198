/** An SMTP client of the service or of a relay: says who it is, upgrades to TLS as asked, and hands one message over. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { ConnectionOptions, PeerCertificate } from 'node:tls'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Certificate, Connection } from '../exchange/mail-flow/message.ts'
import { type Handover, nameAsked, tlsRefusal } from '../exchange/mail-flow/way-out/routing.ts'
import { ipAddress } from '../ip-ranges.ts'
import type { Leaf } from '../serve/certificates.ts'
import { CLIENT_LIMITS } from './limits.ts'
import type { Envelope } from './raw-mail.ts'
import { namesIn } from './receiver.ts'

export interface Way extends Pick<Handover, 'tls' | 'tlsDomain'> {
  /** Port on loopback. */
  readonly port: number
  /** Host as the sender knows it: a smart host, or a domain. */
  readonly host: string
  /** How the sender shows itself: XCLIENT tells the address that loopback cannot. */
  readonly as: Pick<Connection, 'ip' | 'helo' | 'ptr'>
  /** Certificate that the sender shows. */
  readonly leaf: Leaf | undefined
  /** Goes without TLS even where it is offered. */
  readonly plain?: true
  /** Authority that is trusted in hosts, PEM. */
  readonly trusted: string
}

/** What came of it. A host that was not reached, or not trusted, has seen nothing of the message. */
export type Sent =
  | { readonly kind: 'taken'; readonly refused: readonly Refused[] }
  | { readonly kind: 'refused'; readonly status: string }
  | { readonly kind: 'not reached'; readonly status: string }

export interface Refused {
  readonly recipient: string
  readonly status: string
}

/** Texts observed in published traces of deferred mail. */
const CONNECTION_REFUSED = '450 4.4.316 Connection refused [Message=Socket error code 10061]'
const CONNECTION_LOST = '450 4.4.317 Cannot connect to remote server [Message=connection lost]'

/**
 * @param envid what the receiver finds the message's journey by
 * @param onReached the host was reached and its certificate does; the message follows
 */
export async function send(
  way: Way,
  { from, to, envid }: Envelope & { readonly envid?: string },
  raw: Buffer,
  onReached: () => void = () => undefined,
): Promise<Sent> {
  let seen: Certificate | undefined
  const tls = tlsOptions(way, (certificate) => {
    seen = certificate
  })
  const socket = await introduced(way).catch(() => undefined)
  if (!socket) return { kind: 'not reached', status: CONNECTION_REFUSED }
  const client = new SMTPConnection({
    ...CLIENT_LIMITS,
    connection: socket,
    name: way.as.helo,
    tls,
    ...(way.plain ? { ignoreTLS: true } : way.tls ? { requireTLS: true } : { opportunisticTLS: true }),
  })
  try {
    if (!(await connected(client)))
      return { kind: 'not reached', status: statusOfConnecting(way, client, seen) }
    onReached()
    return await handed(
      client,
      { from: from || false, to: [...to], ...(envid === undefined ? {} : { dsn: { envid } }) },
      raw,
    )
  } finally {
    client.quit()
  }
}

/** Real checks by OpenSSL: which of them count is the connector's word. */
function tlsOptions({ tls, tlsDomain, host, leaf, trusted }: Way, see: (one: Certificate) => void) {
  const checked = tls === 'CertificateValidation' || tls === 'DomainValidation'
  const name = nameAsked(host, tlsDomain)
  const isNamed = name !== '' && ipAddress(name) === undefined
  const options: ConnectionOptions = {
    ...(leaf ?? {}),
    ca: trusted,
    ...(isNamed ? { servername: name } : {}),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: checked,
    // Asked only once the chain has been verified.
    checkServerIdentity: (_, certificate: PeerCertificate) => {
      const shown = { names: namesIn(certificate.subjectaltname ?? ''), trusted: true }
      see(shown)
      const refusal = checked ? tlsRefusal({ tls, tlsDomain }, host, shown) : undefined
      return refusal === undefined ? undefined : new Error(refusal)
    },
  }
  return options
}

/** Where the connector asks for TLS: the host offers none, nobody trusts what it shows, or it is another's. */
function statusOfConnecting(way: Way, client: SMTPConnection, seen: Certificate | undefined): string {
  const refused = String(client.lastServerResponse).startsWith('5')
  if (way.tls === undefined || !(client.upgrading || refused)) return CONNECTION_LOST
  const shown = client.upgrading ? (seen ?? { names: [], trusted: false }) : undefined
  return tlsRefusal(way, way.host, shown) ?? CONNECTION_LOST
}

/**
 * A connection on which the server already knows whose it is: the client library cannot say XCLIENT, and takes the
 * greeting that follows it for the first. Each side upgrades to TLS and greets again after that.
 */
async function introduced({ port, as: { ip, ptr, helo } }: Way): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', timeout: CLIENT_LIMITS.greetingTimeout })
  socket.once('timeout', () => socket.destroy())
  try {
    await replied(socket)
    socket.write(`EHLO ${helo}\r\n`)
    await replied(socket)
  } catch (error) {
    socket.destroy()
    throw error
  }
  socket.write(`XCLIENT ADDR=${ip.includes(':') ? `IPV6:${ip}` : ip} NAME=${ptr ?? '[UNAVAILABLE]'}\r\n`)
  return socket
}

const REPLY_MAX = 8192

/** Waits for one whole reply, and leaves the socket paused behind it. */
async function replied(socket: Socket): Promise<void> {
  let text = ''
  socket.resume()
  while (!/^\d{3} [^\n]*\r\n$/m.test(text)) {
    if (text.length > REPLY_MAX) throw new Error('no SMTP server')
    const [chunk] = await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => [undefined])])
    if (chunk === undefined) throw new Error('connection closed')
    text += String(chunk)
  }
  socket.pause()
}

/** @returns whether the host greeted, and TLS is as it was asked for */
function connected(client: SMTPConnection): Promise<boolean> {
  return new Promise((done) => {
    // Stays: a connection that breaks later is told of by whoever waits for it then.
    client.on('error', () => done(false))
    client.once('end', () => done(false))
    client.connect((error) => done(!error))
  })
}

function handed(
  client: SMTPConnection,
  envelope: Parameters<SMTPConnection['send']>[0],
  raw: Buffer,
): Promise<Sent> {
  return new Promise((done) => {
    client.send({ ...envelope, size: raw.length, use8BitMime: true }, raw, (error, info) => {
      if (!error) {
        const refused = (info?.rejectedErrors ?? []).map((one) => ({
          recipient: String(one.recipient ?? ''),
          status: one.response ?? '',
        }))
        done({ kind: 'taken', refused })
      } else if (error.response) done({ kind: 'refused', status: error.response })
      else done({ kind: 'not reached', status: CONNECTION_LOST })
    })
  })
}
