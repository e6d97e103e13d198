/**
 * Pages of one answer. A token is bound to the back-end that issued it, which the anchor chooses, and to the
 * request that it continues; it is valid for 30 minutes. Tokens are followed by POST with the same body
 * (CIPP, ExoHelper) and by GET (a Go client): all observed.
 */
import QuickLRU from 'quick-lru'
import { hash32 } from '../../seeded-ids.ts'
import type { Arrival } from '../../wire.ts'
import { pageExpired } from '../errors.ts'
import { anchorOf } from './anchor.ts'

const PAGE_MAX = 1000
const EXPIRY_MS = 30 * 60 * 1000

export interface Page {
  readonly size: number
  /** Index of the first object. */
  readonly from: number
  /** Position of the tenant's log that all pages of one reading use; undefined on the first page. */
  readonly position: number | undefined
}

/**
 * Objects on a page, from the Prefer header: `odata.maxpagesize=1000;odata.continue-on-error`, blanks
 * allowed.
 */
function pageSize(prefer: string | undefined): number {
  if (prefer === undefined) return PAGE_MAX
  const size = Number(/odata\.maxpagesize\s*=\s*(\d{1,9})/i.exec(prefer)?.[1] ?? PAGE_MAX)
  return Math.min(Math.max(size, 1), PAGE_MAX)
}

/** The page that a request asks for. @throws CmdletError for a stale or foreign token */
export function pageOf(arrival: Arrival, token: string | null, positionNow: number): Page {
  const size = pageSize(arrival.headers.prefer)
  if (token === null) return { size, from: 0, position: undefined }
  const [from = -1, position = -1, at = -1, bodyHash, anchorHash, ...rest] = token
    .split('-', 6)
    .map((part) => parsed36(part))
  const expired = arrival.at - at >= EXPIRY_MS || at > arrival.at
  const isForeign =
    rest.length > 0 ||
    anchorHash !== backEndOf(arrival) ||
    (arrival.method === 'POST' && bodyHash !== hash32(arrival.body))
  if (from < 0 || position < 0 || position > positionNow || expired || isForeign) throw pageExpired()
  return { size, from, position }
}

const parsed36 = (text: string): number => (/^[0-9a-z]{1,10}$/.test(text) ? Number.parseInt(text, 36) : -1)

/** Without an anchor each request may reach another back-end, which does not have the page (observed). */
function backEndOf({ headers }: Arrival): number | undefined {
  const anchor = anchorOf(headers['x-anchormailbox'])
  return anchor === undefined ? undefined : hash32(anchor)
}

/**
 * The address of the next page. @param from index of its first object @param position of the log that all
 * pages read
 */
export function nextLink(arrival: Arrival, from: number, position: number): string {
  const { origin, path, query, body, at } = arrival
  const asked = new URLSearchParams(query)
  asked.delete('$skiptoken')
  const rest = [...asked].map(([name, value]) => `${name}=${encodeURIComponent(value)}&`).join('')
  // A token is also issued without a back-end: then the next request fails.
  const numbers = [from, position, at, hash32(body), backEndOf(arrival) ?? 0]
  return `${origin}${path}?${rest}$skiptoken=${numbers.map((n) => n.toString(36)).join('-')}`
}

const REMEMBERED_MAX = 256

/** Bodies of requests, for clients that request the next page by GET, without a body. */
export class PagedBodies {
  readonly #bodies = new QuickLRU<string, string>({ maxSize: REMEMBERED_MAX })

  remember({ body }: Arrival): void {
    this.#bodies.set(hash32(body).toString(36), body)
  }

  /** The body that a token continues; undefined where it is not known, or dropped. */
  behind(query: string): string | undefined {
    const token = new URLSearchParams(query).get('$skiptoken')
    return this.#bodies.get(token?.split('-', 4)[3] ?? '')
  }
}
