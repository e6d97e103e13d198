/** Which permissions of an application allow an operation, as the services judge it. */
import { BUILT_IN_ROLES } from '../entra/directory/directory-roles.ts'
import { rolesFor } from '../exchange/authorization.ts'
import { OPERATIONS } from '../graph/server.ts'
import { operationNamed } from './operation-named.ts'

/** Documented: app-only callers of Exchange Online need this permission, and a directory role for the cmdlet. */
const EXCHANGE_PERMISSION = 'Exchange.ManageAsApp'

export interface Accepted {
  /** Names of application permissions; one suffices. */
  readonly permissions: ReadonlySet<string>
  /** Template ids of directory roles. */
  readonly roles: ReadonlySet<string>
  /** Whether a role is needed as well as the permission; otherwise it stands in for one. */
  readonly needsBoth: boolean
}

const NOTHING: Accepted = { permissions: new Set(), roles: new Set(), needsBoth: false }

let graph: ReadonlyMap<string, Accepted> | undefined

/** @param operation as a call record names it: `PATCH /groups/{id}`, `New-TransportRule` */
export function acceptedFor(service: string, operation: string): Accepted {
  if (service === 'exchange') {
    const [verb = '', noun = ''] = operation.split('-')
    const roles = rolesFor(noun, verb !== 'Get')
    return { permissions: new Set([EXCHANGE_PERMISSION]), roles, needsBoth: true }
  }
  if (service !== 'graph') return NOTHING
  graph ??= new Map(
    OPERATIONS.map(({ method, path, access: { application, roles } }) => [
      `${method} /${path}`,
      { permissions: application, roles, needsBoth: false },
    ]),
  )
  return graph.get(operationNamed(operation)) ?? NOTHING
}

const ROLE_NAMES = new Map(BUILT_IN_ROLES.map(({ id, displayName }) => [id, displayName]))

/** The display name of a built-in directory role; the id itself where it is none. */
export const roleNamed = (id: string): string => ROLE_NAMES.get(id) ?? id
