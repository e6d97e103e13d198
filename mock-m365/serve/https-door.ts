/** The HTTPS port: the cloud behind TLS, with a certificate for whichever of Microsoft's names a client asks for. */
import type { RequestListener, ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import type { Server } from 'node:tls'
import { type FastifyRequest, fastify, LogController } from 'fastify'
import type { Answer } from '../wire.ts'
import type { Certificates } from './certificates.ts'
import { answerTo, send } from './doorway.ts'
import { type Answering, BODY_BYTES_MAX, TOO_LARGE } from './gate.ts'
import { LIMITS } from './limits.ts'

export interface HttpsDoorOptions {
  readonly cloud: Answering
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

/** @throws Error where the port is taken or the address is not this machine's */
export async function httpsDoor({
  cloud,
  certificates,
  port,
  host,
  log,
}: HttpsDoorOptions): Promise<HttpsDoor> {
  const { requestTimeout, keepAliveTimeout } = LIMITS
  const app = fastify({
    https: {
      ...certificates.fallback,
      ...LIMITS,
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) => done(null, certificates.contextFor(name)),
    },
    requestTimeout,
    keepAliveTimeout,
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    // Standard output belongs to whoever reads the start text or the line of JSON.
    logger: log && { stream: process.stderr },
    logController: new LogController({ disableRequestLogging: true }),
    // One route takes everything, and the target stays as it was sent: the services read it, not a router.
    rewriteUrl: () => '/',
  })
  const ownNames = new Set([host.toLowerCase(), hostname().toLowerCase()])
  const answer = (request: FastifyRequest, reply: Reply) => {
    const { raw, originalUrl: target } = request
    const body = typeof request.body === 'string' ? request.body : ''
    const answered = answerTo(cloud, ownNames, { raw, scheme: 'https', target, body })
    const write = (one: Answer) => {
      reply.hijack()
      send(one, reply.raw)
      const path = target.split('?', 1)[0]
      if (log) request.log.info({ method: raw.method, host: raw.headers.host, path, status: one.status })
    }
    return answered instanceof Promise ? answered.then(write) : write(answered)
  }
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.all('/', answer)
  app.setNotFoundHandler(answer)
  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    reply.hijack()
    const status = error.statusCode ?? 500
    if (status === 500) request.log.error(error)
    send(status === 413 ? TOO_LARGE : refusal(status, error), reply.raw)
  })
  await app.listen({ port, host })
  const address = app.server.address()
  const bound = typeof address === 'object' ? (address?.port ?? port) : port
  return {
    origin: `https://${hostInUrl(host)}:${bound}`,
    port: bound,
    server: app.server,
    answer: app.routing,
    close: async () => void (await app.close()),
  }
}

interface Reply {
  hijack(): unknown
  readonly raw: ServerResponse
}

function refusal(status: number, { message }: Error) {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: `${message}\n` }
}

/** Loopback and any-address are reached as localhost, for which there is a certificate. */
function hostInUrl(host: string): string {
  if (/^(?:127\.|0\.0\.0\.0$|::1?$|localhost$)/.test(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
