/** `/me`: the signed-in user. Only a delegated token has one. */

import { ownAuthenticationActions } from '../actions/authentication.ts'
import { userActions } from '../actions/users.ts'
import type { Access } from '../authorization/access.ts'
import { queryOf } from '../odata/query.ts'
import { READ_SELF, users, WRITE_SELF } from '../resources/users.ts'
import { schemaIn } from '../schema.ts'
import { findByKey } from '../verbs/entities.ts'
import { answerEntity, operationsOf } from '../verbs/operations.ts'
import { meNeedsUser, resourceNotFound } from '../wire/errors.ts'
import type { Operation } from '../wire/router.ts'
import type { Turn } from '../wire/turn.ts'

/** Reading `/me` needs User.Read. An app has no signed-in user, so the operation itself refuses it. */
const READ_ME: Access = {
  application: new Set(),
  delegated: READ_SELF,
  actions: [],
  roles: new Set(),
  members: true,
  anyApp: true,
}

const SOURCE = 'https://learn.microsoft.com/graph/api/user-get'
const USER_PATH = 'users/{id}'

/** `/me` has what `/users/{id}` has. DELETE is not documented for it, and not emulated. */
const ofUsers = [...operationsOf(users), ...userActions].filter(
  ({ method, path }) =>
    path.startsWith(`${USER_PATH}/`) || (path === USER_PATH && method !== 'GET' && method !== 'DELETE'),
)

export const meOperations: readonly Operation[] = [
  { method: 'GET', path: 'me', access: READ_ME, source: SOURCE, provenance: 'documented', run: getMe },
  ...ofUsers.map(({ alternateKeys: _, ...operation }): Operation => {
    const path = operation.path.replace(USER_PATH, 'me')
    const { source = users.source, provenance = users.provenance } = operation
    return {
      ...operation,
      path,
      source,
      provenance,
      access: ofSelf(operation),
      run: (turn) => operation.run(asSelf(turn)),
    }
  }),
  ...ownAuthenticationActions,
]

/**
 * Reading `/me` and its relations needs the permission to read oneself. Writing needs what it needs for any
 * user, except for the properties that users may write about themselves.
 */
function ofSelf({ method, path, access }: Operation): Access {
  if (method === 'PATCH' && path === USER_PATH) return { ...WRITE_SELF, anyApp: true }
  const own = method === 'GET' ? READ_SELF : new Set(['User.ReadWrite'])
  // A user may keep extensions on `/me` without a role (documented).
  const members = access.members || path.includes('/extensions')
  return { ...access, members, delegated: new Set([...access.delegated, ...own]), anyApp: true }
}

/** The same operations where the path has the caller's own id or name instead of `/me` (documented). */
export function withOwn(operation: Operation): Operation {
  const { method, path } = operation
  const isOfUser = path.startsWith(`${USER_PATH}/`)
    ? ofUsers.some((one) => one.path === path && one.method === method)
    : path === USER_PATH && method !== 'DELETE'
  return isOfUser ? { ...operation, own: ofSelf(operation) } : operation
}

function asSelf(turn: Turn): Turn {
  const { claims, keys } = turn
  if (claims.idtyp === 'app') throw meNeedsUser()
  return { ...turn, keys: [{ property: 'id', value: claims.oid }, ...keys] }
}

function getMe(turn: Turn) {
  const { tenant, claims, arrival } = turn
  if (claims.idtyp === 'app') throw meNeedsUser()
  const self = findByKey(tenant, users, { property: 'id', value: claims.oid })
  if (!self) throw resourceNotFound(claims.oid)
  return answerEntity(turn, users, self, queryOf(schemaIn(turn, users.schema), arrival.query))
}
