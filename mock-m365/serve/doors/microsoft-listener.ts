/** Answers Microsoft's paths: collects bodies, and handles requests that arrived together in one turn. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Answer } from '../../wire.ts'
import { send, type Visit } from './doorway.ts'
import { BODY_BYTES_MAX, TOO_LARGE } from './gate.ts'

/** Called for each answered request. */
export type Note = (raw: IncomingMessage, status: number) => void

/** A complete request; its body is undefined where it is over the limit. */
interface Visitor {
  readonly raw: IncomingMessage
  readonly response: ServerResponse
  readonly body: string | undefined
}

/**
 * Requests that arrive together are all handled before the first answer is read and sent. Tokens are signed
 * then, which empties the processor's caches. This saves a sixth of the cost of a new token.
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

/** The rest of the body is still arriving and could not be told from a next request, so the connection ends. */
const TOO_LARGE_AND_CLOSED: Answer = {
  ...TOO_LARGE,
  headers: { ...TOO_LARGE.headers, Connection: 'close' },
}

/** A bug of the mock ends one request and not the server; standard error shows where it is. */
export function ofABug(error: unknown): Answer {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
  return { status: 500, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: `${error}\n` }
}

/** Passes the body as text once it is complete, or undefined as soon as it is over the limit. */
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
