/** A small load generator: a few kept connections that ask again as soon as they are answered, and read no more than they must. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** A whole request as it goes over the wire. @param i counts the requests, for those that must differ */
export type RequestText = (i: number) => string

const EMPTY: Buffer = Buffer.alloc(0)
const END_OF_HEAD = '\r\n\r\n'

/** @param headers without Host; a body gets its length */
export function requestText(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): string {
  const all = {
    host: 'localhost',
    ...headers,
    ...(body ? { 'content-length': Buffer.byteLength(body) } : {}),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}${END_OF_HEAD}${body}`
}

/** Connections to one server, kept from turn to turn. */
export class Load {
  /** Goes on from turn to turn, so that requests that must differ do so in the whole process. */
  static #asked = 0
  readonly #lines: readonly Line[]

  private constructor(lines: readonly Line[]) {
    this.#lines = lines
  }

  /** @param ca PEM, for https @throws Error where nobody listens */
  static async open(origin: string, ca: string, connections: number): Promise<Load> {
    const { protocol, hostname: host, port: text } = new URL(origin)
    const port = Number(text)
    const opened = Array.from({ length: connections }, async () => {
      const isSecure = protocol === 'https:'
      const socket = isSecure ? connectTls({ host, port, ca, servername: host }) : connect({ host, port })
      await once(socket, isSecure ? 'secureConnect' : 'connect')
      return new Line(socket.setNoDelay())
    })
    return new Load(await Promise.all(opened))
  }

  /** Asks for so many milliseconds. @returns how many answers came @throws Error for any answer but 200 and 204 */
  async run(text: RequestText, ms: number): Promise<number> {
    const until = performance.now() + ms
    let answers = 0
    const one = async (line: Line) => {
      for (; performance.now() < until; answers++) await line.ask(text(Load.#asked++))
    }
    await Promise.all(this.#lines.map(one))
    return answers
  }

  close(): void {
    for (const line of this.#lines) line.close()
  }
}

/** One connection, one request at a time. Bodies are counted and dropped. */
class Line {
  readonly #socket: Socket
  #head: Buffer = EMPTY
  #left = 0
  #answered: () => void = () => {}
  #failed: (error: Error) => void = () => {}

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes: Buffer) => this.#take(bytes))
    socket.on('error', (error) => this.#failed(error))
    socket.on('close', () => this.#failed(new Error('the server closed the connection')))
  }

  ask(text: string): Promise<void> {
    return new Promise((answered, failed) => {
      this.#answered = answered
      this.#failed = failed
      if (this.#socket.destroyed) failed(new Error('the server closed the connection'))
      else this.#socket.write(text)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(bytes: Buffer): void {
    if (this.#left > 0) {
      this.#left -= bytes.length
      if (this.#left === 0) this.#answered()
      return
    }
    this.#head = this.#head.length > 0 ? Buffer.concat([this.#head, bytes]) : bytes
    const end = this.#head.indexOf(END_OF_HEAD)
    if (end < 0) return
    const head = this.#head.toString('latin1', 0, end)
    const isBare = head.startsWith('HTTP/1.1 204')
    const length = isBare ? '0' : /^content-length: *(\d+)/im.exec(head)?.[1]
    if (!(isBare || head.startsWith('HTTP/1.1 200')) || length === undefined)
      this.#failed(
        new Error(
          `an answer that is not to be measured: ${head.slice(0, 400)} ${this.#head.subarray(end, end + 400)}`,
        ),
      )
    this.#left = Number(length) + end + END_OF_HEAD.length - this.#head.length
    this.#head = EMPTY
    if (this.#left === 0) this.#answered()
  }
}
