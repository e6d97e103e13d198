/** OpenID Connect's userinfo endpoint, which Graph serves outside its versions. */
import type { Answer } from '../../wire.ts'
import { ANYONE } from '../authorization/access.ts'
import { ok } from '../wire/answer.ts'
import { requestDenied, segmentUnknown } from '../wire/errors.ts'
import type { Operation } from '../wire/router.ts'
import type { Turn } from '../wire/turn.ts'

const PATH = '/oidc/userinfo'
const PICTURE = 'https://graph.microsoft.com/v1.0/me/photo/$value'

/** The path with a version, as all other operations have one. */
export const versioned = (path: string): string => (path.toLowerCase() === PATH ? `/v1.0${PATH}` : path)

const operation = (method: 'GET' | 'POST'): Operation => ({
  method,
  path: PATH.slice(1),
  access: ANYONE,
  source: 'https://learn.microsoft.com/entra/identity-platform/userinfo',
  provenance: 'documented',
  run: userInfo,
})

export const userInfoOperations: readonly Operation[] = [operation('GET'), operation('POST')]

/**
 * The claims of an id token that the scopes allow; there are no other claims (documented). Inferred: a
 * missing scope is refused like missing permissions elsewhere in Graph, and a version in the path is not
 * found.
 */
function userInfo(turn: Turn): Answer {
  const { arrival, claims, tenant } = turn
  if (arrival.path.toLowerCase() !== PATH) throw segmentUnknown('oidc')
  const scopes = new Set((claims.scp ?? '').split(' '))
  const user = claims.idtyp === 'user' ? tenant.get('users', claims.oid) : undefined
  if (!user || !scopes.has('openid')) throw requestDenied()
  const { displayName, surname, givenName, mail } = user
  const profile = { name: displayName, family_name: surname, given_name: givenName, picture: PICTURE }
  const body = {
    sub: claims.sub,
    ...(scopes.has('profile') ? profile : {}),
    ...(scopes.has('email') ? { email: mail } : {}),
  }
  // Values that the directory does not have are left out.
  const known = Object.entries(body).filter(([, value]) => typeof value === 'string' && value !== '')
  return ok(turn, 200, { body: JSON.stringify(Object.fromEntries(known)) })
}
