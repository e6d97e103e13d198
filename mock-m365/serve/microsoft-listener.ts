/** What answers Microsoft's paths: bodies are collected, and requests that came in together are dealt with together. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Answer } from '../wire.ts'
import { send, type Visit } from './doorway.ts'
import { BODY_BYTES_MAX, TOO_LARGE } from './gate.ts'

/** Told of each request once it is answered. */
export type Note = (raw: IncomingMessage, status: number) => void

/** A request that is all here; its body is undefined where it is more than may come. */
interface Visitor {
  readonly raw: IncomingMessage
  readonly response: ServerResponse
  readonly body: string | undefined
}

/**
 * Requests that come in together are all dealt with before the first answer is read and sent: a signature, which is
 * made then, drives everything else out of the processor's caches. It spares a new token a sixth of what it costs.
 */
export function microsoftListener(
  act: (visit: Visit) => Answer | Promise<Answer>,
  note: Note | undefined,
): RequestListener {
  const answered = ({ raw, body }: Visitor): Answer | Promise<Answer> => {
    if (body === undefined) return TOO_LARGE_AND_CLOSED
    try {
      return act({ raw, scheme: 'https', target: raw.url ?? '/', body })
    } catch (error) {
      return ofABug(error)
    }
  }
  const write = ({ raw, response }: Visitor, answer: Answer) => {
    try {
      send(answer, response)
      note?.(raw, answer.status)
    } catch (error) {
      send(ofABug(error), response)
    }
  }
  let waiting: Visitor[] = []
  const answerAll = () => {
    const dealtWith = waiting.map((visitor) => [visitor, answered(visitor)] as const)
    waiting = []
    for (const [visitor, answer] of dealtWith)
      if (answer instanceof Promise) answer.catch(ofABug).then((late) => write(visitor, late))
      else write(visitor, answer)
  }
  return (raw, response) =>
    withBody(raw, (body) => {
      if (waiting.push({ raw, response, body }) === 1) setImmediate(answerAll)
    })
}

/** The rest of the body is still under way: nothing further on this connection could be told from it. */
const TOO_LARGE_AND_CLOSED: Answer = {
  ...TOO_LARGE,
  headers: { ...TOO_LARGE.headers, Connection: 'close' },
}

/** A bug of the mock's own ends one request and not the server; the person who runs it is told where it is. */
export function ofABug(error: unknown): Answer {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
  return { status: 500, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: `${error}\n` }
}

/** Hands the body over as text once it is all there, and undefined as soon as it is more than may come. */
function withBody(raw: IncomingMessage, take: (body: string | undefined) => void): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = raw.headers
  if (encoding === undefined && (length === undefined || length === '0')) {
    take('')
    return
  }
  const chunks: Buffer[] = []
  let bytes = 0
  const collect = (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk)
    else refuse()
  }
  const finish = () => take((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString())
  const refuse = () => {
    raw.off('data', collect).off('end', finish).resume()
    take(undefined)
  }
  if (Number(length) > BODY_BYTES_MAX) refuse()
  else raw.on('data', collect).once('end', finish)
}
