/**
 * The fastify server of `serve`. It does start, stop, log and our own routes. Requests to Microsoft's paths
 * are answered before its router, since the router would make small requests slower.
 */
import type { IncomingMessage, RequestListener } from 'node:http'
import type { Server } from 'node:https'
import {
  type FastifyInstance,
  type FastifyPluginCallback,
  type FastifyReply,
  fastify,
  LogController,
} from 'fastify'
import { isLoopback } from '../hosts.ts'
import { refuseBroken } from './broken-requests.ts'
import { connectionsOf } from './connections.ts'
import { hostIn, hostsNamed, takeAddress } from './doorway.ts'
import { BODY_BYTES_MAX } from './gate.ts'
import { type Note, ofABug } from './microsoft-listener.ts'
import { queryIn } from './query.ts'
import { VALIBOT } from './route-schemas.ts'

/** Our own routes, as a fastify plugin. */
export type OwnRoutes = FastifyPluginCallback<Record<never, never>, Server>

export interface OwnServerOptions {
  readonly createServer: (listener: RequestListener) => Server
  /** Answers all requests that our own routes do not handle. @param note writes an answered request to the log */
  readonly microsofts: (note: Note | undefined) => RequestListener
  readonly routes: readonly OwnRoutes[]
  /** Further host names, other than loopback, for our own routes. */
  readonly ownNames: ReadonlySet<string>
  /** One line of JSON for each request on standard error: method, host, path and status, never a query or a body. */
  readonly log: boolean
}

const SLASH = '/'.charCodeAt(0)

export interface OwnServer {
  readonly app: FastifyInstance<Server>
  /** Answers a request that was accepted elsewhere. */
  readonly answer: RequestListener
}

/** The server, ready to listen. It stops at once when closed, even with open connections. */
export async function ownServer({
  createServer,
  microsofts,
  routes,
  ownNames,
  log,
}: OwnServerOptions): Promise<OwnServer> {
  const firstSegments = new Set<string>()
  let answer: RequestListener = () => undefined
  const app = fastify<Server>({
    bodyLimit: BODY_BYTES_MAX,
    schemaController: { compilersFactory: VALIBOT },
    clientErrorHandler: refuseBroken,
    // Fastify's own log lines would show queries and addresses.
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 255, querystringParser: queryIn },
    frameworkErrors: (error, _request, reply) => void (reply as FastifyReply).code(400).send(worded(error)),
    ...(log ? { loggerInstance: await errorLog() } : {}),
    serverFactory(routing) {
      answer = (request, response) => {
        if (request.url?.charCodeAt(0) !== SLASH) takeAddress(request)
        if (isOurs(request, firstSegments, ownNames)) routing(request, response)
        else others(request, response)
      }
      return createServer((request, response) => answer(request, response))
    },
  })
  const endConnections = connectionsOf(app.server)
  const note: Note | undefined = log
    ? ({ method, headers, url = '/' }, status) =>
        app.log.info({ method, host: headers.host, path: url.split('?', 1)[0], status })
    : undefined
  const others = microsofts(note)
  app.addHook('onRoute', ({ url }) => void firstSegments.add(firstSegment(url)))
  if (note) app.addHook('onResponse', async ({ raw }, { statusCode }) => note(raw, statusCode))
  app.setErrorHandler((error, _, reply) => {
    const { status, headers, body } = ofABug(error)
    return reply.code(status).headers(headers).send(body)
  })
  app.addHook('preClose', (done) => {
    endConnections()
    done()
  })
  for (const one of routes) app.register(one)
  await app.ready()
  return { app, answer }
}

const worded = ({ message }: Error) => ({ error: { message } })

/** Standard output is for the program that reads the start text or the line of JSON. */
async function errorLog() {
  const { pino } = await import('pino')
  return pino(process.stderr)
}

/**
 * Whether our own routes may answer. They need exactly one Host, loopback's or the operator's, so that a web
 * page cannot reach them under its own name (DNS rebinding).
 */
function isOurs(
  { url = '', headers, rawHeaders }: IncomingMessage,
  firstSegments: ReadonlySet<string>,
  ownNames: ReadonlySet<string>,
): boolean {
  if (!firstSegments.has(firstSegment(url))) return false
  const host = hostIn(headers.host)
  return (isLoopback(host) || ownNames.has(host)) && hostsNamed(rawHeaders) === 1
}

/** `/_casproof` of `/_casproof/tenants?top=1`. */
function firstSegment(target: string): string {
  const slash = target.indexOf('/', 1)
  const path = slash < 0 ? target : target.slice(0, slash)
  const mark = path.indexOf('?')
  return mark < 0 ? path : path.slice(0, mark)
}
