/** What both doors refuse before a service sees it, so that they refuse alike: foreign hosts and outsize bodies. */
import type { Clock } from '../ports.ts'
import type { Answer, Arrival } from '../wire.ts'

/** What a door needs of a cloud. */
export interface Answering {
  readonly clock: Clock
  handle(arrival: Arrival): Answer
}

/** Largest request body, in bytes of UTF-8. */
export const BODY_BYTES_MAX = 1_048_576

/** The real hosts as which the mock answers; the doors' contract test holds this list against the cloud's own. */
export const MICROSOFT_HOSTS: ReadonlySet<string> = new Set([
  'login.microsoftonline.com',
  'login.windows.net',
  'sts.windows.net',
  'graph.microsoft.com',
  'outlook.office365.com',
  'outlook.office.com',
])

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Whether a host name (lower-case, no port, IPv6 in brackets) is this machine's own loopback. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

/** Status and short text are what a Microsoft front end gives; its exact body is not documented (inferred). */
export const TOO_LARGE: Answer = {
  status: 413,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body: 'Request Entity Too Large',
}

/** Whether a body is over the limit. Counting bytes costs time, so text that cannot reach it is not counted. */
export function isTooLarge(body: string): boolean {
  return body.length > BODY_BYTES_MAX / 3 && Buffer.byteLength(body) > BODY_BYTES_MAX
}
