/**
 * The in-process door: a stand-in for `fetch` that calls the cloud without a socket, so that unmodified
 * clients run against it thousands of times a second. It reaches only the cloud: every other host is "not
 * found".
 */

import { foldedHeader } from './header-names.ts'
import { type Answering, answerOf, isTooLarge, notEmulated, TOO_LARGE } from './serve/doors/gate.ts'
import { StoredResponse } from './serve/doors/stored-response.ts'
import { isLoopback, type Standing, standingOf } from './serve/hosts.ts'
import type { Answer, Arrival } from './wire.ts'

type Headers_ = Record<string, string>

interface Outgoing {
  method: string
  url: string
  headers: Headers_
  body: string
  readonly redirect: RequestRedirect
  readonly signal: AbortSignal | null
}

const REDIRECTS_MAX = 20
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308])
/** The fetch standard changes only these to capitals: `patch` is sent as it is. */
const NORMALISED = new Map(
  ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'].flatMap((name) => [
    [name, name],
    [name.toLowerCase(), name],
  ]),
)

/**
 * A `fetch` into the cloud. Rejects like Node's `fetch`: TypeError `fetch failed`, whose cause has the code
 * ENOTFOUND for a host that is not Microsoft's or loopback, and ECONNRESET for a lost answer.
 */
export function fetchOf(cloud: Answering): typeof fetch {
  return async (input, init) => {
    const plain = !(input instanceof Request) && bodyText(init?.body)
    const outgoing =
      typeof plain === 'string' ? outgoingOf(String(input), init, plain) : await unpacked(input, init)
    for (let redirects = 0; ; redirects++) {
      outgoing.signal?.throwIfAborted()
      const sent = send(cloud, outgoing)
      const answer = heard(sent instanceof Promise ? await sent : sent)
      const location = REDIRECT_STATUSES.has(answer.status) ? headerOf(answer, 'location') : undefined
      if (location === undefined || outgoing.redirect === 'manual')
        return new StoredResponse(answer, outgoing.method, outgoing.url, redirects > 0)
      if (outgoing.redirect === 'error') throw failed(new Error('unexpected redirect'))
      if (redirects === REDIRECTS_MAX) throw failed(new Error('redirect count exceeded'))
      follow(outgoing, answer.status, location)
    }
  }
}

function send(cloud: Answering, { method, url, headers, body }: Outgoing): Answer | Promise<Answer> {
  const { refusal, standing, host, origin, path, query } = addressOf(url)
  if (refusal) throw failed(refusal())
  if (isTooLarge(body)) return TOO_LARGE
  if (standing === 'not emulated') return notEmulated(host)
  const arrival: Arrival = { method, host, origin, path, query, headers, body, at: cloud.clock.now() }
  return answerOf(cloud, arrival)
}

function heard(answer: Answer): Answer {
  if (answer.lost)
    throw failed(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }))
  return answer
}

interface Address extends Pick<Arrival, 'host' | 'origin' | 'path' | 'query'> {
  /** Undefined where nothing of the network is served under the name. */
  readonly standing: Standing | undefined
  /** Why nothing can be sent there. */
  readonly refusal: (() => Error) | undefined
}

const ADDRESSES_MAX = 1024
const known = new Map<string, Address>()

/** Clients use the same few addresses; parsing one takes microseconds. */
function addressOf(url: string): Address {
  const before = known.get(url)
  if (before) return before
  if (known.size >= ADDRESSES_MAX) known.clear()
  const made = parsed(new URL(url))
  known.set(url, made)
  return made
}

function parsed({ protocol, hostname, host, pathname, search }: URL): Address {
  const isHttp = protocol === 'https:' || protocol === 'http:'
  const standing = standingOf(hostname) ?? (isLoopback(hostname) ? 'emulated' : undefined)
  const refusal = isHttp ? () => notFound(hostname) : () => new Error('unknown scheme')
  return {
    host: hostname,
    origin: `${protocol}//${host}`,
    path: pathname,
    query: search.slice(1),
    standing,
    refusal: isHttp && standing !== undefined ? undefined : refusal,
  }
}

function outgoingOf(url: string, init: RequestInit | undefined, body: string): Outgoing {
  const named = init?.method ?? 'GET'
  const method = NORMALISED.get(named) ?? named
  const headers = headersOf(init?.headers)
  if (init?.body != null) {
    if (method === 'GET' || method === 'HEAD')
      throw new TypeError('Request with GET/HEAD method cannot have body.')
    if (headers['content-type'] === undefined) setContentType(headers, init.body)
  }
  return { method, url, headers, body, redirect: init?.redirect ?? 'follow', signal: init?.signal ?? null }
}

/** The platform's own Request reads requests and streamed bodies, and sets the defaults. */
async function unpacked(input: string | URL | Request, init: RequestInit | undefined): Promise<Outgoing> {
  const streamed: RequestInit & { duplex: 'half' } = { ...init, duplex: 'half' }
  const request = new Request(input, init?.body instanceof ReadableStream ? streamed : init)
  const { method, url, redirect, signal } = request
  return { method, url, headers: headersOf(request.headers), body: await request.text(), redirect, signal }
}

/** A body as text, or false where only the platform can read it. */
function bodyText(body: RequestInit['body']): string | false {
  if (body == null) return ''
  if (typeof body === 'string') return body
  if (body instanceof URLSearchParams) return body.toString()
  return body instanceof Uint8Array
    ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
    : false
}

function setContentType(headers: Headers_, body: unknown): void {
  if (typeof body === 'string') headers['content-type'] = 'text/plain;charset=UTF-8'
  else if (body instanceof URLSearchParams)
    headers['content-type'] = 'application/x-www-form-urlencoded;charset=UTF-8'
}

/** Lower-case names in an object that inherits nothing, so that a header named `__proto__` is only a header. */
function headersOf(given: RequestInit['headers']): Headers_ {
  const headers = new Bare()
  if (!given) return headers
  if (given instanceof Headers || Array.isArray(given))
    for (const [name, value] of given) headers[foldedHeader(String(name))] = headerValue(String(value))
  else for (const name of Object.keys(given)) headers[foldedHeader(name)] = headerValue(String(given[name]))
  return headers
}

/** As quick as any object; `Object.create(null)` makes one that the engine reads as a table. */
const Bare = function Bare() {
  // has nothing
} as unknown as new () => Headers_
Bare.prototype = Object.freeze(Object.create(null))

/** HTTP values have no line ends inside and no spaces around them. */
function headerValue(value: string): string {
  if (/[\0\r\n]/.test(value))
    throw new TypeError(`Headers: ${JSON.stringify(value)} is an invalid header value.`)
  return value.trim()
}

function headerOf({ headers }: Answer, lowerCaseName: string): string | undefined {
  for (const name in headers) if (foldedHeader(name) === lowerCaseName) return headers[name]
  return undefined
}

/**
 * https://fetch.spec.whatwg.org/#http-redirect-fetch — whether the body and the credentials are sent after a
 * redirect.
 */
function follow(outgoing: Outgoing, status: number, location: string): void {
  const next = new URL(location, outgoing.url)
  const { method, headers } = outgoing
  if (new URL(outgoing.url).origin !== next.origin) delete headers.authorization
  if ((status === 303 && method !== 'HEAD') || (status < 303 && method === 'POST')) {
    outgoing.method = 'GET'
    outgoing.body = ''
    delete headers['content-type']
  }
  outgoing.url = next.href
}

const failed = (cause: Error): TypeError => new TypeError('fetch failed', { cause })

function notFound(hostname: string): Error {
  const facts = { errno: -3008, code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname }
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), facts)
}
