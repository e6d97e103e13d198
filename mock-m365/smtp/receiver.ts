/** An SMTP server on loopback: sessions, TLS, limits and refusals, for all servers of the mock. */
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Certificate } from '../exchange/mail-flow/message.ts'
import type { Leaf } from '../serve/home/certificates.ts'
import { BYTES_IN_TRANSIT_MAX, CONNECTION_LIMITS, MESSAGE_BYTES_MAX } from './limits.ts'
import { exchangeWords, REFUSED, SmtpRefusal } from './replies.ts'

/** What the session has told about the client. */
export interface Client {
  /** Simulated address from XCLIENT; undefined without it. */
  readonly ip: string | undefined
  /** Name of that address from XCLIENT. */
  readonly ptr: string | undefined
  readonly helo: string
  readonly tls: Certificate | undefined
  /** The user who has signed in, by SMTP AUTH or XCLIENT LOGIN. */
  readonly user: string | undefined
}

export interface Transaction {
  readonly client: Client
  readonly from: string
  readonly to: readonly string[]
  /** ENVID of MAIL FROM, which the mock's own senders set. */
  readonly envid: string | undefined
}

/** What the server does with mail. Each may throw an SmtpRefusal; other errors become a 451. */
export interface Taker {
  readonly signIn?: (username: string, password: string) => void
  readonly mailFrom?: (transaction: Transaction) => void
  /** `to` has the recipients accepted before. */
  readonly rcptTo?: (recipient: string, transaction: Transaction) => void
  /** @returns the text of the 250 */
  readonly data: (transaction: Transaction, raw: Buffer) => Promise<string>
}

export interface ReceiverOptions {
  readonly name: string
  /** The greeting's text after the name. */
  readonly greeting: () => string
  /** Where absent, STARTTLS is not offered. */
  readonly leaf: Leaf | undefined
  /** The certificate for a requested name; `leaf` where absent. */
  readonly leafAt?: (name: string) => Leaf | undefined
  /** Authority trusted for clients' certificates, PEM. */
  readonly trusted: string
  readonly recipientsMax: number
  readonly transit: Transit
  /** 0 means any free port. */
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
      // XCLIENT LOGIN is trusted: clients on loopback may claim any identity.
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
  // A broken connection must not end the server.
  server.on('error', () => undefined)
  return { port: await listening(server, port), close: () => closed(server) }
}

type Told = (error: Error | null, context?: SecureContext) => void

const contextOf = (leafAt: (name: string) => Leaf | undefined) => (name: string, done: Told) => {
  const leaf = leafAt(name)
  done(null, leaf && createSecureContext({ ...leaf, minVersion: 'TLSv1.2' }))
}

/** Commands to which the library gives joke answers. */
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
    // The library drops it at STARTTLS; on loopback it stays valid.
    user: typeof user === 'string' ? user : told('LOGIN'),
  }
  const { mailFrom, rcptTo, dsn } = envelope
  const to = rcptTo.map(({ address }) => address)
  return { client, from: mailFrom ? mailFrom.address : '', to, envid: dsn?.envid ?? undefined }
}

/** The library requests a certificate from every client; the socket says whether OpenSSL could verify it. */
function shownBy(socket: TLSSocket): Certificate {
  const { subjectaltname = '' } = socket.getPeerCertificate() ?? {}
  return { names: namesIn(subjectaltname), trusted: socket.authorized }
}

/** @param names in Node's form: `DNS:a.example, DNS:*.b.example` */
export const namesIn = (names: string): readonly string[] =>
  names.split(', ').flatMap((one) => (one.startsWith('DNS:') ? [one.slice(4)] : []))

/** All replies pass here: the library offers no other way to change its texts. */
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

/** Bytes of messages in transit in all servers that were opened together. */
export interface Transit {
  bytes: number
}

/** The whole message, or an SmtpRefusal at its end: bytes over a limit are read but not kept. */
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

/** A bug of the mock ends one message and not the server; standard error shows where it is. */
function refusalOf(error: unknown): SmtpRefusal {
  if (error instanceof SmtpRefusal) return error
  if (!isOfClient(error)) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
  return REFUSED.fault()
}

/** The client disconnected in the middle of its message. */
const isOfClient = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ECONNECTION' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
