/** The HTTPS door: the cloud on a socket, for clients that cannot be handed a `fetch`. Loopback unless told otherwise. */
import type { ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import { type FastifyRequest, fastify, LogController } from 'fastify'
import { certificatesOf } from './certificates.ts'
import { answerTo, send } from './doorway.ts'
import { type Answering, BODY_BYTES_MAX, TOO_LARGE } from './gate.ts'
import type { Home } from './home.ts'

export { type Home, homeDirectory, openHome } from './home.ts'
export { type ExportedState, type StartingCloud, startingCloud, type TenantFacts } from './starting-cloud.ts'

export interface ServeOptions {
  readonly cloud: Answering
  readonly home: Pick<Home, 'authority' | 'caFile'>
  /** 0 or absent: any free port. */
  readonly port?: number
  /** Address to listen on; 127.0.0.1 unless told otherwise. */
  readonly host?: string
  /** One line of JSON a request on standard error: method, host, path and status, never a query or a body. */
  readonly log?: boolean
}

export interface Serving {
  /** `https://localhost:8443` */
  readonly origin: string
  readonly caFile: string
  close(): Promise<void>
}

/** A request that is slower than this is none that a client of Microsoft's services sends. */
const LIMITS = {
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 16_384,
  // Node tells the client this time in a Keep-Alive header and itself waits a second longer, so that a client that
  // minds the header never sends into a closing connection.
  keepAliveTimeout: 5000,
}

/** Starts the door. @throws Error where the port is taken or the address is not this machine's */
export async function serve({
  cloud,
  home,
  port = 0,
  host = '127.0.0.1',
  log = false,
}: ServeOptions): Promise<Serving> {
  const certificates = certificatesOf(home.authority, Date.now)
  const app = fastify({
    https: {
      ...certificates.fallback,
      ...LIMITS,
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) => done(null, certificates.contextFor(name)),
    },
    requestTimeout: LIMITS.requestTimeout,
    keepAliveTimeout: LIMITS.keepAliveTimeout,
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
    reply.hijack()
    send(answered, reply.raw)
    if (log)
      request.log.info({
        method: raw.method,
        host: raw.headers.host,
        path: pathOf(target),
        status: answered.status,
      })
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
  const bound = typeof address === 'object' ? address?.port : undefined
  return {
    origin: `https://${hostInUrl(host)}:${bound}`,
    caFile: home.caFile,
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

const pathOf = (target: string): string => target.split('?', 1)[0] ?? ''

/** Loopback and any-address are reached as localhost, for which there is a certificate. */
function hostInUrl(host: string): string {
  if (/^(?:127\.|0\.0\.0\.0$|::1?$|localhost$)/.test(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
