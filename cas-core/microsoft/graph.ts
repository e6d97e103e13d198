/** Microsoft Graph through its own client, on the injected fetch and tokens. Repeats nothing by itself. */
import {
  Client,
  type Context,
  GraphError,
  type Middleware,
  type MiddlewareOptions,
} from '@microsoft/microsoft-graph-client'
import type { Ports } from '../ports.ts'
import { M365Error, noAnswer, retryAfterSecondsOf } from './errors.ts'
import { type Tokens, withToken } from './token.ts'

export interface GraphCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Path below /v1.0, or an absolute nextLink. */
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Graph {
  /** The decoded body; undefined where there is none. @throws M365Error */
  send(call: GraphCall): Promise<unknown>
  /** The next call comes with a new token: a part of a batch was refused for the one in use. */
  renewToken(): void
}

const RESOURCE = 'https://graph.microsoft.com'

export function graphClient(ports: Ports, tokens: Tokens): Graph {
  const client = Client.initWithMiddleware({ middleware: transport(ports) })
  // the client wraps every error from below; a refused token must not look like a broken connection
  return {
    send: (call) => withToken(tokens, RESOURCE, (token) => sent(client, ports, token, call)),
    renewToken: () => void tokens.forget(RESOURCE),
  }
}

/** What the middleware knows of one call. */
class Sending implements MiddlewareOptions {
  readonly token: string
  readonly asked: string
  /** Why no answer came. */
  lost: M365Error | undefined

  constructor(token: string, asked: string) {
    this.token = token
    this.asked = asked
  }
}

async function sent(
  client: Client,
  ports: Ports,
  token: string,
  { method, path, body, headers = {} }: GraphCall,
) {
  // the token goes with each request, so no answer may send it elsewhere
  if (!path.startsWith('/') && !path.startsWith(`${RESOURCE}/`))
    throw new M365Error('graph', 500, 'UnreadableAnswer', 'a link of an answer leads to another service')
  const sending = new Sending(token, `${method} ${path}`)
  const request = client
    .api(path)
    .headers({ ...headers })
    .middlewareOptions([sending])
  try {
    if (method === 'GET') return await request.get()
    if (method === 'POST') return await request.post(body)
    if (method === 'PATCH') return await request.patch(body)
    return await request.delete()
  } catch (error) {
    throw sending.lost ?? asM365Error(error, ports.clock.now())
  }
}

/** The last link of the client's middleware chain: adds the token and calls the port. */
function transport(ports: Ports): Middleware {
  return {
    async execute(context: Context) {
      const sending = context.middlewareControl?.getMiddlewareOptions(Sending)
      if (!(sending instanceof Sending))
        throw new TypeError('a call of Microsoft Graph says what it asks for')
      const headers = { ...plain(context.options?.headers), Authorization: `Bearer ${sending.token}` }
      try {
        context.response = await ports.fetch(context.request, { ...context.options, headers } as RequestInit)
      } catch (error) {
        sending.lost = noAnswer('graph', error, sending.asked)
        throw error
      }
      const { status, headers: told } = context.response
      // a front end or a proxy has answered in Graph's place: the client would hand its page over, or lose its headers
      if (/\bhtml\b/i.test(told.get('Content-Type') ?? '')) {
        const wait = retryAfterSecondsOf(told.get('Retry-After'), ports.clock.now())
        const said = `${sending.asked}: the answer is a page`
        sending.lost = new M365Error('graph', status, 'UnreadableAnswer', said, wait)
        throw sending.lost
      }
    },
  }
}

function plain(headers: unknown): Record<string, string> {
  if (headers instanceof Headers) return Object.fromEntries(headers)
  return typeof headers === 'object' && headers !== null ? { ...(headers as Record<string, string>) } : {}
}

function asM365Error(error: unknown, nowMs: number): unknown {
  if (error instanceof M365Error) return error
  if (!(error instanceof GraphError)) return error
  const status = Math.max(error.statusCode, 0)
  const wait = retryAfterSecondsOf(error.headers?.get('Retry-After'), nowMs)
  return new M365Error('graph', status, error.code ?? 'unknown', error.message, wait)
}
