/** Finds a route, checks its request, and makes its answer, with a socket and without. */
import { InputError, jsonIn } from '#input'
import { ControlError, type Controlled, type Route } from './route.ts'

/** Microsoft's services have no path with this beginning. */
export const CONTROL_PREFIX = '/_casproof'

/** A request before it is checked. */
export interface Given {
  /** The value of `{tenant}` in the path; empty where the route has none. */
  readonly tenant: string
  readonly query: unknown
  readonly body: unknown
}

/** @param given with a checked query and body */
export function perform({ run }: Route, controlled: Controlled, { tenant, query, body }: Given): unknown {
  return run({
    ...controlled,
    query,
    body,
    tenant() {
      const found = controlled.cloud.tenantNamed(tenant)
      if (!found) throw new ControlError(404, 'no tenant has that id or verified domain')
      return found
    },
  })
}

/** The end of each refusal's text. */
export const MEND = `GET ${CONTROL_PREFIX}/openapi.json describes every route`

/**
 * A body as an object; empty where there is none. The type must be JSON: a web page cannot send that to
 * another origin without a preflight request.
 * @throws ControlError 415 for another type, 400 for what is not a JSON object
 */
export function bodyIn(contentType: string | undefined, text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {}
  if (!/^application\/json\b/i.test(contentType ?? ''))
    throw new ControlError(415, 'the body must be application/json')
  const value = parsed(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ControlError(400, 'the body must be a JSON object')
  return Object.fromEntries(Object.entries(value))
}

function parsed(text: string): unknown {
  try {
    return jsonIn(text, { name: 'the body' }, { bytesMax: text.length * 3 + 1 }).value
  } catch (error) {
    if (error instanceof InputError) throw new ControlError(400, error.message)
    throw error
  }
}

/** @param parts of the path after the prefix @throws ControlError 404 for a path that no route has, 405 for another method */
export function routeFor(routes: readonly Route[], method: string, parts: readonly string[]): Route {
  const there = routes.filter(({ path }) => fits(path, parts))
  if (there.length === 0) throw new ControlError(404, `no such route; GET ${CONTROL_PREFIX}/ lists them`)
  const route = there.find((one) => one.method === method)
  if (!route) throw new ControlError(405, `this route takes ${there.map((one) => one.method).join(', ')}`)
  return route
}

/** Segments of a path below the prefix. @throws ControlError 400 for invalid percent-encoding */
export function partsOf(path: string): string[] {
  try {
    return path.slice(CONTROL_PREFIX.length).split('/').filter(Boolean).map(decodeURIComponent)
  } catch {
    throw new ControlError(400, 'the path is not percent-encoded as a path must be')
  }
}

function fits(path: string, parts: readonly string[]): boolean {
  const words = path.split('/').filter(Boolean)
  return words.length === parts.length && words.every((word, i) => word === '{tenant}' || word === parts[i])
}

export const tenantIn = ({ path }: Route, parts: readonly string[]): string =>
  parts[path.split('/').indexOf('{tenant}')] ?? ''
