/**
 * The control surface of a served mock: what a test does that no service of Microsoft's offers. JSON over the HTTPS
 * port, below `/_casproof/`, on loopback names and from loopback addresses only; the tables below are all there is, and
 * `GET /_casproof/` prints them. One more route: a row in a file of its own, and a line in `ROUTES`.
 *
 *   curl --cacert "$CA" https://localhost:8443/_casproof/tenants
 *   curl --cacert "$CA" -H 'content-type: application/json' -d '{"seconds": 3600}' https://localhost:8443/_casproof/clock/advance
 */
import type { Answer } from '../wire.ts'
import { callRoutes } from './calls.ts'
import { clockRoutes } from './clock.ts'
import { faultRoutes } from './faults.ts'
import { mailRoutes } from './mail.ts'
import { publicDnsRoutes } from './public-dns.ts'
import { type Asked, ControlError, type Controlled, type Route } from './route.ts'
import { tenantRoutes } from './tenants.ts'

export { loadableFaults } from './loadable-faults.ts'
export { movableClock } from './movable-clock.ts'

/** No service of Microsoft's has a path that begins so. */
const CONTROL_PREFIX = '/_casproof'

export const ROUTES: readonly Route[] = [
  ...tenantRoutes,
  ...callRoutes,
  ...faultRoutes,
  ...clockRoutes,
  ...publicDnsRoutes,
  ...mailRoutes,
]

/** A request as the door hands it over. */
export interface ControlRequest {
  readonly method: string
  /** From the prefix on, as sent, without the query. */
  readonly path: string
  readonly query: string
  readonly contentType: string | undefined
  readonly body: string
}

export type Control = (request: ControlRequest) => Answer

/** @param controlled one cloud; the clock and the faults must be those that it was made with */
export function controlOf(controlled: Controlled): Control {
  return (request) => {
    try {
      return answer(200, run(controlled, request))
    } catch (error) {
      if (!(error instanceof ControlError)) throw error
      return answer(error.status, { error: { message: error.message } })
    }
  }
}

/** Whether a path is the control surface's. */
export const isControl = (path: string): boolean =>
  path === CONTROL_PREFIX || path.startsWith(`${CONTROL_PREFIX}/`)

export function answer(status: number, value: unknown): Answer {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }
  return { status, headers, body: `${JSON.stringify(value)}\n` }
}

function run(controlled: Controlled, { method, path, query, contentType, body }: ControlRequest): unknown {
  const parts = path.slice(CONTROL_PREFIX.length).split('/').slice(1).filter(Boolean).map(decoded)
  if (parts.length === 0 && method === 'GET')
    return {
      routes: ROUTES.map(({ run: _, ...told }) => ({ ...told, path: `${CONTROL_PREFIX}/${told.path}` })),
    }
  const there = ROUTES.filter((route) => fits(route, parts))
  if (there.length === 0) throw new ControlError(404, `no such route; GET ${CONTROL_PREFIX}/ lists them`)
  const route = there.find((one) => one.method === method)
  if (!route) throw new ControlError(405, `this route takes ${there.map((one) => one.method).join(', ')}`)
  const name = parts[route.path.split('/').indexOf('{tenant}')] ?? ''
  const asked: Asked = {
    ...controlled,
    query: new URLSearchParams(query),
    body: route.method === 'GET' ? {} : bodyIn(contentType, body),
    tenant() {
      const found = controlled.cloud.tenantNamed(name)
      if (!found) throw new ControlError(404, 'no tenant has that id or verified domain')
      return found
    },
  }
  return route.run(asked)
}

function fits({ path }: Route, parts: readonly string[]): boolean {
  const words = path.split('/')
  return words.length === parts.length && words.every((word, i) => word === '{tenant}' || word === parts[i])
}

/** JSON must be named as such: a page in a browser cannot do that to another origin without asking first. */
function bodyIn(contentType: string | undefined, body: string): Readonly<Record<string, unknown>> {
  if (!/^application\/json\b/i.test(contentType ?? '') && body !== '')
    throw new ControlError(415, 'the body must be application/json')
  if (body === '') return {}
  let read: unknown
  try {
    read = JSON.parse(body)
  } catch {
    throw new ControlError(400, 'the body is no JSON')
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw new ControlError(400, 'the body must be an object')
  return Object.fromEntries(Object.entries(read))
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
