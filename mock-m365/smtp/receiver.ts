/** One SMTP server on loopback: sessions, TLS, limits and refusals, whoever it is that takes the mail. */
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Certificate } from '../exchange/mail-flow/message.ts'
import type { Leaf } from '../serve/certificates.ts'
import { BYTES_IN_TRANSIT_MAX, CONNECTION_LIMITS, MESSAGE_BYTES_MAX } from './limits.ts'
import { exchangeWords, REFUSED, SmtpRefusal } from './replies.ts'

/** Who speaks, as far as the session has told. */
export interface Client {
  /** Simulated address, told by XCLIENT; undefined where the client has told none. */
  readonly ip: string | undefined
  /** Name of that address, told by XCLIENT. */
  readonly ptr: string | undefined
  readonly helo: string
  readonly tls: Certificate | undefined
  /** Who has signed in, or was vouched for by XCLIENT LOGIN. */
  readonly user: string | undefined
}

export interface Transaction {
  readonly client: Client
  readonly from: string
  readonly to: readonly string[]
  /** ENVID of MAIL FROM: what this house's own senders put there. */
  readonly envid: string | undefined
}

/** What the server does with mail. Each may throw an SmtpRefusal, and is answered 451 where it throws anything else. */
export interface Taker {
  readonly signIn?: (username: string, password: string) => void
  readonly mailFrom?: (transaction: Transaction) => void
  /** `to` holds those that were let in before. */
  readonly rcptTo?: (recipient: string, transaction: Transaction) => void
  /** @returns the words of the 250 */
  readonly data: (transaction: Transaction, raw: Buffer) => Promise<string>
}

export interface ReceiverOptions {
  readonly name: string
  /** What follows the name in the greeting. */
  readonly greeting: () => string
  /** Absent, STARTTLS is not offered. */
  readonly leaf: Leaf | undefined
  /** What it shows to those who ask for a name; `leaf` where absent. */
  readonly leafAt?: (name: string) => Leaf | undefined
  /** Authority whose certificates are trusted in clients, PEM. */
  readonly trusted: string
  readonly recipientsMax: number
  readonly transit: Transit
  /** 0 takes any free port. */
  readonly port: number
  readonly taker: Taker
}

export interface Receiver {
  readonly port: number
  close(): Promise<void>
}

const LOOPBACK = ['127.0.0.1', '::1']

/** @throws Error where the port is taken */
export async function openReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { taker, leaf, leafAt, port } = options
  const certificates = new WeakMap<object, Certificate>()
  const sessionOf = (session: SMTPServerSession) => transactionOf(session, certificates.get(session))
  const server = new SMTPServer({
    ...CONNECTION_LIMITS,
    ...(leaf ?? {}),
    ...(leaf && leafAt ? { SNICallback: contextOf(leafAt) } : {}),
    name: options.name,
    heloResponse: '%s Hello %s',
    ca: options.trusted,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    disabledCommands: [...(leaf ? [] : ['STARTTLS']), ...(taker.signIn ? [] : ['AUTH']), ...OWN_JOKES],
    hideENHANCEDSTATUSCODES: false,
    hideDSN: false,
    authMethods: ['LOGIN', 'PLAIN'],
    authOptional: true,
    maxRecipients: options.recipientsMax,
    disableReverseLookup: true,
    useXClient: LOOPBACK,
    logger: false,
    onConnect(session, done) {
      speakAsExchange(server, session, options)
      done()
    },
    onSecure(socket, session, done) {
      if (socket instanceof TLSSocket) certificates.set(session, shownBy(socket))
      done()
    },
    onAuth({ method, username = '', password }, _session, done) {
      // XCLIENT LOGIN is believed: whoever is on loopback may say who it is.
      if (method === 'XCLIENT') return done(null, { user: username })
      answer(
        () => taker.signIn?.(username, password ?? ''),
        done,
        () => ({ user: username }),
      )
    },
    onMailFrom({ address }, session, done) {
      answer(() => taker.mailFrom?.({ ...sessionOf(session), from: address, to: [] }), done)
    },
    onRcptTo({ address }, session, done) {
      answer(() => taker.rcptTo?.(address, sessionOf(session)), done)
    },
    onData(stream, session, done) {
      const transaction = sessionOf(session)
      collected(stream, options.transit)
        .then((raw) => taker.data(transaction, raw))
        .then(
          (words) => done(null, words),
          (error) => done(refusalOf(error)),
        )
    },
  })
  // A connection that breaks is the client's affair; nothing of it may end the server.
  server.on('error', () => undefined)
  return { port: await listening(server, port), close: () => closed(server) }
}

type Told = (error: Error | null, context?: SecureContext) => void

const contextOf = (leafAt: (name: string) => Leaf | undefined) => (name: string, done: Told) => {
  const leaf = leafAt(name)
  done(null, leaf && createSecureContext({ ...leaf, minVersion: 'TLSv1.2' }))
}

/** Commands that the library answers with jokes. */
const OWN_JOKES = ['WIZ', 'SHELL', 'KILL', 'XFORWARD']

function listening(server: SMTPServer, port: number): Promise<number> {
  return new Promise((open, failed) => {
    server.server.once('error', failed)
    server.listen(port, '127.0.0.1', () => {
      server.server.off('error', failed)
      const address = server.server.address()
      open(typeof address === 'object' ? (address?.port ?? port) : port)
    })
  })
}

function closed(server: SMTPServer): Promise<void> {
  return new Promise((done) => {
    for (const connection of server.connections) connection.close()
    server.close(() => done())
  })
}

function transactionOf(session: SMTPServerSession, tls: Certificate | undefined): Transaction {
  const { envelope, xClient, user } = session
  const told = (name: string) => {
    const value = xClient.get(name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const ip = told('ADDR')
  const client: Client = {
    ip,
    ptr: ip === undefined ? undefined : told('NAME'),
    helo: session.hostNameAppearsAs || '',
    tls,
    // The library forgets it with STARTTLS; on loopback it stays true.
    user: typeof user === 'string' ? user : told('LOGIN'),
  }
  const { mailFrom, rcptTo, dsn } = envelope
  const to = rcptTo.map(({ address }) => address)
  return { client, from: mailFrom ? mailFrom.address : '', to, envid: dsn?.envid ?? undefined }
}

/** The library asks every client; whether OpenSSL could verify what it showed is told by the socket. */
function shownBy(socket: TLSSocket): Certificate {
  const { subjectaltname = '' } = socket.getPeerCertificate() ?? {}
  return { names: namesIn(subjectaltname), trusted: socket.authorized }
}

/** @param names as Node tells them: `DNS:a.example, DNS:*.b.example` */
export const namesIn = (names: string): readonly string[] =>
  names.split(', ').flatMap((one) => (one.startsWith('DNS:') ? [one.slice(4)] : []))

/** One place where all replies pass: the library has no other for its texts. */
function speakAsExchange(
  server: SMTPServer,
  session: SMTPServerSession,
  { name, greeting }: ReceiverOptions,
): void {
  const connection = [...server.connections].find(({ id }) => id === session.id)
  if (!connection) return
  const send = connection.send.bind(connection)
  connection.send = (code, data, context) => {
    const text = typeof data === 'string' ? data : ''
    if (code === 220 && text === `${name} ESMTP`) return send(220, `${name} ${greeting()}`, false)
    const words = exchangeWords(text, context)
    return words === undefined ? send(code, data, context) : send(code, words, false)
  }
}

/** Bytes of messages that are under way, all servers that were opened together. */
export interface Transit {
  bytes: number
}

/** The whole message, or an SmtpRefusal as soon as it has ended: what is over a limit is read and not kept. */
async function collected(stream: SMTPServerDataStream, transit: Transit): Promise<Buffer> {
  const chunks: Buffer[] = []
  let kept = 0
  let refusal: SmtpRefusal | undefined
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (kept + chunk.length > MESSAGE_BYTES_MAX) refusal ??= REFUSED.tooLarge()
      else if (transit.bytes + chunk.length > BYTES_IN_TRANSIT_MAX) refusal ??= REFUSED.busy()
      if (refusal) chunks.length = 0
      else {
        chunks.push(chunk)
        kept += chunk.length
        transit.bytes += chunk.length
      }
    }
    if (refusal) throw refusal
    return Buffer.concat(chunks)
  } finally {
    transit.bytes -= kept
  }
}

function answer<Response>(
  act: () => void,
  done: (error: Error | null, response?: Response) => void,
  response?: () => Response,
): void {
  try {
    act()
  } catch (error) {
    done(refusalOf(error))
    return
  }
  done(null, response?.())
}

/** A bug of the mock's own ends one message and not the server; whoever runs it is told where it is. */
function refusalOf(error: unknown): SmtpRefusal {
  if (error instanceof SmtpRefusal) return error
  if (!isOfClient(error)) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
  return REFUSED.fault()
}

/** The client went away in the middle of its message. */
const isOfClient = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ECONNECTION' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
