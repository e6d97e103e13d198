import type { Entity } from '../../base.ts'
import { roleAssignmentsOf } from '../../entra/role-assignments.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import { checkReach, reading, writing } from '../access.ts'
import { record } from '../credentials.ts'
import { findDirectoryObject } from '../directory-object.ts'
import { idOf } from '../entities.ts'
import { domainNotVerified, requestDenied, valueInvalid, valueRequired } from '../errors.ts'
import { extensionAttributes } from '../extension-attributes.ts'
import { belongings } from '../member-of.ts'
import { reachCreated, reachOwned } from '../owners.ts'
import { type Body, type Navigation, resource } from '../resource.ts'
import type { Turn } from '../turn.ts'
import { USER_PROPERTIES } from '../user-properties.ts'
import { assignments } from './appRoleAssignments.ts'
import { grantsBy } from './oauth2PermissionGrants.ts'

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

/**
 * What a permission for single properties lets its holder write.
 * https://learn.microsoft.com/graph/api/user-update (documented)
 */
const SINGLE: Readonly<Record<string, readonly string[]>> = {
  'User.EnableDisableAccount.All': ['accountEnabled'],
  'User-Mail.ReadWrite.All': ['mail', 'otherMails'],
  'User-PasswordProfile.ReadWrite.All': ['passwordProfile'],
  'User-Phone.ReadWrite.All': ['businessPhones', 'mobilePhone'],
  'User.ManageIdentities.All': ['identities'],
}

/** Which role action each change asks for; the last is for all other properties. */
const CHANGES: readonly (readonly [is: (values: Body['values']) => boolean, action: string])[] = [
  [({ passwordProfile }) => passwordProfile !== undefined, 'users/password/update'],
  [({ accountEnabled }) => accountEnabled === false, 'users/disable'],
  [({ accountEnabled }) => accountEnabled === true, 'users/enable'],
  [({ userPrincipalName }) => userPrincipalName !== undefined, 'users/userPrincipalName/update'],
  [({ usageLocation }) => usageLocation !== undefined, 'users/usageLocation/update'],
  [(values) => Object.keys(values).some((name) => !OWN_ACTION.has(name)), 'users/basic/update'],
]
const OWN_ACTION = new Set(['passwordProfile', 'accountEnabled', 'userPrincipalName', 'usageLocation'])

/** People and mailboxes. `password` is ours and never shown. */
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
  create: {
    access: writing(['User.ReadWrite.All', 'Directory.ReadWrite.All'], ['users/create']),
    complete: newUser,
  },
  update: {
    access: writing(
      ['User.ReadWrite.All', 'Directory.ReadWrite.All', ...Object.keys(SINGLE)],
      CHANGES.map(([, action]) => action),
    ),
    complete: changedUser,
  },
  delete: {
    access: writing(['User.DeleteRestore.All', 'User.ReadWrite.All'], ['users/delete']),
    check: checkAdministrator,
    soft: () => true,
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
    memberOf: belongings(READ_GROUPS, false),
    transitiveMemberOf: belongings(READ_GROUPS, true),
    oauth2PermissionGrants: grantsBy('principalId'),
    appRoleAssignments: assignments('principalId', 1, true),
  },
})

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
  checkDomain(turn, draft.userPrincipalName)
  checkText(draft)
  const password = passwordOf(values.passwordProfile)
  if (password === undefined) throw valueRequired('passwordProfile', 'User')
  return {
    ...draft,
    ...attributesIn({}, values),
    password,
    passwordProfile: shownProfile(values.passwordProfile),
  }
}

function attributesIn(before: Entity, { onPremisesExtensionAttributes: given }: Entity): Entity {
  return given === undefined ? {} : { onPremisesExtensionAttributes: extensionAttributes(before, given) }
}

function changedUser(turn: Turn, before: Entity, draft: Entity, { values }: Body): Entity {
  const after: Entity = { ...draft, ...attributesIn(before, values) }
  checkSingle(turn, Object.keys(values))
  for (const [is, action] of CHANGES) if (is(values)) checkReach(turn, before, [action])
  checkText(after)
  if (values.userPrincipalName !== undefined) checkDomain(turn, values.userPrincipalName)
  if (values.passwordProfile === undefined) return after
  checkAdministrator(turn, before)
  const password = passwordOf(values.passwordProfile) ?? before.password
  return { ...after, password, passwordProfile: shownProfile(values.passwordProfile) }
}

function checkSingle({ grant }: Turn, changed: readonly string[]): void {
  if (grant.permissions.length === 0 || grant.permissions.some((one) => !Object.hasOwn(SINGLE, one))) return
  const allowed = new Set(grant.permissions.flatMap((one) => SINGLE[one] ?? []))
  if (changed.some((name) => !allowed.has(name))) throw requestDenied()
}

/** Two letters of a country, and a nickname without what an address cannot hold (documented). */
function checkText({ usageLocation, mailNickname }: Entity): void {
  if (typeof usageLocation === 'string' && !/^[A-Za-z]{2}$/.test(usageLocation))
    throw valueInvalid('usageLocation', 'User')
  if (typeof mailNickname === 'string' && (mailNickname === '' || /[\s@()\\[\]";:<>,]/.test(mailNickname)))
    throw valueInvalid('mailNickname', 'User')
}

/** Whoever holds a role can be removed only by those above it; here, by one of two (documented in outline). */
const ABOVE_ALL = ['Global Administrator', 'Privileged Authentication Administrator'].map(roleTemplate)

function checkAdministrator({ tenant, grant, arrival }: Turn, user: Entity): void {
  const { roles } = grant
  if (roles.length === 0 || ABOVE_ALL.some((role) => roles.includes(role))) return
  if (roleAssignmentsOf(tenant, idOf(user), arrival.at).length > 0) throw requestDenied()
}

function checkDomain(turn: Turn, name: unknown): void {
  const [local, domain, ...rest] = String(name).split('@')
  if (!local || !domain || rest.length > 0 || !/^[A-Za-z0-9'._\-!#^~]+$/.test(local))
    throw valueInvalid('userPrincipalName', 'User')
  if (!turn.tenant.find('domains', 'id', domain).some(({ isVerified }) => isVerified))
    throw domainNotVerified()
}

function passwordOf(profile: unknown): string | undefined {
  const { password } = record(profile)
  return typeof password === 'string' && password !== '' && password.length <= 256 ? password : undefined
}

function shownProfile(profile: unknown): Entity {
  const { forceChangePasswordNextSignIn, forceChangePasswordNextSignInWithMfa } = record(profile)
  return {
    password: null,
    forceChangePasswordNextSignIn: forceChangePasswordNextSignIn === true,
    forceChangePasswordNextSignInWithMfa: forceChangePasswordNextSignInWithMfa === true,
  }
}
