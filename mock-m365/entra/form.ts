/** Parameters of a request, in a form or a query: each at most once. */
import type { Arrival } from '../wire.ts'
import { refuse } from './refusals/index.ts'

/** @throws EntraError 9000411 for a repeated parameter, as OAuth 2.0 requires (RFC 6749, 3.2) */
export function parametersOf(encoded: string): URLSearchParams {
  const parameters = new URLSearchParams(encoded)
  const seen = new Set<string>()
  for (const name of parameters.keys()) {
    if (seen.has(name)) throw refuse.parameterRepeated({ name })
    seen.add(name)
  }
  return parameters
}

/** @throws EntraError 900144 where it is absent or empty */
export function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name)
  if (!value) throw refuse.parameterMissing({ name })
  return value
}

/** The caller's correlation id. MSAL sends it in the query, others in a header. */
export function correlationOf(arrival: Arrival, otherwise: string): string {
  const sent =
    arrival.headers['client-request-id'] ?? new URLSearchParams(arrival.query).get('client-request-id')
  return sent && /^[0-9a-f-]{36}$/i.test(sent) ? sent.toLowerCase() : otherwise
}
