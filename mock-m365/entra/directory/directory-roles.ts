/**
 * The built-in directory roles and what each may do: names, actions and inheritance are from an export of
 * Microsoft Graph (observed).
 * https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
 */
import data from './directory-roles.json' with { type: 'json' }

export interface BuiltInRole {
  /** Template id, which is its definition's id too. */
  readonly id: string
  readonly displayName: string
  readonly description: string | null
  readonly isPrivileged?: boolean
  /** False for the three roles that the directory gives by itself: to members and to both kinds of guest. */
  readonly isAssignable?: boolean
  /** The role whose actions it has in addition to its own. */
  readonly inheritsFrom: string | null
  readonly actions: readonly string[]
}

export const BUILT_IN_ROLES: readonly BuiltInRole[] = data.roles

/** Actions that a custom role may have; the service refuses all others. */
export const CUSTOM_ACTIONS: ReadonlySet<string> = new Set(data.customActions)

const BY_ID: ReadonlyMap<string, BuiltInRole> = new Map(BUILT_IN_ROLES.map((one) => [one.id, one]))

export const builtInRole = (id: string): BuiltInRole | undefined => BY_ID.get(id)

const effective = new Map<string, ReadonlySet<string>>()

/** All actions of a built-in role, including inherited ones; none for an unknown id. */
export function actionsOfBuiltIn(id: string): ReadonlySet<string> {
  const before = effective.get(id)
  if (before) return before
  const { actions = [], inheritsFrom = null } = BY_ID.get(id) ?? {}
  const inherited = inheritsFrom === null ? [] : (BY_ID.get(inheritsFrom)?.actions ?? [])
  const made = new Set([...actions, ...inherited])
  effective.set(id, made)
  return made
}
