/** The sign-in service: its paths, and how it renders refusals. */

import type { Surroundings } from '../surroundings.ts'
import type { Answer, Arrival, Call, Service } from '../wire.ts'
import { authorize } from './authorize/authorize.ts'
import { beginDevice, confirmDevice } from './authorize/device.ts'
import { logout } from './authorize/logout.ts'
import { decideConsent, showConsent } from './consent/consent.ts'
import { preflight, type Readers, readable, readableFailure } from './cross-origin.ts'
import { instanceDiscovery, keys, openidConfiguration } from './discovery.ts'
import { EntraError, refusal } from './errors.ts'
import { correlationOf } from './form.ts'
import { errorPage, type Trail } from './pages.ts'
import { refuse } from './refusals/index.ts'
import type { Entra } from './service.ts'
import { SignIns } from './sign-ins.ts'
import { signingKey } from './tokens/signing-key.ts'
import { token } from './tokens/token.ts'
import { issuedTokens } from './tokens/tokens.ts'
import { oldUserRealm, userRealm } from './user-realm.ts'

export interface Route {
  readonly operation: string
  /** The rest of the path after the tenant segment. */
  readonly method: 'GET' | 'POST' | 'OPTIONS'
  readonly rest: string
  readonly writes?: true
  /** Web pages of other origins may read the answer, where their application allows it. */
  readonly readers?: Readers | undefined
  /** Refusals are a page for a person, not JSON for a program. */
  readonly page?: true
  readonly act: (entra: Entra, arrival: Arrival, segment: string, requestId: string) => Answer
}

type Act = Route['act']

const page = (methods: readonly Route['method'][], rest: string, act: Act): Route[] =>
  methods.map((method) => ({
    operation: `${method} ${rest}`,
    method,
    rest,
    page: true,
    ...(method === 'POST' ? { writes: true } : {}),
    act,
  }))
const program = (method: Route['method'], rest: string, act: Act, readers?: Readers): Route => ({
  operation: `${method} ${rest}`,
  method,
  rest,
  act,
  readers,
})
const BOTH = ['GET', 'POST'] as const

/** Both versions of one endpoint: v2 has its number in the path. */
const versions = (make: (version: 1 | 2, v2: string) => Route[]): Route[] => [
  ...make(1, ''),
  ...make(2, '/v2.0'),
]

/** Everything that the service answers, by method and the path after the tenant segment. */
export const ROUTES: readonly Route[] = [
  ...versions((version, v2) => [
    program(
      'POST',
      `/oauth2${v2}/token`,
      (entra, arrival, segment) => token(entra, arrival, segment, version),
      'registered',
    ),
    program('POST', `/oauth2${v2}/devicecode`, (entra, arrival, segment) =>
      beginDevice(entra, arrival, segment, version),
    ),
    program(
      'GET',
      `${v2}/.well-known/openid-configuration`,
      (entra, arrival, segment) => openidConfiguration(entra, arrival, segment, version),
      'any',
    ),
    ...page(BOTH, `/oauth2${v2}/authorize`, (entra, arrival, segment, requestId) =>
      authorize(entra, arrival, segment, version, requestId),
    ),
    ...page(BOTH, `/oauth2${v2}/logout`, logout),
    ...page(['GET'], `${v2}/adminconsent`, (entra, arrival, segment) =>
      showConsent(entra, arrival, segment, version),
    ),
    ...page(['POST'], `${v2}/adminconsent`, (entra, arrival, segment, requestId) =>
      decideConsent(entra, arrival, segment, version, requestId),
    ),
  ]),
  ...page(BOTH, '/oauth2/deviceauth', (entra, arrival, _segment, requestId) =>
    confirmDevice(entra, arrival, requestId),
  ),
  ...page(BOTH, '/devicelogin', (entra, arrival, _segment, requestId) =>
    confirmDevice(entra, arrival, requestId),
  ),
  program(
    'GET',
    '/discovery/v2.0/keys',
    (entra, arrival, segment) => keys(entra, arrival, segment, 2),
    'any',
  ),
  program('GET', '/discovery/keys', (entra, arrival, segment) => keys(entra, arrival, segment, 1), 'any'),
  program('GET', '/discovery/instance', instanceDiscovery, 'any'),
  program('GET', '/userrealm/{user}', userRealm),
  program('GET', '/getuserrealm.srf', oldUserRealm),
]

/** Preflight requests of browsers. */
const PREFLIGHTS = ROUTES.flatMap(({ method, rest, readers }) =>
  readers ? [program('OPTIONS', rest, (_cloud, arrival) => preflight(arrival, method))] : [],
)
const BY_PATH = new Map([...ROUTES, ...PREFLIGHTS].map((route) => [`${route.method} ${route.rest}`, route]))
const KNOWN_PATHS = new Set(ROUTES.map(({ rest }) => rest))
/** The only path with a name in it. Its case does not matter, and the name may be in the query. */
const templateOf = (rest: string): string => (/^\/userrealm\/?[^/]*$/.test(rest) ? '/userrealm/{user}' : rest)
const BODY_MAX = 64 * 1024
/** Paths of only one host (observed: the service now tells devices to open it). */
const ALIASES: ReadonlyMap<string, string> = new Map([['login.microsoft.com/device', '/devicelogin']])

const FAILURES = { 500: refuse.unavailable, 503: refuse.transient, 504: refuse.timedOut } as const

/** The sign-in service of a cloud, with its state, which a fork copies. */
export interface OpenedEntra extends Entra {
  readonly service: Service
}

export function openEntra(
  surroundings: Surroundings,
  { key = signingKey(), signIns = new SignIns() }: Partial<Pick<Entra, 'key' | 'signIns'>>,
): OpenedEntra {
  const entra: Entra = { ...surroundings, key, issued: issuedTokens(), signIns }
  return { ...entra, service: { ...SERVICE, resolve: (arrival) => resolve(arrival, entra) } }
}

const HOSTS = ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net']

function resolve(arrival: Arrival, entra: Entra): Call {
  const path = ALIASES.get(`${arrival.host}${arrival.path.toLowerCase()}`) ?? arrival.path
  const slash = path.indexOf('/', 1)
  const [segment, rest] = slash < 0 ? ['', path] : [path.slice(1, slash), path.slice(slash)]
  const known = templateOf(rest.toLowerCase())
  const route = BY_PATH.get(`${arrival.method} ${known}`)
  const operation = route?.operation ?? `${arrival.method} (not emulated)`
  const tenantId = entra.tenantNamed(segment)?.id
  const run = (requestId: string) =>
    route ? played(route, entra, arrival, segment, requestId) : notEmulated(arrival, known, requestId)
  return {
    service: 'entra',
    operation,
    writes: route?.writes ?? false,
    run,
    ...(tenantId ? { tenantId } : {}),
  }
}

const SERVICE: Omit<Service, 'resolve'> = {
  name: 'entra',
  hosts: new Set(HOSTS),
  // It takes every path that no other service claims: each begins with a tenant.
  segments: new Set(),
  throttled(arrival, retryAfterSeconds, requestId) {
    const answer = refusal(refuse.throttled(), arrival.at, requestId, correlationOf(arrival, requestId))
    const waiting = { ...answer, headers: { ...answer.headers, 'Retry-After': String(retryAfterSeconds) } }
    return readableFailure(arrival, waiting)
  },

  failing: (arrival, status, requestId) =>
    readableFailure(
      arrival,
      refusal(FAILURES[status](), arrival.at, requestId, correlationOf(arrival, requestId)),
    ),
}

function played(route: Route, entra: Entra, arrival: Arrival, segment: string, requestId: string): Answer {
  try {
    if (arrival.body.length > BODY_MAX) return { status: 413, headers: {}, body: '' }
    const answer = route.act(entra, arrival, segment, requestId)
    return readable(route.readers, entra, arrival, answer)
  } catch (error) {
    if (!(error instanceof EntraError)) throw error
    // A page does not ask for credentials, so it is never 401.
    const status = error.status === 401 ? 400 : error.status
    if (route.page) return errorPage(status, error.message, trailOf(arrival, requestId))
    const answer = refusal(error, arrival.at, requestId, correlationOf(arrival, requestId))
    return readable(route.readers, entra, arrival, answer, error)
  }
}

function notEmulated(arrival: Arrival, rest: string, requestId: string): Answer {
  const trail = trailOf(arrival, requestId)
  const posted = BY_PATH.get(`POST ${rest}`)
  if (posted && !posted.page) return postedOnly(posted, arrival, requestId)
  if (KNOWN_PATHS.has(rest)) return errorPage(405, 'The method is not allowed for this endpoint.', trail)
  return errorPage(404, 'The page you are looking for does not exist.', trail)
}

/** A program gets JSON; a browser gets a page. */
function postedOnly({ readers }: Route, arrival: Arrival, requestId: string): Answer {
  const methods = readers ? 'POST, OPTIONS' : 'POST'
  const error = refuse.methodNotAccepted({ methods, method: arrival.method })
  if (arrival.headers.accept?.includes('text/html'))
    return errorPage(error.status, error.message, trailOf(arrival, requestId))
  return refusal(error, arrival.at, requestId, correlationOf(arrival, requestId))
}

const trailOf = (arrival: Arrival, requestId: string): Trail => ({
  requestId,
  correlationId: correlationOf(arrival, requestId),
  at: arrival.at,
})
