/** The side of the protocol on which a system under test answers, for those that are written in TypeScript. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { InputError, readJson, type Schema } from '#input'
import type { Caller, SentMail, SubjectAnswer } from '../subject.ts'
import { ASKED, type Asked, SETTINGS, type SubjectSettings, type Told } from './schemas.ts'
import { ROUTES } from './table.ts'

/** What a system under test does. */
export interface Adapter {
  readonly told: Told
  /** Begins again with these settings, over what is kept in their store. */
  configure(settings: SubjectSettings): Promise<void>
  /** Called for operations that it has told, after it was configured. */
  perform(caller: Caller, operation: string, input: object): Promise<SubjectAnswer>
  /** E-mail since it was configured; for one that tells it. */
  mails?(): readonly SentMail[]
  /** Closes what is open, before the process ends. */
  stop(): Promise<void>
}

/** Room for the largest notification of Graph. */
const BODY_BYTES_MAX = 8 * 1024 * 1024

class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface Answering {
  /** `http://127.0.0.1:40123` */
  readonly origin: string
  /** Resolves when `/stop` was asked for and answered. */
  readonly stopped: Promise<void>
}

/** @param listen `127.0.0.1:0`: host and port, 0 for any free one @throws Error naming what is wrong with it */
export async function answerProtocol(adapter: Adapter, listen: string): Promise<Answering> {
  const [, host, port] = /^(127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/.exec(listen) ?? []
  if (host === undefined) throw new Error(`"${listen}" is not host:port on loopback, such as 127.0.0.1:0`)
  const { promise: stopped, resolve } = Promise.withResolvers<void>()
  const subject = new Session(adapter)
  const server = createServer((request, response) => {
    void subject.answer(request).then(({ status, value, isLast }) => {
      write(response, status, value, () => {
        if (!isLast) return
        server.close()
        server.closeAllConnections()
        resolve()
      })
    })
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed).listen(Number(port), host.replaceAll(/[[\]]/g, ''), done)
  })
  const address = server.address() as AddressInfo
  return { origin: `http://${host}:${address.port}`, stopped }
}

interface Reply {
  readonly status: number
  readonly value: unknown
  readonly isLast?: boolean
}

class Session {
  readonly #adapter: Adapter
  #isConfigured = false

  constructor(adapter: Adapter) {
    this.#adapter = adapter
  }

  async answer(request: IncomingMessage): Promise<Reply> {
    try {
      return await this.#answer(request)
    } catch (error) {
      const status = error instanceof Refusal ? error.status : error instanceof InputError ? 400 : 500
      const message = error instanceof Error ? error.message : String(error)
      return { status, value: { error: { message } } }
    }
  }

  async #answer(request: IncomingMessage): Promise<Reply> {
    const { method = 'GET', url = '/', headers } = request
    // a page in somebody's browser must not be able to ask for anything
    if (!/^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(headers.host ?? ''))
      throw new Refusal(421, `${headers.host} is not a host of this server`)
    if (method === 'POST' && !/^application\/json\b/i.test(headers['content-type'] ?? ''))
      throw new Refusal(415, 'the content type is application/json')
    const path = url.split('?', 1)[0] ?? '/'
    const operation = /^\/operations\/([^/]+)$/.exec(path)?.[1]
    if (method === 'POST' && operation !== undefined)
      return { status: 200, value: await this.#perform(decodeURIComponent(operation), await bodyOf(request)) }
    switch (`${method} ${path}`) {
      case `GET ${ROUTES.tell.path}`:
        return { status: 200, value: this.#adapter.told }
      case `POST ${ROUTES.configure.path}`:
        await this.#adapter.configure(read(SETTINGS, await bodyOf(request)))
        this.#isConfigured = true
        return { status: 200, value: {} }
      case `GET ${ROUTES.mails.path}`:
        return { status: 200, value: { mails: this.#adapter.mails?.() ?? [] } }
      case `POST ${ROUTES.stop.path}`:
        await this.#adapter.stop()
        return { status: 200, value: {}, isLast: true }
      default:
        throw new Refusal(404, `${method} ${path} is not a route; GET / tells what is here`)
    }
  }

  #perform(operation: string, body: string): Promise<SubjectAnswer> {
    const { operations } = this.#adapter.told
    if (!operations.includes(operation))
      throw new Refusal(
        404,
        `"${operation}" is not an operation; the operations are ${operations.join(', ')}`,
      )
    const { input, ...caller }: Asked = read(ASKED, body)
    if (!this.#isConfigured) throw new Refusal(409, 'POST /configure comes first')
    return this.#adapter.perform(caller as Caller, operation, input)
  }
}

const read = <S extends Schema>(schema: S, body: string) =>
  readJson(schema, body, { name: 'request', mend: 'casproof schema protocol says what belongs there' })

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size > BODY_BYTES_MAX) throw new Refusal(413, `more than ${BODY_BYTES_MAX} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

function write(response: ServerResponse, status: number, value: unknown, done: () => void): void {
  const body = JSON.stringify(value)
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
  response.writeHead(status, headers).end(body, done)
}
