/**
 * Roles that count for a call although its token does not name them: custom ones, and those held for a single
 * object.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/custom-overview
 */
import type { Entity } from '../../base.ts'
import { actionsOfBuiltIn, builtInRole } from '../../entra/directory/directory-roles.ts'
import { isTenantWide, roleAssignmentsAround } from '../../entra/directory/role-assignments.ts'
import type { View } from '../../tenant.ts'
import type { Key, Turn } from '../wire/turn.ts'
import type { RoleBeyondToken } from './access.ts'

/**
 * @param keys of the path; a role for one object counts if the path begins at that object
 * @param at milliseconds since the epoch
 */
export function rolesBeyondToken(
  view: View,
  principalId: string,
  keys: readonly Key[],
  at: number,
): RoleBeyondToken[] {
  const scopes = scopesNamed(view, keys[0])
  return roleAssignmentsAround(view, principalId, at).flatMap((held) => {
    const id = String(held.roleDefinitionId)
    const isInToken = isTenantWide(held) && builtInRole(id) !== undefined
    const counts = isTenantWide(held) || scopes.has(String(held.directoryScopeId))
    return isInToken || !counts ? [] : [{ id, actions: actionsOf(view, id) }]
  })
}

/** The same, for a judgement that comes after the route's own. */
export const beyondOf =
  ({ tenant, claims, keys, arrival }: Turn) =>
  (): RoleBeyondToken[] =>
    rolesBeyondToken(tenant, claims.oid, keys, arrival.at)

function actionsOf(view: View, id: string): ReadonlySet<string> {
  const custom = view.get('roleDefinitions', id)
  if (!custom) return actionsOfBuiltIn(id)
  return new Set(custom.isEnabled === false ? [] : allowedActionsIn(custom))
}

/** Every action of a role definition, from all its sets of permissions. */
export function allowedActionsIn({ rolePermissions }: Entity): string[] {
  const sets: readonly Entity[] = Array.isArray(rolePermissions) ? rolePermissions : []
  return sets.flatMap(({ allowedResourceActions }) =>
    Array.isArray(allowedResourceActions) ? allowedResourceActions.map(String) : [],
  )
}

/** The object at which the path begins, as assignments name it. */
function scopesNamed(view: View, key: Key | undefined): ReadonlySet<string> {
  if (!key) return new Set()
  const { property, value } = key
  if (property === 'id') return new Set([`/${value.toLowerCase()}`])
  const named = ['applications', 'servicePrincipals'].flatMap((kind) => view.find(kind, property, value))
  return new Set(named.map(({ id }) => `/${id}`))
}
