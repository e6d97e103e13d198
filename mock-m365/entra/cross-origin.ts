/**
 * What web pages of other origins may read. The token endpoint answers pages of single-page applications:
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#redirect-uris-for-single-page-apps-spas
 * (documented). Headers are those of recorded answers (observed).
 */
import type { Answer, Arrival } from '../wire.ts'
import { recordOf } from './directory/directory.ts'
import type { EntraError } from './errors.ts'
import type { Entra } from './service.ts'

/** Pages of any origin, or of the origins that the client's application registers. */
export type Readers = 'any' | 'registered'

const ANY = { 'Access-Control-Allow-Origin': '*' } as const
const EXPOSED = {
  ...ANY,
  'Access-Control-Expose-Headers': 'Content-Length,Content-Encoding,x-ms-request-id,x-ms-srs',
} as const
const methods = (method: string) => ({ 'Access-Control-Allow-Methods': `${method}, OPTIONS` })

/** The refusal of a page that may not redeem: every page may read it (observed in browsers' consoles). */
const CROSS_ORIGIN_REFUSED = 9002326

/** An answer or a refusal, with the headers by which a page may read it. */
export function readable(
  readers: Readers | undefined,
  entra: Entra,
  arrival: Arrival,
  answer: Answer,
  error?: EntraError,
): Answer {
  if (readers === undefined || arrival.headers.origin === undefined) return answer
  if (readers === 'any') return withHeaders(answer, { ...ANY, ...methods(arrival.method) })
  const isRead = error?.code === CROSS_ORIGIN_REFUSED || isOfPage(entra, arrival)
  return isRead ? withHeaders(answer, { ...EXPOSED, ...methods('POST') }) : answer
}

/**
 * Headers of the token endpoint where the client is not known: the server is too busy or fails (inferred).
 */
export function readableFailure({ path, headers }: Arrival, answer: Answer): Answer {
  if (headers.origin === undefined || !path.toLowerCase().endsWith('/token')) return answer
  return withHeaders(answer, { ...EXPOSED, ...methods('POST') })
}

const withHeaders = (answer: Answer, more: Readonly<Record<string, string>>): Answer => ({
  ...answer,
  headers: { ...answer.headers, ...more },
})

/** Whether the client that a form names is a single-page application. */
export function isOfPage(entra: Entra, { body }: Arrival): boolean {
  const appId = new URLSearchParams(body).get('client_id') ?? ''
  const { redirectUris } = recordOf(entra.applicationOf(appId.toLowerCase())?.application.spa)
  return Array.isArray(redirectUris) && redirectUris.length > 0
}

/** A browser's preflight request. It does not name a client, so every origin is allowed. */
export function preflight({ headers }: Arrival, method: string): Answer {
  const asked = headers['access-control-request-headers']
  const allowed = asked ? { 'Access-Control-Allow-Headers': asked } : {}
  return {
    status: 200,
    headers: { ...EXPOSED, ...methods(method), ...allowed, 'Access-Control-Max-Age': '86400' },
    body: '',
  }
}
