/**
 * An SMTP client of the service or of a relay: identifies itself, upgrades to TLS as required, and sends one
 * message.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { ConnectionOptions, PeerCertificate } from 'node:tls'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Certificate, Connection } from '../exchange/mail-flow/message.ts'
import { type Handover, nameAsked, tlsRefusal } from '../exchange/mail-flow/way-out/routing.ts'
import { ipAddress } from '../ip-ranges.ts'
import type { Leaf } from '../serve/home/certificates.ts'
import { CLIENT_LIMITS } from './limits.ts'
import type { Envelope } from './raw-mail.ts'
import { namesIn } from './receiver.ts'

export interface Way extends Pick<Handover, 'tls' | 'tlsDomain'> {
  /** Port on loopback. */
  readonly port: number
  /** The host's name for the sender: a smart host, or a domain. */
  readonly host: string
  /** The sender's identity: XCLIENT tells the simulated address. */
  readonly as: Pick<Connection, 'ip' | 'helo' | 'ptr'>
  /** The sender's certificate. */
  readonly leaf: Leaf | undefined
  /** Whether it does not use TLS even where it is offered. */
  readonly plain?: true
  /** Authority trusted for hosts, PEM. */
  readonly trusted: string
}

/** The result. A host that was not reached, or not trusted, has not seen the message. */
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
 * @param envid the id by which the receiver finds the message's journey
 * @param onReached called when the host was reached and its certificate is accepted, before the message is
 * sent
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

/** Real checks by OpenSSL; the connector decides which of them count. */
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
    // Called only after the chain was verified.
    checkServerIdentity: (_, certificate: PeerCertificate) => {
      const shown = { names: namesIn(certificate.subjectaltname ?? ''), trusted: true }
      see(shown)
      const refusal = checked ? tlsRefusal({ tls, tlsDomain }, host, shown) : undefined
      return refusal === undefined ? undefined : new Error(refusal)
    },
  }
  return options
}

/**
 * Why TLS fails where the connector requires it: the host offers none, its certificate is not trusted, or has
 * another name.
 */
function statusOfConnecting(way: Way, client: SMTPConnection, seen: Certificate | undefined): string {
  const refused = String(client.lastServerResponse).startsWith('5')
  if (way.tls === undefined || !(client.upgrading || refused)) return CONNECTION_LOST
  const shown = client.upgrading ? (seen ?? { names: [], trusted: false }) : undefined
  return tlsRefusal(way, way.host, shown) ?? CONNECTION_LOST
}

/**
 * A connection after XCLIENT: the client library cannot send it, and takes the greeting after it for the
 * first one. TLS and another greeting follow.
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

/** Waits for one whole reply, and leaves the socket paused after it. */
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

/** @returns whether the host greeted, and TLS is as required */
function connected(client: SMTPConnection): Promise<boolean> {
  return new Promise((done) => {
    // Stays attached: later errors of the connection are reported by the code that then waits for it.
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
