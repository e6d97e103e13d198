/**
 * Applications that send a signed-in browser with the same request again and again.
 * https://learn.microsoft.com/entra/identity-platform/reference-breaking-changes#march-2019
 */

import { refuse } from '../refusals/index.ts'
import type { Authorization } from './authorization-request.ts'
import { cookieOf } from './visitor.ts'

/** Documented: 15 and more of one request in five minutes. That the fifteenth is refused already is inferred. */
const REQUESTS_MAX = 14
const WINDOW_MS = 5 * 60_000
/**
 * Parameters that make requests the same (documented, together with the browser). A browser is recognized by
 * its session, so only signed-in browsers are counted.
 */
const FACTORS = [
  'client_id',
  'login_hint',
  'scope',
  'resource',
  'redirect_uri',
  'response_type',
  'response_mode',
] as const

/** @throws EntraError 50196 */
export function checkLoop({ entra, arrival, parameters }: Authorization): void {
  const session = cookieOf(arrival)
  if (session === '') return
  const { loops } = entra.signIns
  const { at } = arrival
  const key = JSON.stringify([session, ...FACTORS.map((name) => parameters.get(name))])
  const recent = (loops.get(key, at) ?? []).filter((time) => time > at - WINDOW_MS)
  loops.put(key, [...recent, at].slice(-REQUESTS_MAX), at)
  if (recent.length >= REQUESTS_MAX) throw refuse.loopDetected()
}
