/**
 * The validation of endpoints: an endpoint must repeat a token. The mock answers requests synchronously, but
 * endpoints need time. So a request that names endpoints is judged twice: first without their answers, which
 * writes nothing and collects the endpoints, then with their answers.
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
  /** Endpoints that the request names. */
  readonly asked: Set<string>
  /**
   * Answers of the endpoints: a refusal, or undefined where the token was repeated; absent in the first
   * judgement.
   */
  readonly heard?: ReadonlyMap<string, GraphError | undefined>
}

/** By request, weakly held. */
const endpoints = new WeakMap<Arrival, Endpoints>()

/**
 * Must be called before anything is written, also without endpoints: the first judgement ends here.
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

/** Whether this request may name endpoints, alone or in a batch: only such a request is judged twice. */
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
 * Whether a request of a batch is skipped, because this is the batch's first judgement and the request names
 * no endpoint. It shares the batch's answers of endpoints.
 */
export function isLeftAlone(batch: Arrival, part: Arrival): boolean {
  const known = endpoints.get(batch)
  if (known) endpoints.set(part, known)
  return isJudged(batch) && !writesSubscription(part)
}

/** Whether this is a request's first judgement, which writes nothing. */
export function isJudged(arrival: Arrival): boolean {
  const known = endpoints.get(arrival)
  return known !== undefined && known.heard === undefined
}

export interface HandshakePorts {
  readonly notify: Notify
  readonly ids: Ids
  /** Milliseconds since the epoch: validation takes time, and the answer has the time of its end. */
  readonly now: () => number
}

/**
 * The request with the answer of every endpoint that it names.
 * @param judge the first judgement of the request, which writes nothing
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
  // The token's wording is observed; endpoints must treat it as opaque text.
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
