/** Who may do what: application permissions, delegated scopes, and directory roles, as data per operation. */
import type { Entity } from '../../base.ts'
import { actionsOfBuiltIn } from '../../entra/directory/directory-roles.ts'
import type { Claims } from '../../entra/tokens/tokens.ts'
import { type GraphError, requestDenied } from '../wire/errors.ts'
import { covers, rolesWith } from './access-actions.ts'

/**
 * Application permissions and scopes are alternatives. An app without any of them may act by a directory role
 * that it holds. That is proposed: the role reference says so in general, but no page says so for each
 * operation.
 */
export interface Access {
  readonly application: ReadonlySet<string>
  readonly delegated: ReadonlySet<string>
  /** Template ids of the built-in directory roles that allow it. */
  readonly roles: ReadonlySet<string>
  /** Role actions; one of them suffices. `roles` follows from them, and a custom role must have one. */
  readonly actions: readonly string[]
  /** True where any member user may, given a scope: default user permissions to read the directory. */
  readonly members: boolean
  /** True where member users may too, given a scope; a role that they hold is judged first. */
  readonly membersToo?: true
  /** True where every app may call, and the operation itself refuses it. */
  readonly anyApp?: true
  /** The refusal of the workload behind the operation, where it is not the directory. */
  readonly denied?: (claims: Claims) => GraphError
  /** True where any token suffices: the calls inside are judged by themselves. */
  readonly anyone?: true
  /** Permissions that count only together with another one. */
  readonly also?: Also
}

/** Key: a permission. Value: the permissions of which the caller must also have one. */
export type Also = Readonly<Record<string, readonly string[]>>

export const ANYONE: Access = {
  application: new Set(),
  delegated: new Set(),
  roles: new Set(),
  actions: [],
  members: true,
  anyone: true,
}

/** Access for acts that follow from another act and need nothing more. */
export const NOTHING: Grant = { permissions: [], roles: [], held: [], asked: [] }

/** What allowed a call: a permission of the application, or the roles of the caller. */
export interface Grant {
  /** Permissions and scopes of the token that count for this operation. */
  readonly permissions: readonly string[]
  /** Definition ids of the roles that count; empty where a permission suffices. */
  readonly roles: readonly string[]
  /** Actions of each of these roles. */
  readonly held: readonly ReadonlySet<string>[]
  /** Actions of which one suffices; empty where the operation asks for roles by name. */
  readonly asked: readonly string[]
}

/** A role that tokens do not name: a custom one, or one that is held for a single object. */
export interface RoleBeyondToken {
  readonly id: string
  readonly actions: ReadonlySet<string>
}

/**
 * Directory Readers may read everything that is served here. A role with this action has it because it
 * inherits from that role (observed; one role of artificial intelligence is the exception).
 */
const READING = ['groups/standard/read']

/** A read that needs one of these permissions, and that member users may do. */
export function reading(
  permissions: readonly string[],
  delegated: readonly string[] = permissions,
  actions: readonly string[] = READING,
): Access {
  return { ...writing(permissions, actions, delegated), members: true }
}

/**
 * A write that needs one of these permissions, or a role with one of these actions; a user needs both.
 * @param actions without their namespace: `groups/members/update`
 */
export function writing(
  permissions: readonly string[],
  actions: readonly string[],
  delegated: readonly string[] = permissions,
): Access {
  return {
    application: new Set(permissions),
    delegated: new Set(delegated),
    roles: rolesWith(actions),
    actions,
    members: false,
  }
}

const none = (): readonly RoleBeyondToken[] => []

/**
 * Judges a token. Built-in roles come from its `wids`, so that a change of roles acts on the next token.
 * @param beyond roles that the token does not name; asked only where they could matter
 * @throws GraphError 403 Authorization_RequestDenied
 */
export function authorise(access: Access, claims: Claims, guest: boolean, beyond = none): Grant {
  const grant = grantIn(access, claims, guest, beyond)
  if (!grant) throw access.denied?.(claims) ?? requestDenied()
  return grant
}

/** The same judgement without an error: undefined where the token does not suffice. */
export function grantIn(access: Access, claims: Claims, guest: boolean, beyond = none): Grant | undefined {
  if (access.anyone) return NOTHING
  if (claims.idtyp === 'app') {
    if (access.anyApp) return NOTHING
    const permissions = counting(access, access.application, claims.roles ?? [])
    if (permissions.length > 0) return { ...NOTHING, permissions }
    return byRole(access, claims, permissions, beyond)
  }
  const permissions = counting(access, access.delegated, (claims.scp ?? '').split(' '))
  if (permissions.length === 0) return undefined
  if (access.members && !guest) return { ...NOTHING, permissions }
  const byTheirRole = byRole(access, claims, permissions, beyond)
  return byTheirRole ?? (access.membersToo && !guest ? { ...NOTHING, permissions } : undefined)
}

function counting({ also }: Access, accepted: ReadonlySet<string>, held: readonly string[]): string[] {
  const permissions = held.filter((one) => accepted.has(one))
  if (!also) return permissions
  return permissions.filter((one) => also[one]?.some((other) => held.includes(other)) ?? true)
}

function byRole(
  access: Access,
  { wids }: Claims,
  permissions: readonly string[],
  beyond: typeof none,
): Grant | undefined {
  const { actions } = access
  const named = wids?.filter((id) => access.roles.has(id)) ?? []
  const others = beyond().filter((one) => actions.some((asked) => covers(one.actions, asked)))
  const roles = [...named, ...others.map(({ id }) => id)]
  if (roles.length === 0) return undefined
  const held = [...named.map(actionsOfBuiltIn), ...others.map((one) => one.actions)]
  return { permissions, roles, held, asked: actions }
}

/**
 * Whether a role that allows the call covers this object: some roles cover only Microsoft 365 groups.
 * @param asked actions of which one must cover it
 * @throws GraphError 403 Authorization_RequestDenied
 */
export function checkReach({ grant }: { readonly grant: Grant }, object: Entity, asked = grant.asked): void {
  if (grant.roles.length === 0 || asked.length === 0) return
  if (!asked.some((action) => grant.held.some((held) => covers(held, action, object)))) throw requestDenied()
}
