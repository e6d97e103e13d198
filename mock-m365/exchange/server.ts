/**
 * Exchange Online's admin endpoint: InvokeCommand, which runs all cmdlets, and a few other paths.
 * https://learn.microsoft.com/exchange/reference/admin-api-overview
 */
import { readToken, type TokenIssuer } from '../entra/tokens/tokens.ts'
import type { Limits } from '../graph/limits/table.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Answer, Arrival, Call, Service } from '../wire.ts'
import { failure, refused, serverFailure, tooManyRequests, unauthorized } from './answers.ts'
import { sessionRefusal } from './authorization.ts'
import { CmdletError, objectNotFound, outOfScope, rateExceeded } from './errors.ts'
import type { Exchange } from './service.ts'
import { ADMIN_API } from './wire/admin-api.ts'
import { batch } from './wire/batch.ts'
import { COLLECTIONS, serviceRoot } from './wire/collections.ts'
import { invokeCommand } from './wire/invoke.ts'
import { banner, moduleFile } from './wire/module-file.ts'
import { PagedBodies } from './wire/pages.ts'
import { Rates } from './wire/rates.ts'
import type { Endpoint, Prepared, Session } from './wire/session.ts'
import { type Target, targetOf } from './wire/target.ts'

/** By name in lower case; `Mailbox` is a collection in one version and an endpoint for cmdlets in another. */
const ENDPOINTS: ReadonlyMap<string, readonly Endpoint[]> = byName([
  ['', serviceRoot],
  ['invokecommand', invokeCommand],
  ['$batch', batch],
  ['exomodulefile', moduleFile],
  ['exobanner', banner],
  ...Object.entries(COLLECTIONS),
  ...Object.entries(ADMIN_API),
])

export interface ExchangeOptions {
  readonly issuer: TokenIssuer
  /** Enforced; none where absent. */
  readonly limits?: Limits | undefined
}

/** Exchange Online's admin endpoint as a cloud opens it. */
export interface OpenedExchange {
  readonly service: Service
  /** Enforces other limits from now on, or none; counts start again. */
  readonly limitBy: (limits: Limits | undefined) => void
}

export function openExchange(
  surroundings: Surroundings,
  { issuer, limits }: ExchangeOptions,
): OpenedExchange {
  const exchange: Omit<Exchange, 'rates'> & { rates: Exchange['rates'] } = {
    ...surroundings,
    issuer,
    rates: ratesOf(limits),
    bodies: new PagedBodies(),
  }
  return {
    service: { ...SERVICE, resolve: (arrival) => resolve(arrival, exchange) },
    limitBy: (others) => {
      exchange.rates = ratesOf(others)
    },
  }
}

const ratesOf = (limits: Limits | undefined) => limits && new Rates(limits.scale, limits.exchangeConcurrency)

const SERVICE: Omit<Service, 'resolve'> = {
  name: 'exchange',
  hosts: new Set(['outlook.office365.com', 'outlook.office.com']),
  segments: new Set(['/adminapi']),
  throttled: (_arrival, retryAfterSeconds, requestId) => tooManyRequests(retryAfterSeconds, requestId),
  failing: (_arrival, status, requestId) => serverFailure(status, requestId),
  refusing: (_arrival, object, requestId) => failure(outOfScope(object), requestId),
  missing: (_arrival, object, requestId) => failure(objectNotFound(object), requestId),
}

const OPERATION_SHOWN_MAX = 128

function resolve(arrival: Arrival, cloud: Exchange): Call {
  const target = targetOf(arrival)
  const endpoint = target ? endpointFor(arrival, target) : 404
  if (!target || typeof endpoint === 'number') {
    const status = typeof endpoint === 'number' ? endpoint : 404
    const allow = target && ENDPOINTS.get(target.name)?.[0]?.method
    return {
      service: 'exchange',
      operation: `${arrival.method} ${arrival.path}`.slice(0, OPERATION_SHOWN_MAX),
      writes: false,
      run: (requestId) => refused(status, requestId, status === 405 ? allow : undefined),
    }
  }
  const tenant = cloud.tenantNamed(target.tenantName)
  const prepared = endpoint.prepare(arrival, target, cloud)
  const { operation, writes } = prepared
  return {
    service: 'exchange',
    operation,
    ...(tenant ? { tenantId: tenant.id } : {}),
    writes,
    run: (requestId) => {
      const claims = readToken(cloud.issuer, arrival.headers.authorization, arrival.at)
      const refusal = sessionRefusal(claims, tenant?.id, target.version)
      if (refusal || typeof claims === 'string' || !tenant)
        return unauthorized(requestId, refusal?.diagnostics)
      return answer(prepared, { cloud, arrival, target, tenant, claims, requestId })
    },
  }
}

/**
 * A path that exists in another version, or for another method, is refused as not allowed (observed for v1.0).
 * OPTIONS is one of them: no page and no report tells whether the real endpoint answers browsers of other origins
 * (unknown), so that none is let in here.
 */
function endpointFor({ method, query }: Arrival, { name, version, key, rest }: Target): Endpoint | 404 | 405 {
  const named = ENDPOINTS.get(name)
  if (!named) return 404
  const found = named.find((one) => one.versions.includes(version))
  if (!found) return 405
  if (!found.deep && (key !== undefined || rest.length > 0)) return 404
  const follows = found === invokeCommand && method === 'GET' && query.includes('skiptoken')
  return found.method === method || follows ? found : 405
}

function answer(prepared: Prepared, session: Session): Answer {
  const rates = prepared.operation === BATCH ? undefined : session.cloud.rates
  const limited = rates?.take(session, prepared.operation)
  const { requestId } = session
  if (limited?.because === 'concurrency') return tooManyRequests(limited.retryAfterSeconds, requestId)
  const given = limited ? failed(rateExceeded(), requestId) : run(prepared, session)
  if (!rates) return given
  const wait = limited ? { 'Retry-After': String(limited.retryAfterSeconds) } : {}
  return { ...given, headers: { ...given.headers, ...rates.told(session), ...wait } }
}

/** The requests of a batch are counted, not the batch itself. */
const BATCH = 'POST $batch'

function run(prepared: Prepared, session: Session): Answer {
  try {
    return prepared.run(session)
  } catch (error) {
    return failed(error, session.requestId)
  }
}

function failed(error: unknown, requestId: string): Answer {
  if (error instanceof CmdletError) return failure(error, requestId)
  throw error
}

function byName(rows: readonly (readonly [string, Endpoint])[]): Map<string, readonly Endpoint[]> {
  const found = new Map<string, Endpoint[]>()
  for (const [name, endpoint] of rows) found.set(name, [...(found.get(name) ?? []), endpoint])
  return found
}
