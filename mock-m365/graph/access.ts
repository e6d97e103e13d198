/** Who may do what: application permissions, delegated scopes, and directory roles, as data per operation. */
import type { Claims } from '../entra/tokens.ts'
import { roleTemplate } from '../entra/well-known.ts'
import { type GraphError, requestDenied } from './errors.ts'

/**
 * Application permissions and scopes are alternatives. That an app without any of them may act by a directory role
 * that it holds is proposed: no page says so for each operation, the role reference says so for roles in general.
 */
export interface Access {
  readonly application: ReadonlySet<string>
  readonly delegated: ReadonlySet<string>
  /** Template ids of the directory roles that allow it. */
  readonly roles: ReadonlySet<string>
  /** True where any member user may, given a scope: default user permissions to read the directory. */
  readonly members: boolean
  /** True where every app may call, and the operation itself says what is wrong with that. */
  readonly anyApp?: true
  /** How the workload behind it words its refusal, where that is not the directory. */
  readonly denied?: () => GraphError
  /** True where a token is all that is asked for: what the call leads to asks for itself. */
  readonly anyone?: true
}

export const ANYONE: Access = {
  application: new Set(),
  delegated: new Set(),
  roles: new Set(),
  members: true,
  anyone: true,
}

const NOTHING: Grant = { permissions: [], roles: [] }

/** What allowed a call: a permission of the application, or the roles of the caller. */
export interface Grant {
  /** Permissions and scopes of the token that count for this operation. */
  readonly permissions: readonly string[]
  /** Roles that count; empty where a permission alone suffices. */
  readonly roles: readonly string[]
}

/** Display names of the roles that may read the directory. https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
const READERS = [
  'Global Administrator',
  'Global Reader',
  'Directory Readers',
  'Directory Writers',
  'User Administrator',
  'Groups Administrator',
  'Exchange Administrator',
  'Application Administrator',
  'Cloud Application Administrator',
  'Privileged Role Administrator',
  'Security Administrator',
  'Security Reader',
]

/** A read that needs one of these permissions, and that member users may do. */
export function reading(permissions: readonly string[], delegated: readonly string[] = permissions): Access {
  return {
    application: new Set(permissions),
    delegated: new Set(delegated),
    roles: new Set(READERS.map(roleTemplate)),
    members: true,
  }
}

/** A write that needs one of these permissions, or one of these roles; a user needs both scope and role. */
export function writing(
  permissions: readonly string[],
  roles: readonly string[],
  delegated: readonly string[] = permissions,
): Access {
  return {
    application: new Set(permissions),
    delegated: new Set(delegated),
    roles: new Set(roles.map(roleTemplate)),
    members: false,
  }
}

/**
 * Judges a token. Roles come from the token's `wids`, so that a change of roles acts on the next token.
 * @throws GraphError 403 Authorization_RequestDenied
 */
export function authorise(access: Access, claims: Claims, guest: boolean): Grant {
  if (access.anyone) return NOTHING
  const denied = access.denied ?? requestDenied
  const roles = claims.wids?.filter((id) => access.roles.has(id)) ?? []
  if (claims.idtyp === 'app') {
    if (access.anyApp) return NOTHING
    const permissions = claims.roles?.filter((role) => access.application.has(role)) ?? []
    if (permissions.length > 0) return { permissions, roles: [] }
    if (roles.length > 0) return { permissions, roles }
    throw denied()
  }
  const permissions = (claims.scp ?? '').split(' ').filter((scope) => access.delegated.has(scope))
  if (permissions.length === 0) throw denied()
  if (access.members && !guest) return { permissions, roles: [] }
  if (roles.length === 0) throw denied()
  return { permissions, roles }
}
