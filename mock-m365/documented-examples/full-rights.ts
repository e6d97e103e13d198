/** Tokens of a caller who may do everything: refusals are tested elsewhere. */

import { type Claims, issueToken } from '../entra/tokens/tokens.ts'
import { GRAPH_APP_ID, PERMISSIONS, roleTemplate } from '../entra/well-known.ts'
import { OPERATIONS } from '../graph/server.ts'
import type { Microsoft365 } from '../services.ts'
import { TENANT_ID } from './asked.ts'

export const APP_ID = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
/** The caller's service principal. */
export const APP = '4a000000-0000-4000-8000-000000000001'

const KNOWN = Object.keys(PERMISSIONS[GRAPH_APP_ID]?.appRoles ?? {})
const permissionsIn = (of: 'application' | 'delegated') => OPERATIONS.flatMap(({ access }) => [...access[of]])
const ROLES = [...new Set([...KNOWN, ...permissionsIn('application')]), 'Exchange.ManageAsApp']
const SCOPES = [...new Set([...KNOWN, ...permissionsIn('delegated')])].join(' ')

export interface Caller {
  readonly caller: 'app' | 'user'
  /** Object id of the user. */
  readonly callerId: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Client id of the resource; Graph where absent. */
  readonly audience?: string
  /** Template ids of the directory roles of an application; it needs none for Graph. */
  readonly wids?: readonly string[]
}

export function tokenOf(cloud: Microsoft365, { caller, callerId, at, audience, wids }: Caller): string {
  const seconds = Math.floor(at / 1000)
  const times = { iat: seconds, nbf: seconds, exp: seconds + 3600 }
  const shared = { aud: audience ?? GRAPH_APP_ID, iss: '', ...times, tid: TENANT_ID }
  const app = { appid: APP_ID, app_displayname: 'Documented examples' }
  const claims: Claims =
    caller === 'app'
      ? { ...shared, ...app, idtyp: 'app', oid: APP, roles: ROLES, ...(wids ? { wids } : {}) }
      : {
          ...shared,
          ...app,
          idtyp: 'user',
          oid: callerId,
          scp: SCOPES,
          wids: [roleTemplate('Global Administrator')],
          // Rules of roles require a second factor.
          amr: ['pwd', 'mfa'],
        }
  return issueToken(cloud.services.entra, claims)
}
