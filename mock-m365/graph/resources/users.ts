import { promoted } from '../../address-space.ts'
import type { Entity } from '../../base.ts'
import { record } from '../applications/credentials.ts'
import { reachCreated, reachOwned } from '../applications/owners.ts'
import { type Access, authorise, checkReach, reading, writing } from '../authorization/access.ts'
import { beyondOf } from '../authorization/roles-beyond-token.ts'
import {
  checkSensitiveAction,
  checkSensitiveChange,
  FOR_RESET,
  SINGLE,
} from '../authorization/sensitive-actions.ts'
import { checkAddress, checkSignInName } from '../directory/addresses.ts'
import { findDirectoryObject } from '../directory/directory-object.ts'
import { extensionAttributes } from '../directory/extension-attributes.ts'
import { openExtensions } from '../directory/open-extensions.ts'
import { checkSignInActivity } from '../directory/sign-in-activity.ts'
import { USER_PROPERTIES } from '../directory/user-properties.ts'
import { belongings } from '../groups/member-of.ts'
import { idOf } from '../verbs/entities.ts'
import { type Body, type Navigation, resource } from '../verbs/resource.ts'
import {
  domainNotVerified,
  passwordTooWeak,
  requestDenied,
  valueInvalid,
  valueRequired,
} from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { assignments } from './appRoleAssignments.ts'
import { grantsBy } from './oauth2PermissionGrants.ts'

/** Scopes that read the full profile of the signed-in user. */
export const READ_SELF: ReadonlySet<string> = new Set([
  'User.Read',
  'User.ReadWrite',
  'User.ReadBasic.All',
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
])

/**
 * https://learn.microsoft.com/graph/permissions-reference#user-permissions (documented). Observed: other properties come
 * as null, and a filter by one of them is refused.
 */
const BASIC = {
  permissions: new Set(['User.ReadBasic.All']),
  shows: new Set([
    'id',
    'displayName',
    'givenName',
    'mail',
    'securityIdentifier',
    'surname',
    'userPrincipalName',
  ]),
}

const READ = reading([
  'User.ReadBasic.All',
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
])
/** https://learn.microsoft.com/graph/api/user-list-manager, …/user-list-ownedobjects */
export const READ_RELATED = reading([
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
])
/** https://learn.microsoft.com/graph/api/user-list-memberof */
const READ_GROUPS = reading([
  'GroupMember.ReadBasic.All',
  'Group.ReadBasic.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'GroupMember.Read.All',
  'Group.Read.All',
  'User.Read.All',
])

/** Role actions for each change, one of which suffices; the last row is for all other properties. */
const CHANGES: readonly (readonly [is: (values: Body['values']) => boolean, ...actions: string[]])[] = [
  [({ passwordProfile }) => passwordProfile !== undefined, 'users/password/update'],
  [({ accountEnabled }) => accountEnabled === false, 'users/disable'],
  [({ accountEnabled }) => accountEnabled === true, 'users/enable'],
  [({ userPrincipalName }) => userPrincipalName !== undefined, 'users/userPrincipalName/update'],
  [({ usageLocation }) => usageLocation !== undefined, 'users/usageLocation/update'],
  [
    (values) => Object.keys(values).some((name) => FOR_RESET.has(name)),
    'users/basic/update',
    'users/password/update',
  ],
  [(values) => Object.keys(values).some((name) => !OWN_ACTION.has(name)), 'users/basic/update'],
]
/** Least number of characters, and of the four kinds of characters. */
const PASSWORD_MIN = 8
const PASSWORD_KINDS_MIN = 3
const OWN_ACTION = new Set([...FOR_RESET, 'accountEnabled', 'userPrincipalName', 'usageLocation'])

const WRITE = writing(
  ['User.ReadWrite.All', 'Directory.ReadWrite.All', ...Object.keys(SINGLE)],
  CHANGES.flatMap(([, ...actions]) => actions),
)
/** Properties that a user with a scope to write may write about themselves; other properties need a role. */
export const WRITE_SELF: Access = {
  ...WRITE,
  delegated: new Set([...WRITE.delegated, 'User.ReadWrite']),
  members: true,
}
/**
 * The mobile phone is among the default permissions of members; the others are what the documented example of
 * `PATCH /me` writes. That users may write no other property is inferred.
 * https://learn.microsoft.com/entra/fundamentals/users-default-permissions
 */
const OWN = new Set(['businessPhones', 'mobilePhone', 'officeLocation'])

/** People and mailboxes. `password` and `hasAddressAlone` are internal and never shown. */
export const users = resource({
  segment: 'users',
  type: 'user',
  source: 'https://learn.microsoft.com/graph/api/resources/user',
  provenance: 'documented',
  plainKeys: ['userPrincipalName'],
  listCost: 2,
  locationType: 'User',
  properties: USER_PROPERTIES,
  list: READ,
  get: READ,
  basic: BASIC,
  checkAsked: checkSignInActivity,
  create: {
    access: writing(['User.ReadWrite.All', 'Directory.ReadWrite.All'], ['users/create']),
    complete: newUser,
  },
  update: {
    access: WRITE,
    complete: changedUser,
  },
  delete: {
    access: writing(['User.DeleteRestore.All', 'User.ReadWrite.All'], ['users/delete']),
    check: checkSensitiveAction,
    soft: () => true,
    kept: (user) => ({ ...user, userPrincipalName: `${keptPrefix(user)}${user.userPrincipalName}` }),
  },
  navigations: {
    manager: {
      ...related((turn, id) => {
        const managerId = turn.tenant.get('users/manager', id)?.managerId
        const found =
          managerId === undefined ? undefined : findDirectoryObject(turn.tenant, String(managerId))
        return found ? [found] : []
      }),
      single: true,
      expand: 'levels',
      expandOnly: true,
    },
    directReports: {
      ...related(({ tenant }, id) =>
        tenant
          .find('users/manager', 'managerId', id)
          .flatMap((one) => findDirectoryObject(tenant, String(one.id)) ?? []),
      ),
      expand: true,
    },
    ownedObjects: {
      ...related(({ tenant }, id) => reachOwned(tenant, id)),
      casts: ['application', 'group', 'servicePrincipal'],
    },
    createdObjects: related(reachCreated),
    extensions: openExtensions('users', READ_RELATED),
    memberOf: belongings(READ_GROUPS, false),
    transitiveMemberOf: belongings(READ_GROUPS, true),
    oauth2PermissionGrants: grantsBy('principalId'),
    appRoleAssignments: assignments('principalId', 1, 'users'),
  },
})

/**
 * Prefix of the name of a deleted user, which frees the name for others: its id without dashes (documented).
 */
export const keptPrefix = (user: Entity): string => idOf(user).replaceAll('-', '')

function related(reach: (turn: Turn, id: string) => ReturnType<Navigation['reach']>): Navigation {
  return {
    type: 'directoryObject',
    context: 'directoryObjects',
    access: READ_RELATED,
    reach: (turn, user) => reach(turn, idOf(user)),
  }
}

/** https://learn.microsoft.com/graph/api/user-post-users — no mailbox comes with it: that needs a licence. */
function newUser(turn: Turn, draft: Entity, { values }: Body): Entity {
  checkUserPrincipalName(turn, draft.userPrincipalName)
  checkText(draft)
  const password = passwordOf(values.passwordProfile)
  if (password === undefined) throw valueRequired('passwordProfile', 'User')
  checkStrength(password, draft)
  checkSignInName(turn, draft, String(draft.userPrincipalName))
  return {
    ...draft,
    ...addressesIn(turn, draft, values),
    ...attributesIn({}, values),
    password,
    passwordProfile: shownProfile(values.passwordProfile),
  }
}

/** Another mail becomes the primary proxy address (documented); that the former one stays as a secondary is inferred. */
function addressesIn(turn: Turn, before: Entity, { mail }: Body['values']): Entity {
  if (typeof mail !== 'string') return {}
  checkAddress(turn, before, mail)
  const proxies: readonly unknown[] = Array.isArray(before.proxyAddresses) ? before.proxyAddresses : []
  const texts = proxies.map(String)
  // An address does not give a mailbox to a user without one.
  const isFirst = !texts.some((proxy) => proxy.startsWith('SMTP:'))
  return { proxyAddresses: promoted(texts, mail), ...(isFirst ? { hasAddressAlone: true } : {}) }
}

function attributesIn(before: Entity, { onPremisesExtensionAttributes: given }: Entity): Entity {
  return given === undefined ? {} : { onPremisesExtensionAttributes: extensionAttributes(before, given) }
}

function changedUser(turn: Turn, before: Entity, draft: Entity, { values }: Body): Entity {
  const after: Entity = { ...draft, ...attributesIn(before, values), ...addressesIn(turn, before, values) }
  checkPermitted(turn, before, values)
  checkText(after)
  if (values.userPrincipalName !== undefined) {
    checkUserPrincipalName(turn, values.userPrincipalName)
    checkSignInName(turn, before, String(values.userPrincipalName))
  }
  if (values.passwordProfile === undefined) return after
  const given = passwordOf(values.passwordProfile)
  if (given !== undefined) checkStrength(given, after)
  const password = given ?? before.password
  return { ...after, password, passwordProfile: shownProfile(values.passwordProfile) }
}

/** @throws GraphError 403 for properties that the caller's permission or role does not cover */
function checkPermitted(turn: Turn, before: Entity, values: Body['values']): void {
  const changed = Object.keys(values)
  const { claims } = turn
  checkSingle(turn, changed)
  const isSelf = claims.idtyp === 'user' && claims.oid === idOf(before)
  if (isSelf && changed.every((name) => OWN.has(name))) return
  const needsRole = { ...WRITE, delegated: isSelf ? WRITE_SELF.delegated : WRITE.delegated }
  const grant = isSelf ? authorise(needsRole, claims, false, beyondOf(turn)) : turn.grant
  for (const [is, ...actions] of CHANGES) if (is(values)) checkReach({ grant }, before, actions)
  checkSensitiveChange({ ...turn, grant }, before, changed)
}

function checkSingle({ grant }: Turn, changed: readonly string[]): void {
  if (grant.permissions.length === 0 || grant.permissions.some((one) => !Object.hasOwn(SINGLE, one))) return
  const allowed = new Set(grant.permissions.flatMap((one) => SINGLE[one] ?? []))
  if (changed.some((name) => !allowed.has(name))) throw requestDenied()
}

/** Two letters of a country, and a nickname without characters that an address cannot have (documented). */
function checkText({ usageLocation, mailNickname }: Entity): void {
  if (typeof usageLocation === 'string' && !/^[A-Za-z]{2}$/.test(usageLocation))
    throw valueInvalid('usageLocation', 'User')
  if (typeof mailNickname === 'string' && (mailNickname === '' || /[\s@()\\[\]";:<>,]/.test(mailNickname)))
    throw valueInvalid('mailNickname', 'User')
}

/**
 * The characters are documented, and that a dot may not come before the `@`. That a dot may not be first or
 * follow another is inferred from the rules of addresses.
 * https://learn.microsoft.com/entra/identity/authentication/concept-sspr-policy
 */
export function checkUserPrincipalName(turn: Turn, name: unknown): void {
  const [local, domain, ...rest] = String(name).split('@')
  const isName = /^[A-Za-z0-9'._\-!#^~]{1,64}$/.test(local ?? '') && !/^\.|\.$|\.\./.test(local ?? '')
  if (!domain || rest.length > 0 || !isName) throw valueInvalid('userPrincipalName', 'User')
  if (!turn.tenant.find('domains', 'id', domain).some(({ isVerified }) => isVerified))
    throw domainNotVerified()
}

function passwordOf(profile: unknown): string | undefined {
  const { password } = record(profile)
  return typeof password === 'string' && password !== '' && password.length <= 256 ? password : undefined
}

/** https://learn.microsoft.com/entra/identity/authentication/concept-sspr-policy#microsoft-entra-password-policies (documented) */
function checkStrength(password: string, { passwordPolicies }: Entity): void {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(password)).length
  const isAnyAllowed = String(passwordPolicies ?? '').includes('DisableStrongPassword')
  if (password.length < PASSWORD_MIN || (kinds < PASSWORD_KINDS_MIN && !isAnyAllowed)) throw passwordTooWeak()
}

function shownProfile(profile: unknown): Entity {
  const { forceChangePasswordNextSignIn, forceChangePasswordNextSignInWithMfa } = record(profile)
  return {
    password: null,
    forceChangePasswordNextSignIn: forceChangePasswordNextSignIn === true,
    forceChangePasswordNextSignInWithMfa: forceChangePasswordNextSignInWithMfa === true,
  }
}
