/** The control surface without a socket: a request in, an answer out. */
import { queryIn } from '../serve/doors/query.ts'
import { checked } from '../serve/doors/route-schemas.ts'
import type { Answer } from '../wire.ts'
import { bodyIn, MEND, partsOf, perform, routeFor, tenantIn } from './perform.ts'
import { ControlError, type Controlled } from './route.ts'
import { ROUTES } from './table.ts'

/** A request as its caller passes it. */
export interface ControlRequest {
  readonly method: string
  /** The path from the prefix on, as sent, without the query. */
  readonly path: string
  readonly query: string
  readonly contentType: string | undefined
  readonly body: string
}

export interface Control {
  readonly controlled: Controlled
  /** Never rejects because of a request: a refusal is an answer. */
  answer(request: ControlRequest): Promise<Answer>
}

/** @param controlled one cloud; the clock and the faults must be those that it was made with */
export function controlOf(controlled: Controlled): Control {
  return {
    controlled,
    async answer(request) {
      try {
        return written(200, await answered(controlled, request))
      } catch (error) {
        return answerOfError(error)
      }
    },
  }
}

function answered(
  controlled: Controlled,
  { method, path, query, contentType, body }: ControlRequest,
): unknown {
  const parts = partsOf(path)
  const route = routeFor(ROUTES, method, parts)
  return perform(route, controlled, {
    tenant: tenantIn(route, parts),
    query: checked(route.query, queryIn(query), MEND),
    body: checked(route.body, method === 'GET' ? {} : bodyIn(contentType, body), MEND),
  })
}

/** The answer to a refusal. @throws other errors again, since they are bugs of the mock */
export function answerOfError(error: unknown): Answer {
  const status = statusOf(error)
  if (status === undefined) throw error
  return written(status, { error: { message: error instanceof Error ? error.message : String(error) } })
}

/** The server's own refusals, such as a body over the limit, have a status as our own do. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof ControlError) return error.status
  const told = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return told >= 400 && told < 500 ? told : undefined
}

function written(status: number, value: unknown): Answer {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }
  return { status, headers, body: `${JSON.stringify(value)}\n` }
}
