/** The HTTPS port: the cloud behind TLS, with a certificate for the name of Microsoft's that a client requests. */
import type { RequestListener } from 'node:http'
import { createServer, type Server } from 'node:https'
import { hostname } from 'node:os'
import type { Certificates } from '../home/certificates.ts'
import { answerTo } from './doorway.ts'
import type { Answering } from './gate.ts'
import { LIMITS } from './limits.ts'
import { microsoftListener } from './microsoft-listener.ts'
import { type OwnRoutes, ownServer } from './own-server.ts'

export interface HttpsDoorOptions {
  readonly cloud: Answering
  /** The handler of paths other than Microsoft's, on loopback and its own names. */
  readonly routes: readonly OwnRoutes[]
  readonly certificates: Certificates
  /** 0: any free port. */
  readonly port: number
  readonly host: string
  readonly log: boolean
}

export interface HttpsDoor {
  readonly origin: string
  readonly port: number
  /** Handles sockets that were accepted elsewhere, as `connection` events. */
  readonly server: Server
  /** Answers a request that was accepted elsewhere, without TLS; its URL is a path, its Host is trusted. */
  readonly answer: RequestListener
  close(): Promise<void>
}

/** @throws Error where the port is taken or the address is not this machine's */
export async function httpsDoor({
  cloud,
  routes,
  certificates,
  port,
  host,
  log,
}: HttpsDoorOptions): Promise<HttpsDoor> {
  const ownNames = new Set([host.toLowerCase(), hostname().toLowerCase()])
  const { app, answer } = await ownServer({
    createServer: (listener) => tlsServer(certificates, listener),
    microsofts: (note) => microsoftListener((visit) => answerTo(cloud, ownNames, visit), note),
    routes,
    ownNames,
    log,
  })
  try {
    await app.listen({ port, host })
  } catch (error) {
    await app.close()
    throw error
  }
  const { server } = app
  const address = server.address()
  const bound = typeof address === 'object' ? (address?.port ?? port) : port
  return {
    origin: `https://${hostInUrl(host)}:${bound}`,
    port: bound,
    server,
    answer,
    close: () => app.close(),
  }
}

function tlsServer({ fallback, contextFor }: Certificates, listener: RequestListener): Server {
  const server = createServer(
    {
      ...fallback,
      ...LIMITS,
      allowHalfOpen: true,
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) => done(null, contextFor(name)),
    },
    listener,
  )
  // A client that half-closes its connection still gets its answer; Node's types lack this switch.
  return Object.assign(server, { httpAllowHalfOpen: true })
}

/** Loopback and the any-address are reached as localhost, which has a certificate. */
function hostInUrl(host: string): string {
  if (/^(?:127\.|0\.0\.0\.0$|::1?$|localhost$)/.test(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
