/** What both doors refuse before a service sees it: foreign hosts and too large bodies. */
import type { Clock } from '../../ports.ts'
import type { Answer, Arrival } from '../../wire.ts'

/** What a door needs of a cloud. */
export interface Answering {
  readonly clock: Clock
  handle(arrival: Arrival): Answer
  /** Like `handle`, for answers that may have to wait for endpoints; doors prefer it. */
  receive?(arrival: Arrival): Answer | Promise<Answer>
}

/** A promise only where the cloud must call an endpoint first. */
export function answerOf(cloud: Answering, arrival: Arrival): Answer | Promise<Answer> {
  return cloud.receive ? cloud.receive(arrival) : cloud.handle(arrival)
}

/** Largest request body, in bytes of UTF-8. */
export const BODY_BYTES_MAX = 1_048_576

/** Status and short text are those of a Microsoft front end; its exact body is not documented (inferred). */
export const TOO_LARGE: Answer = {
  status: 413,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body: 'Request Entity Too Large',
}

/**
 * The answer of Microsoft's hosts that no service here emulates: SharePoint, storage, portals. Status and
 * code are those of Graph for what it does not support; using them for every such host is proposed.
 */
export function notEmulated(host: string): Answer {
  const message = `${host} is not emulated by this mock Microsoft 365, and nothing was sent to the real one.`
  return {
    status: 501,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ error: { code: 'NotImplemented', message } }),
  }
}

/** Whether a body is over the limit. Counting bytes is slow, so text that cannot reach the limit is not counted. */
export function isTooLarge(body: string): boolean {
  return body.length > BODY_BYTES_MAX / 3 && Buffer.byteLength(body) > BODY_BYTES_MAX
}
