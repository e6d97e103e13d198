/**
 * The forward-proxy port, for clients that use Microsoft's host names and a proxy. Most request a tunnel
 * (CONNECT) with TLS inside; some send the absolute address without TLS (old axios). Both end at the mock.
 * Nothing leaves this machine: other hosts are refused, so a test never reaches the real cloud by mistake.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { isLoopback, standingOf } from '../hosts.ts'
import { connectionsOf } from './connections.ts'
import { send, takeAddress } from './doorway.ts'
import type { HttpsDoor } from './https-door.ts'
import { LIMITS } from './limits.ts'
import { http } from './node-http.ts'

export interface ProxyDoor {
  /** `http://127.0.0.1:8444` */
  readonly proxy: string
  close(): Promise<void>
}

/** Loopback only, whatever the other port listens on: an open proxy could be misused by others. */
const ADDRESS = '127.0.0.1'
const AUTHORITY = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/
const HTTPS_PORT = 443
const SHOWN_MAX = 128

/** @param port 0: any free one @throws Error where the port is taken */
export async function proxyDoor(https: HttpsDoor, port: number): Promise<ProxyDoor> {
  const server = http.createServer({ ...LIMITS }, (request, response) => clear(https, request, response))
  const endConnections = connectionsOf(server)
  server.on('connect', (request, socket, head) => {
    // A client may disconnect at any moment, and this is the only error listener until TLS takes the socket.
    socket.on('error', () => socket.destroy())
    if (!isServed(https, request.url ?? '')) {
      refuseTunnel(socket, request.url ?? '')
      return
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    // Some clients send their first bytes without waiting for the answer.
    if (head.length > 0) socket.unshift(head)
    https.server.emit('connection', socket)
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen({ port, host: ADDRESS }, listening)
  })
  const address = server.address()
  const bound = typeof address === 'object' ? address?.port : port
  return {
    proxy: `http://${ADDRESS}:${bound}`,
    async close() {
      const closed = new Promise((done) => server.close(done))
      endConnections()
      await closed
    },
  }
}

/** A request with an absolute address, answered as the HTTPS door answers that host. */
function clear(https: HttpsDoor, request: IncomingMessage, response: ServerResponse): void {
  const address = takeAddress(request)
  if (!address) send(refusal(400, NOT_A_PAGE), response)
  else if (address.scheme !== 'https' || !isServed(https, address.authority))
    send(refusal(502, reachesNot(`${address.scheme}://${address.authority}`)), response)
  else https.answer(request, response)
}

/** Allowed targets: Microsoft's hosts at the HTTPS port, and this machine at the mock's port. */
function isServed(https: HttpsDoor, authority: string): boolean {
  const [, host = '', port = String(HTTPS_PORT)] = AUTHORITY.exec(authority.toLowerCase()) ?? []
  if (isLoopback(host)) return Number(port) === https.port
  return standingOf(host) !== undefined && Number(port) === HTTPS_PORT
}

const NOT_A_PAGE = 'This is the forward proxy of casproof: set it as HTTPS_PROXY (casproof env prints how).'

function reachesNot(wanted: string): string {
  const shown = JSON.stringify(wanted.length > SHOWN_MAX ? `${wanted.slice(0, SHOWN_MAX)}…` : wanted)
  return `${shown} is not reached by the proxy of casproof, which serves Microsoft's hosts over https and nothing else. Name in NO_PROXY what is to be reached directly.`
}

function refusal(status: 400 | 502, sentence: string) {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: `${sentence}\n` }
}

function refuseTunnel(socket: Duplex, wanted: string): void {
  const { headers, body } = refusal(502, reachesNot(wanted))
  const head = Object.entries({ ...headers, 'Content-Length': Buffer.byteLength(body), Connection: 'close' })
  const lines = ['HTTP/1.1 502 Bad Gateway', ...head.map(([name, value]) => `${name}: ${value}`)]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
