/**
 * Who may do what could take over an administrator's account. The lists say, as the page's tables do, which
 * roles' holders a role may act on; two roles may act on everybody.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions#who-can-perform-sensitive-actions
 */
import type { Entity } from '../../base.ts'
import { builtInRole } from '../../entra/directory/directory-roles.ts'
import { roleAssignmentsAround } from '../../entra/directory/role-assignments.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import { idOf } from '../verbs/entities.ts'
import { requestDenied } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

/** Documented. */
const SENSITIVE: ReadonlySet<string> = new Set([
  'accountEnabled',
  'businessPhones',
  'mobilePhone',
  'onPremisesImmutableId',
  'otherMails',
  'passwordProfile',
  'userPrincipalName',
])
/** What a role that resets passwords may write too (documented). */
export const FOR_RESET: ReadonlySet<string> = new Set([
  'businessPhones',
  'mobilePhone',
  'otherMails',
  'passwordProfile',
])

const ABOVE_ALL = new Set(
  ['Global Administrator', 'Privileged Authentication Administrator'].map(roleTemplate),
)
const READERS = [
  'Directory Readers',
  'Guest Inviter',
  'Message Center Reader',
  'Reports Reader',
  'User Experience Success Manager',
  'Usage Summary Reports Reader',
]

type Table = ReadonlyMap<string, ReadonlySet<string>>
const tableOf = (rows: Readonly<Record<string, readonly string[]>>): Table =>
  new Map(Object.entries(rows).map(([role, below]) => [roleTemplate(role), new Set(below.map(roleTemplate))]))

const ACTS = {
  'Authentication Administrator': [...READERS, 'Authentication Administrator', 'Password Administrator'],
  'User Administrator': [
    ...READERS,
    'Groups Administrator',
    'Helpdesk Administrator',
    'Password Administrator',
    'User Administrator',
  ],
}
const SENSITIVE_ACTIONS = tableOf(ACTS)
const RESETS = tableOf({
  ...ACTS,
  'Password Administrator': ['Directory Readers', 'Guest Inviter', 'Password Administrator'],
  'Helpdesk Administrator': [...READERS, 'Helpdesk Administrator', 'Password Administrator'],
})

/**
 * Properties that have their own permission to write.
 * https://learn.microsoft.com/graph/api/user-update (documented)
 */
export const SINGLE: Readonly<Record<string, readonly string[]>> = {
  'User.EnableDisableAccount.All': ['accountEnabled'],
  'User-Mail.ReadWrite.All': ['mail', 'otherMails'],
  'User-PasswordProfile.ReadWrite.All': ['passwordProfile'],
  'User-Phone.ReadWrite.All': ['businessPhones', 'mobilePhone'],
  'User.ManageIdentities.All': ['identities'],
}

/**
 * No permission suffices: an application needs a role itself. Holders of roles that are not marked as
 * privileged are guarded too, since the page's table names all roles.
 * @param changed names of the properties to be written @throws GraphError 403 Authorization_RequestDenied
 */
export function checkSensitiveChange(turn: Turn, user: Entity, changed: readonly string[]): void {
  const sensitive = changed.filter((name) => SENSITIVE.has(name))
  if (sensitive.length === 0) return
  const table = sensitive.every((name) => FOR_RESET.has(name)) ? RESETS : SENSITIVE_ACTIONS
  checkReaches(turn, user, table, sensitive)
}

/** Deleting and restoring. @throws GraphError 403 Authorization_RequestDenied */
export const checkSensitiveAction = (turn: Turn, user: Entity): void =>
  checkReaches(turn, user, SENSITIVE_ACTIONS, [])

function checkReaches(turn: Turn, user: Entity, table: Table, changed: readonly string[]): void {
  const { tenant, claims, grant, arrival } = turn
  const held = roleAssignmentsAround(tenant, idOf(user), arrival.at).map((one) =>
    String(one.roleDefinitionId),
  )
  const isGuarded = held.length > 0 || isInRoleAssignable(turn, user)
  if (!isGuarded) return
  if (held.some((role) => builtInRole(role)?.isPrivileged) && !actsAsUser(turn, changed))
    throw requestDenied()
  const callers = new Set([...(claims.wids ?? []), ...grant.roles])
  const reaches = (role: string) =>
    ABOVE_ALL.has(role) || (held.length > 0 && held.every((one) => table.get(role)?.has(one)))
  if (![...callers].some(reaches)) throw requestDenied()
}

/**
 * A scope that gives the application everything that the user may do, or one for only these properties
 * (documented).
 */
function actsAsUser({ claims }: Turn, changed: readonly string[]): boolean {
  if (claims.idtyp === 'app') return true
  const scopes = (claims.scp ?? '').split(' ')
  if (scopes.includes('Directory.AccessAsUser.All')) return true
  const single = new Set(scopes.flatMap((one) => (Object.hasOwn(SINGLE, one) ? (SINGLE[one] ?? []) : [])))
  return changed.length > 0 && changed.every((name) => single.has(name))
}

/**
 * Members and owners of such a group are guarded like an administrator, whatever role the group holds
 * (documented).
 */
function isInRoleAssignable({ tenant }: Turn, user: Entity): boolean {
  return ['groups/members', 'groups/owners'].some((kind) =>
    tenant
      .find(kind, 'memberId', idOf(user))
      .some(({ groupId }) => tenant.get('groups', String(groupId))?.isAssignableToRole === true),
  )
}
