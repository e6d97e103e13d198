/**
 * Whether an endpoint wants to be called: it must repeat a token. Requests are answered at once and endpoints are not,
 * so a request that names endpoints is judged twice: first without a word from them, which writes nothing and says whom
 * to ask, then with what they said.
 * https://learn.microsoft.com/graph/change-notifications-delivery-webhooks#notificationurl-validation
 */
import type { Ids } from '../../ports.ts'
import type { Answer, Arrival } from '../../wire.ts'
import type { GraphError } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { validationAnswered, validationFailed } from './errors.ts'
import type { Notify } from './notify.ts'

const TIMEOUT_MS = 10_000

interface Endpoints {
  /** Named by the request. */
  readonly asked: Set<string>
  /** What each said: a refusal, or nothing where it repeated the token; absent while the request is only judged. */
  readonly heard?: ReadonlyMap<string, GraphError | undefined>
}

/** By request; what no longer arrives is forgotten with it. */
const endpoints = new WeakMap<Arrival, Endpoints>()

/**
 * To be called before anything is written, also where no endpoint is named: a request that is only judged ends here.
 * @throws GraphError 400 InvalidRequest where an endpoint did not repeat its token, or cannot be asked
 */
export function checkEndpoints({ arrival }: Turn, urls: readonly (string | null | undefined)[]): void {
  const known = endpoints.get(arrival)
  const named = urls.filter((url) => typeof url === 'string')
  for (const url of named) known?.asked.add(url)
  const { heard } = known ?? { heard: new Map() }
  if (!heard) throw unreachable()
  for (const url of named) {
    const refused = heard.has(url) ? heard.get(url) : unreachable()
    if (refused) throw refused
  }
}

/** Whether this request may name endpoints, by itself or in a batch: only such a one is worth judging twice. */
export const namesEndpoints = (arrival: Arrival): boolean =>
  writesSubscription(arrival) || (isBatch(arrival) && /subscriptions/i.test(arrival.body))

const writesSubscription = ({ method, path }: Arrival): boolean =>
  (method === 'POST' || method === 'PATCH') &&
  /^\/(?:v1\.0|beta)\/subscriptions(?:(?:\/[^/]*|\([^/]*\))(?:\/(?:microsoft\.graph\.)?reauthorize(?:\(\))?)?)?\/?$/i.test(
    path,
  )

const isBatch = ({ method, path }: Arrival): boolean =>
  method === 'POST' && /^\/(?:v1\.0|beta)\/(?:\$|%24)batch\/?$/i.test(path)

/**
 * Whether a request of a batch is to be left alone, because the batch is only judged and this one names no endpoint. It
 * shares what the batch has heard.
 */
export function isLeftAlone(batch: Arrival, part: Arrival): boolean {
  const known = endpoints.get(batch)
  if (known) endpoints.set(part, known)
  return isJudged(batch) && !writesSubscription(part)
}

/** Whether a request only tells whom to ask, and is to write nothing. */
export function isJudged(arrival: Arrival): boolean {
  const known = endpoints.get(arrival)
  return known !== undefined && known.heard === undefined
}

export interface HandshakePorts {
  readonly notify: Notify
  readonly ids: Ids
  /** Milliseconds since the epoch: asking takes time, and the answer is of when all were heard. */
  readonly now: () => number
}

/**
 * The request with the word of every endpoint that it names.
 * @param judge answers the request; as it is only judged, it writes nothing
 */
export async function withEndpointsHeard(
  arrival: Arrival,
  judge: (arrival: Arrival) => Answer,
  { notify, ids, now }: HandshakePorts,
): Promise<Arrival> {
  const asked = new Set<string>()
  const first = { ...arrival }
  endpoints.set(first, { asked })
  judge(first)
  const heard = new Map<string, GraphError | undefined>()
  for (const url of asked) heard.set(url, await refusalOf(url, notify, ids))
  const second = { ...arrival, at: now() }
  endpoints.set(second, { asked: new Set(), heard })
  return second
}

async function refusalOf(url: string, notify: Notify, ids: Ids): Promise<GraphError | undefined> {
  // The token's wording is observed; endpoints that take it for anything but opaque text are wrong.
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${ids.uuid()}`
  const target = new URL(url)
  const query = `validationToken=${encodeURIComponent(token)}`
  target.search = target.search === '' ? query : `${target.search.slice(1)}&${query}`
  const answer = await notify({
    url: target.href,
    contentType: 'text/plain; charset=utf-8',
    body: '',
    timeoutMs: TIMEOUT_MS,
  })
  if (!answer) return unreachable()
  if (answer.status !== 200) return validationAnswered(answer.status)
  const isPlain = answer.contentType.toLowerCase().startsWith('text/plain')
  // The text of a wrong echo is inferred.
  return isPlain && answer.body === token
    ? undefined
    : validationFailed('Response must match the validationToken query parameter and be of type text/plain.')
}

const unreachable = () =>
  validationFailed('Notification endpoint must respond with 200 OK to validation request.')
