/** The sign-in service: which path is which act, and how its refusals look on the wire. */
import type { Cloud } from '../cloud.ts'
import type { Answer, Arrival, Call, Service } from '../wire.ts'
import { decideConsent, showConsent } from './consent.ts'
import { instanceDiscovery, keys, openidConfiguration } from './discovery.ts'
import { EntraError, refusal } from './errors.ts'
import { errorPage } from './pages.ts'
import { token } from './token.ts'

interface Route {
  readonly operation: string
  /** What is left of the path after the tenant segment. */
  readonly method: 'GET' | 'POST'
  readonly rest: string
  readonly writes?: true
  /** Refusals are shown to a person as a page, not to a program as JSON. */
  readonly page?: true
  readonly act: (cloud: Cloud, arrival: Arrival, segment: string, requestId: string) => Answer
}

const ROUTES: readonly Route[] = [
  {
    operation: 'POST /oauth2/v2.0/token',
    method: 'POST',
    rest: '/oauth2/v2.0/token',
    act: (cloud, arrival, segment) => token(cloud, arrival, segment, 2),
  },
  {
    operation: 'POST /oauth2/token',
    method: 'POST',
    rest: '/oauth2/token',
    act: (cloud, arrival, segment) => token(cloud, arrival, segment, 1),
  },
  {
    operation: 'GET /v2.0/.well-known/openid-configuration',
    method: 'GET',
    rest: '/v2.0/.well-known/openid-configuration',
    act: (cloud, arrival, segment) => openidConfiguration(cloud, arrival, segment, 2),
  },
  {
    operation: 'GET /.well-known/openid-configuration',
    method: 'GET',
    rest: '/.well-known/openid-configuration',
    act: (cloud, arrival, segment) => openidConfiguration(cloud, arrival, segment, 1),
  },
  { operation: 'GET /discovery/v2.0/keys', method: 'GET', rest: '/discovery/v2.0/keys', act: keys },
  { operation: 'GET /discovery/keys', method: 'GET', rest: '/discovery/keys', act: keys },
  {
    operation: 'GET /discovery/instance',
    method: 'GET',
    rest: '/discovery/instance',
    act: instanceDiscovery,
  },
  ...([1, 2] as const).flatMap((version): Route[] => {
    const rest = version === 1 ? '/adminconsent' : '/v2.0/adminconsent'
    return [
      {
        operation: `GET ${rest}`,
        method: 'GET',
        rest,
        page: true,
        act: (cloud, arrival, segment) => showConsent(cloud, arrival, segment, version),
      },
      {
        operation: `POST ${rest}`,
        method: 'POST',
        rest,
        page: true,
        writes: true,
        act: (cloud, arrival, segment, requestId) =>
          decideConsent(cloud, arrival, segment, version, requestId),
      },
    ]
  }),
]

const BY_PATH = new Map(ROUTES.map((route) => [`${route.method} ${route.rest}`, route]))
const KNOWN_PATHS = new Set(ROUTES.map(({ rest }) => rest))
const BODY_MAX = 64 * 1024

export const entra: Service<Cloud> = {
  name: 'entra',

  resolve(arrival, cloud): Call {
    const slash = arrival.path.indexOf('/', 1)
    const [segment, rest] =
      slash < 0 ? ['', arrival.path] : [arrival.path.slice(1, slash), arrival.path.slice(slash)]
    const route = BY_PATH.get(`${arrival.method} ${rest}`)
    const operation = route?.operation ?? `${arrival.method} (not emulated)`
    const tenantId = cloud.tenantNamed(segment)?.id
    const run = (requestId: string) =>
      route ? played(route, cloud, arrival, segment, requestId) : notEmulated(rest)
    return {
      service: 'entra',
      operation,
      writes: route?.writes ?? false,
      run,
      ...(tenantId ? { tenantId } : {}),
    }
  },

  throttled(arrival, retryAfterSeconds, requestId) {
    // 90036 is not in the public list with a text; status and header as observed, wording inferred
    const error = new EntraError(
      429,
      'temporarily_unavailable',
      90036,
      'The service is temporarily throttled. Try again later.',
    )
    const answer = refusal(error, arrival.at, requestId, correlationOf(arrival, requestId))
    return { ...answer, headers: { ...answer.headers, 'Retry-After': String(retryAfterSeconds) } }
  },
}

function played(route: Route, cloud: Cloud, arrival: Arrival, segment: string, requestId: string): Answer {
  try {
    if (arrival.body.length > BODY_MAX) return { status: 413, headers: {}, body: '' }
    return route.act(cloud, arrival, segment, requestId)
  } catch (error) {
    if (!(error instanceof EntraError)) throw error
    if (route.page) return errorPage(error.status, error.message)
    return refusal(error, arrival.at, requestId, correlationOf(arrival, requestId))
  }
}

function notEmulated(rest: string): Answer {
  if (KNOWN_PATHS.has(rest)) return errorPage(405, 'The method is not allowed for this endpoint.')
  return errorPage(404, 'The page you are looking for does not exist.')
}

/** The caller's own correlation id, which MSAL sends in the query and others in a header. */
function correlationOf(arrival: Arrival, otherwise: string): string {
  const sent =
    arrival.headers['client-request-id'] ?? new URLSearchParams(arrival.query).get('client-request-id')
  return sent && /^[0-9a-f-]{36}$/i.test(sent) ? sent.toLowerCase() : otherwise
}
