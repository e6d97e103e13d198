/**
 * Up to ten requests in one POST to `$batch`, as CIPP and the module send them (observed). Each goes through
 * the cloud separately, so that faults, limits and call records apply to it. Multipart batches of older
 * modules are not emulated: 415.
 */
import type { Answer, Arrival } from '../../wire.ts'
import { headersOf, refused } from '../answers.ts'
import { malformedRequest } from '../errors.ts'
import { isRecord, parsedBody, saysJson } from './command.ts'
import type { Endpoint, Session } from './session.ts'

/** Observed: both clients send no more. The refusal's text is inferred. */
const ITEMS_MAX = 10
const ID_LENGTH_MAX = 256
const URL_LENGTH_MAX = 16_384

export const batch: Endpoint = {
  versions: ['beta'],
  method: 'POST',
  prepare: () => ({ operation: 'POST $batch', writes: false, run: answerAll }),
}

/** One request of a batch, treated as hostile. */
interface Item {
  readonly id: string
  readonly arrival: Arrival
  /** The cmdlet that its answer names in `Cmdlet-Name` (observed header). */
  readonly cmdletName: string | undefined
}

/** Answers are in the order of the requests (inferred); clients match them by id. */
function answerAll(session: Session): Answer {
  const { arrival, cloud, requestId } = session
  if (!saysJson(arrival.headers['content-type'])) return refused(415, requestId)
  const items = itemsOf(session)
  const goesOn = /odata\.continue-on-error(?!\s*=\s*false)/i.test(arrival.headers.prefer ?? '')
  const told: string[] = []
  let isLost = false
  for (const item of items) {
    const answer = cloud.handle(item.arrival)
    told.push(textOf(item, answer))
    isLost ||= answer.lost === true
    // OData's rule for batches; that the service keeps it is inferred.
    if (answer.status >= 400 && !goesOn) break
  }
  const body = `{"responses":[${told.join(',')}]}`
  return { status: 200, headers: headersOf(requestId), body, ...(isLost ? { lost: true } : {}) }
}

/** @throws CmdletError for a body that is not a batch, or has more than ten requests */
function itemsOf(session: Session): Item[] {
  const parsed = parsedBody(session.arrival.body)
  const requests = isRecord(parsed) ? parsed.requests : undefined
  if (!Array.isArray(requests)) throw malformedRequest('The request body has no array of requests.')
  if (requests.length > ITEMS_MAX)
    throw malformedRequest(
      `The current batch has ${requests.length} requests; the maximum number of requests in a batch is ${ITEMS_MAX}.`,
    )
  const items = requests.map((one) => itemOf(one, session))
  if (new Set(items.map(({ id }) => id.toLowerCase())).size < items.length)
    throw malformedRequest('The ids of the requests are not unique.')
  return items
}

function itemOf(given: unknown, { arrival, target }: Session): Item {
  if (!isRecord(given)) throw malformedRequest('A request is not an object.')
  const { method, url, headers, body } = given
  const id = typeof given.id === 'number' ? String(given.id) : given.id
  if (typeof id !== 'string' || id === '' || id.length > ID_LENGTH_MAX)
    throw malformedRequest('A request has no id.')
  if (typeof method !== 'string' || method === '') throw malformedRequest(`Request '${id}' has no method.`)
  if (typeof url !== 'string' || url === '' || url.length > URL_LENGTH_MAX)
    throw malformedRequest(`Request '${id}' has no url.`)
  const root = `/adminapi/${target.version}/${target.tenantName}/`
  const place = placeOf(url, `${arrival.origin}${root}`)
  if (!place || isBatch(place.path))
    throw malformedRequest(`The url of request '${id}' is none of this service.`)
  const { host, origin, at } = arrival
  const sent = headersIn(headers)
  const input = isRecord(body) && isRecord(body.CmdletInput) ? body.CmdletInput.CmdletName : undefined
  return {
    id,
    arrival: {
      method: method.toUpperCase(),
      host,
      origin,
      ...place,
      // One session: every item runs as the caller of the batch, whatever its own headers are (inferred).
      headers: { ...sent, authorization: arrival.headers.authorization },
      body: body === undefined || body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body),
      at,
    },
    cmdletName: typeof input === 'string' && /^[\w-]{1,128}$/.test(input) ? input : undefined,
  }
}

/** Addresses are absolute (observed), or relative to the host or to the tenant's root. */
function placeOf(url: string, root: string): { path: string; query: string } | undefined {
  const made = URL.parse(url, root)
  if (!made || !/^\/adminapi\//i.test(made.pathname) || !/^https?:$/.test(made.protocol)) return undefined
  const isNamed = /(^|\.)outlook\.office(365)?\.com$/i.test(made.hostname)
  if (!isNamed && made.host !== new URL(root).host) return undefined
  return { path: made.pathname, query: made.search.slice(1) }
}

/** In any spelling: each level of batches would multiply the work by ten. */
function isBatch(path: string): boolean {
  return path.split('/').some((part) => {
    try {
      return decodeURIComponent(part).toLowerCase() === '$batch'
    } catch {
      return false
    }
  })
}

function headersIn(given: unknown): Record<string, string> {
  const headers: Record<string, string> = Object.create(null)
  if (!isRecord(given)) return headers
  for (const [name, value] of Object.entries(given))
    if (typeof value === 'string') headers[name.toLowerCase()] = value
  return headers
}

const TOLD_HEADERS = [
  ...['Content-Type', 'OData-Version', 'Request-Id', 'Retry-After', 'WWW-Authenticate'],
  ...['x-ExceptionType', 'x-ms-diagnostics'],
]

/**
 * JSON is inserted as it is, other text as a string. The NUL bytes of a 403 are not text, and are left out.
 */
function textOf({ id, cmdletName }: Item, { status, headers, body }: Answer): string {
  const told: Record<string, string> = cmdletName === undefined ? {} : { 'Cmdlet-Name': cmdletName }
  for (const name of TOLD_HEADERS) {
    const value = headers[name]
    if (value !== undefined) told[name] = value
  }
  const isJson = headers['Content-Type']?.includes('json') === true
  const text = typeof body === 'string' ? body : ''
  const inside = text === '' ? '' : `,"body":${isJson ? text : JSON.stringify(text)}`
  return `{"id":${JSON.stringify(id)},"status":${status},"headers":${JSON.stringify(told)}${inside}}`
}
