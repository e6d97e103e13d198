/**
 * What the directory's audit log calls each change. The names of users, groups, service principals, their members,
 * roles and grants made and removed, and of the hard delete of a user, are observed in public tools that read the log;
 * the others are inferred.
 */
import type { Kind } from '../../base.ts'
import type { Change } from '../../tenant.ts'
import { PIM_KINDS, pimActivityOf } from '../pim/audit-names.ts'

export interface Activity {
  readonly activity: string
  readonly category: string
  readonly operationType: 'Add' | 'Update' | 'Delete' | 'Assign' | 'Unassign' | 'Restore'
  readonly service: 'Core Directory' | 'PIM'
}

interface Names {
  readonly category: string
  readonly made?: string
  readonly changed?: string
  readonly removed?: string
  /** Names of changes to members and assignments. */
  readonly assigns?: true
}

/** Open extensions are a part of their objects (inferred). */
const [USER, GROUP] = ['Update user', 'Update group']
const SECURITY = 'Update security defaults'

const NAMES: ReadonlyMap<Kind, Names> = new Map([
  ['users', { category: 'UserManagement', made: 'Add user', changed: 'Update user', removed: 'Delete user' }],
  [
    'groups',
    { category: 'GroupManagement', made: 'Add group', changed: 'Update group', removed: 'Delete group' },
  ],
  [
    'applications',
    {
      category: 'ApplicationManagement',
      made: 'Add application',
      changed: 'Update application',
      removed: 'Delete application',
    },
  ],
  [
    'servicePrincipals',
    {
      category: 'ApplicationManagement',
      made: 'Add service principal',
      changed: 'Update service principal',
      removed: 'Remove service principal',
    },
  ],
  [
    'domains',
    {
      category: 'DirectoryManagement',
      made: 'Add unverified domain',
      changed: 'Update domain',
      removed: 'Remove unverified domain',
    },
  ],
  ['organization', { category: 'DirectoryManagement', changed: 'Update company settings' }],
  [
    'oauth2PermissionGrants',
    {
      category: 'ApplicationManagement',
      made: 'Add delegated permission grant',
      changed: 'Update delegated permission grant',
      removed: 'Remove delegated permission grant',
      assigns: true,
    },
  ],
  [
    'groups/members',
    {
      category: 'GroupManagement',
      made: 'Add member to group',
      removed: 'Remove member from group',
      assigns: true,
    },
  ],
  [
    'groups/owners',
    {
      category: 'GroupManagement',
      made: 'Add owner to group',
      removed: 'Remove owner from group',
      assigns: true,
    },
  ],
  [
    'applications/owners',
    {
      category: 'ApplicationManagement',
      made: 'Add owner to application',
      removed: 'Remove owner from application',
      assigns: true,
    },
  ],
  [
    'servicePrincipals/owners',
    {
      category: 'ApplicationManagement',
      made: 'Add owner to service principal',
      removed: 'Remove owner from service principal',
      assigns: true,
    },
  ],
  [
    'roleAssignments',
    {
      category: 'RoleManagement',
      made: 'Add member to role',
      removed: 'Remove member from role',
      assigns: true,
    },
  ],
  [
    'users/manager',
    {
      category: 'UserManagement',
      made: 'Set user manager',
      changed: 'Set user manager',
      removed: 'Remove user manager',
    },
  ],
  [
    'roleDefinitions',
    {
      category: 'RoleManagement',
      made: 'Add role definition',
      changed: 'Update role definition',
      removed: 'Delete role definition',
    },
  ],
  ['directoryRoles', { category: 'RoleManagement', made: 'Add role from template' }],
  ['users/extensions', { category: 'UserManagement', made: USER, changed: USER, removed: USER }],
  ['groups/extensions', { category: 'GroupManagement', made: GROUP, changed: GROUP, removed: GROUP }],
  // A directory extension is a part of its application.
  [
    'extensionProperties',
    { category: 'ApplicationManagement', made: 'Update application', removed: 'Update application' },
  ],
  [
    'conditionalAccessPolicies',
    {
      category: 'Policy',
      made: 'Add conditional access policy',
      changed: 'Update conditional access policy',
      removed: 'Delete conditional access policy',
    },
  ],
  ['identitySecurityDefaultsEnforcementPolicy', { category: 'Policy', made: SECURITY, changed: SECURITY }],
  [
    'groupSettings',
    {
      category: 'GroupManagement',
      made: 'Create group settings',
      changed: 'Update group settings',
      removed: 'Delete group settings',
    },
  ],
])

const APP_ROLE_ASSIGNED: Readonly<Record<string, readonly [made: string, removed: string]>> = {
  ServicePrincipal: [
    'Add app role assignment to service principal',
    'Remove app role assignment from service principal',
  ],
  User: ['Add app role assignment grant to user', 'Remove app role assignment from user'],
  Group: ['Add app role assignment to group', 'Remove app role assignment from group'],
}

const TYPE_WORDS: ReadonlyMap<unknown, readonly [word: string, category: string]> = new Map([
  ['#microsoft.graph.user', ['user', 'UserManagement']],
  ['#microsoft.graph.group', ['group', 'GroupManagement']],
  ['#microsoft.graph.application', ['application', 'ApplicationManagement']],
  ['#microsoft.graph.servicePrincipal', ['service principal', 'ApplicationManagement']],
])

/**
 * Undefined for changes that the directory does not log: those of Exchange, and those that only record
 * another change.
 */
export function activityOf(change: Change): Activity | undefined {
  const { kind, before, after } = change
  if (kind === 'deletedItems') return fromDeletedItems(change)
  if (kind === 'appRoleAssignments') {
    const pair =
      APP_ROLE_ASSIGNED[String((after ?? before)?.principalType)] ?? APP_ROLE_ASSIGNED.ServicePrincipal
    const operationType = after ? 'Assign' : 'Unassign'
    const activity = (after ? pair?.[0] : pair?.[1]) ?? ''
    return { activity, category: 'ApplicationManagement', operationType, service: 'Core Directory' }
  }
  if (PIM_KINDS.has(kind)) return ofPim(change)
  const names = NAMES.get(kind)
  if (!names) return undefined
  const { category, assigns } = names
  const activity =
    credentialsChanged(change) ?? (before ? (after ? names.changed : names.removed) : names.made)
  if (!activity) return undefined
  const operationType = before
    ? after
      ? 'Update'
      : assigns
        ? 'Unassign'
        : 'Delete'
    : assigns
      ? 'Assign'
      : 'Add'
  return { activity, category, operationType, service: 'Core Directory' }
}

function ofPim(change: Change): Activity | undefined {
  const activity = pimActivityOf(change)
  const operationType = change.after ? (change.before ? 'Update' : 'Assign') : 'Unassign'
  return activity ? { activity, category: 'RoleManagement', operationType, service: 'PIM' } : undefined
}

/** Only a purge is logged here. Deletion and restoring are logged with the live object's change. */
function fromDeletedItems({ before, after, cascade, call }: Change): Activity | undefined {
  const [word, category] = TYPE_WORDS.get((before ?? after)?.['@odata.type']) ?? []
  if (after || cascade || !word || !category) return undefined
  const isRestore = call.endsWith('/restore')
  const activity = `${isRestore ? 'Restore' : 'Hard Delete'} ${word}`
  return { activity, category, operationType: isRestore ? 'Restore' : 'Delete', service: 'Core Directory' }
}

/** New and removed secrets have their own name, so that administrators can watch for them. */
function credentialsChanged({ kind, before, after }: Change): string | undefined {
  const word =
    kind === 'applications' ? 'application' : kind === 'servicePrincipals' ? 'service principal' : ''
  if (!word || !before || !after) return undefined
  const isSame = (name: string) => JSON.stringify(before[name] ?? []) === JSON.stringify(after[name] ?? [])
  if (isSame('passwordCredentials') && isSame('keyCredentials')) return undefined
  return word === 'application'
    ? 'Update application – Certificates and secrets management'
    : 'Update service principal credentials'
}

/** A restored object: the change log shows it as made, but the call was a restore. */
export function isRestored({ call, before, after, kind }: Change): boolean {
  return !before && after !== undefined && call.endsWith('/restore') && TYPE_OF_KIND.has(kind)
}

export const TYPE_OF_KIND: ReadonlyMap<Kind, string> = new Map([
  ['users', 'User'],
  ['groups', 'Group'],
  ['applications', 'Application'],
  ['servicePrincipals', 'ServicePrincipal'],
  ['domains', 'Domain'],
  ['organization', 'Company'],
])
