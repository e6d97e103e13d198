/** The HTTPS port: the cloud behind TLS, with a certificate for whichever of Microsoft's names a client asks for. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { hostname } from 'node:os'
import type { Server } from 'node:tls'
import type { Control } from '../control/index.ts'
import type { Answer } from '../wire.ts'
import type { Certificates } from './certificates.ts'
import { answerTo, send, type Visit } from './doorway.ts'
import { type Answering, BODY_BYTES_MAX, TOO_LARGE } from './gate.ts'
import { LIMITS } from './limits.ts'

export interface HttpsDoorOptions {
  readonly cloud: Answering
  readonly control: Control | undefined
  readonly certificates: Certificates
  /** 0: any free port. */
  readonly port: number
  readonly host: string
  readonly log: boolean
}

export interface HttpsDoor {
  readonly origin: string
  readonly port: number
  /** Takes sockets that have come in elsewhere, as `connection` events. */
  readonly server: Server
  /** Answers a request that has come in elsewhere, in the clear; its URL is a path, its Host is to be believed. */
  readonly answer: RequestListener
  close(): Promise<void>
}

/** A request that is all here; its body is undefined where it is more than may come. */
interface Visitor {
  readonly raw: IncomingMessage
  readonly response: ServerResponse
  readonly body: string | undefined
}

/** @throws Error where the port is taken or the address is not this machine's */
export async function httpsDoor({
  cloud,
  control,
  certificates,
  port,
  host,
  log,
}: HttpsDoorOptions): Promise<HttpsDoor> {
  const ownNames = new Set([host.toLowerCase(), hostname().toLowerCase()])
  const answer = listener(
    (visit) => answerTo(cloud, ownNames, visit, control),
    log ? await requestLog() : undefined,
  )
  const server = createServer(
    {
      ...certificates.fallback,
      ...LIMITS,
      allowHalfOpen: true,
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) => done(null, certificates.contextFor(name)),
    },
    answer,
  )
  // Whoever has nothing more to say still wants its answer; Node's types do not know of this switch.
  Object.assign(server, { httpAllowHalfOpen: true })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen({ port, host }, () => {
      server.off('error', failed)
      listening()
    })
  })
  const address = server.address()
  const bound = typeof address === 'object' ? (address?.port ?? port) : port
  return {
    origin: `https://${hostInUrl(host)}:${bound}`,
    port: bound,
    server,
    answer,
    async close() {
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}

/**
 * Requests that come in together are all dealt with before the first answer is read and sent: a signature, which is
 * made then, drives everything else out of the processor's caches. It spares a new token a sixth of what it costs.
 */
function listener(act: (visit: Visit) => Answer | Promise<Answer>, note: Note | undefined): RequestListener {
  const answered = ({ raw, body }: Visitor): Answer | Promise<Answer> => {
    if (body === undefined) return TOO_LARGE_AND_CLOSED
    try {
      return act({ raw, scheme: 'https', target: raw.url ?? '/', body })
    } catch (error) {
      return ofABug(error)
    }
  }
  const write = ({ raw, response }: Visitor, one: Answer) => {
    try {
      send(one, response)
      note?.(raw, one.status)
    } catch (error) {
      send(ofABug(error), response)
    }
  }
  let waiting: Visitor[] = []
  const answerAll = () => {
    const dealtWith = waiting.map((visitor) => [visitor, answered(visitor)] as const)
    waiting = []
    for (const [visitor, one] of dealtWith)
      if (one instanceof Promise) one.catch(ofABug).then((late) => write(visitor, late))
      else write(visitor, one)
  }
  return (raw, response) =>
    withBody(raw, (body) => {
      if (waiting.push({ raw, response, body }) === 1) setImmediate(answerAll)
    })
}

/** The rest of the body is still under way: nothing further on this connection could be told from it. */
const TOO_LARGE_AND_CLOSED: Answer = {
  ...TOO_LARGE,
  headers: { ...TOO_LARGE.headers, Connection: 'close' },
}

/** A bug of the mock's own ends one request and not the server; whoever runs it is told where it is. */
function ofABug(error: unknown): Answer {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
  return { status: 500, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: `${error}\n` }
}

/** Hands the body over as text once it is all there, and undefined as soon as it is more than may come. */
function withBody(raw: IncomingMessage, take: (body: string | undefined) => void): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = raw.headers
  if (encoding === undefined && (length === undefined || length === '0')) {
    take('')
    return
  }
  const chunks: Buffer[] = []
  let bytes = 0
  const collect = (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk)
    else refuse()
  }
  const finish = () => take((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString())
  const refuse = () => {
    raw.off('data', collect).off('end', finish).resume()
    take(undefined)
  }
  if (Number(length) > BODY_BYTES_MAX) refuse()
  else raw.on('data', collect).once('end', finish)
}

type Note = (raw: IncomingMessage, status: number) => void

/** Standard output belongs to whoever reads the start text or the line of JSON, so that requests are told on the other. */
async function requestLog(): Promise<Note> {
  const { pino } = await import('pino')
  const log = pino(process.stderr)
  return ({ method, headers, url = '/' }, status) =>
    log.info({ method, host: headers.host, path: url.split('?', 1)[0], status })
}

/** Loopback and any-address are reached as localhost, for which there is a certificate. */
function hostInUrl(host: string): string {
  if (/^(?:127\.|0\.0\.0\.0$|::1?$|localhost$)/.test(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
