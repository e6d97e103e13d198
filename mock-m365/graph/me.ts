/** `/me`: the signed-in user, whom only a delegated token has. */
import type { Access } from './access.ts'
import { findByKey } from './entities.ts'
import { meNeedsUser, resourceNotFound } from './errors.ts'
import { queryOf } from './odata/query.ts'
import { answerEntity } from './operations.ts'
import { users } from './resources/users.ts'
import type { Operation } from './router.ts'
import type { Turn } from './turn.ts'

/** Reading oneself needs User.Read. What an app lacks is no permission, so the act refuses it. */
const READ_SELF: Access = {
  application: new Set(),
  delegated: new Set([
    'User.Read',
    'User.ReadBasic.All',
    'User.Read.All',
    'User.ReadWrite.All',
    'Directory.Read.All',
  ]),
  roles: new Set(),
  members: true,
  anyApp: true,
}

export const meOperations: readonly Operation[] = [
  { method: 'GET', path: 'me', access: READ_SELF, run: getMe },
]

function getMe(turn: Turn) {
  const { tenant, claims, arrival } = turn
  if (claims.idtyp === 'app') throw meNeedsUser()
  const self = findByKey(tenant, users, { property: 'id', value: claims.oid })
  if (!self) throw resourceNotFound(claims.oid)
  return answerEntity(turn, users, self, queryOf(users.schema, arrival.query))
}
