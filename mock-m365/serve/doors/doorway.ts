/** From Node's request to an Arrival, and from an Answer to Node's response. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer, Arrival } from '../../wire.ts'
import { isLoopback, standingOf } from '../hosts.ts'
import { type Answering, answerOf, isTooLarge, notEmulated, TOO_LARGE } from './gate.ts'

/** One request on a socket. `target` is the request line's target, body its text. */
export interface Visit {
  readonly raw: IncomingMessage
  readonly scheme: 'http' | 'https'
  readonly target: string
  readonly body: string
}

const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' }
const HOST = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/
const ADDRESS = /^(https?):\/\/([^/?#@]*)(.*)$/is
const BODILESS = new Set([204, 205, 304])

/**
 * The answer to a request. The Host must be one that the mock serves, so that a web page cannot reach the
 * mock under the page's own name (DNS rebinding): any other Host, or more than one, gets 421.
 * @param ownNames further host names that the operator gave the server
 */
export function answerTo(
  cloud: Answering,
  ownNames: ReadonlySet<string>,
  { raw, scheme, target, body }: Visit,
): Answer | Promise<Answer> {
  const addressed = (raw.headers.host ?? '').toLowerCase()
  const host = hostIn(addressed)
  const own = isLoopback(host) || ownNames.has(host)
  const standing = own ? 'emulated' : standingOf(host)
  if (standing === undefined || hostsNamed(raw.rawHeaders) !== 1) return misdirected(addressed)
  if (!target.startsWith('/'))
    return { status: 400, headers: TEXT, body: 'The request target must be a path.\n' }
  if (isTooLarge(body)) return TOO_LARGE
  if (standing === 'not emulated') return notEmulated(host)
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const query = mark < 0 ? '' : target.slice(mark + 1)
  const arrival: Arrival = {
    method: raw.method ?? 'GET',
    host,
    origin: `${scheme}://${addressed}`,
    path,
    query,
    headers: headersOf(raw),
    body,
    at: cloud.clock.now(),
  }
  return answerOf(cloud, arrival)
}

/** Writes the answer with only its own headers and those that HTTP needs; a lost answer breaks the connection. */
export function send({ status, headers, body, lost }: Answer, response: ServerResponse): void {
  if (lost) {
    response.socket?.destroy()
    return
  }
  try {
    if (BODILESS.has(status)) {
      response.writeHead(status, headers).end()
      return
    }
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) })
    // Text is sent together with the head, as one TLS record. Byte bodies are large, and would be copied for
    // it.
    if (typeof body !== 'string') response.flushHeaders()
    response.end(body)
  } catch (error) {
    // Node refuses characters that are invalid in a header; without this the client would wait for ever.
    if (!response.headersSent) response.writeHead(500, TEXT).end(`${error}\n`)
  }
}

/** The same door on a plain HTTP server, to measure the cost of TLS and the framework. Bodies are not read. */
export function plainListener(
  cloud: Answering,
): (request: IncomingMessage, response: ServerResponse) => void {
  return async (raw, response) =>
    send(
      await answerTo(cloud, new Set(), { raw, scheme: 'http', target: raw.url ?? '/', body: '' }),
      response,
    )
}

function misdirected(host: string): Answer {
  return {
    status: 421,
    headers: TEXT,
    body: `${JSON.stringify(host)} is not a host of this mock Microsoft 365.\n`,
  }
}

/**
 * A request line with an absolute URI (RFC 9112 §3.2.2), which every server must accept: the URI counts, not
 * the Host header. Changes the request to one with a path and that host.
 * @returns scheme and authority as sent; undefined for another target, which is not changed
 */
export function takeAddress(request: IncomingMessage): { scheme: string; authority: string } | undefined {
  const [, scheme, authority = '', path = ''] = ADDRESS.exec(request.url ?? '') ?? []
  if (scheme === undefined) return undefined
  request.url = path.startsWith('/') ? path : `/${path}`
  request.headers.host = authority.toLowerCase().replace(/:443$/, '')
  return { scheme: scheme.toLowerCase(), authority }
}

/** The host name in a Host header, lower-case and without its port; empty where it is invalid. */
export const hostIn = (header: string | undefined): string =>
  HOST.exec((header ?? '').toLowerCase())?.[1] ?? ''

/** How many Host headers came in. @param rawHeaders names and values in turn */
export function hostsNamed(rawHeaders: readonly string[]): number {
  let named = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]
    if (name?.length === 4 && name.toLowerCase() === 'host') named++
  }
  return named
}

/** Without a prototype, as in the other door: a header called `__proto__` or `constructor` is only a header. */
function headersOf(raw: IncomingMessage): Arrival['headers'] {
  const headers: Record<string, string> = Object.create(null)
  for (const name in raw.headers) {
    const value = raw.headers[name]
    if (typeof value === 'string') headers[name] = value
  }
  return headers
}
