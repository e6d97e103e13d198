/** Paths that Microsoft Graph has and the mock does not, so that they are not called nonexistent. */
import known from './known-segments.json' with { type: 'json' }

const setOf = (names: string): ReadonlySet<string> => new Set(names.toLowerCase().split(' '))

const FIRST = setOf(known.first)
const { user, directoryObject, ...types } = known.types

/** Beta's own, of those that inventories of tenants ask for (documented, each on a page of its reference). */
const FIRST_OF_BETA = setOf(
  'settings directorySettingTemplates privilegedAccess privilegedRoles privilegedRoleAssignments privilegedApproval',
)
const AFTER_OF_BETA: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['directory', setOf('recommendations transitiveRoleAssignments')],
])

/** By the word that stands before, or before the key that stands between. */
const AFTER: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    users: user,
    me: user,
    groups: types.group,
    messages: types.message,
    mailfolders: types.mailFolder,
    childfolders: types.mailFolder,
    // A stream, which the model has as a property.
    applications: `${types.application} logo`,
    serviceprincipals: types.servicePrincipal,
    domains: types.domain,
    organization: types.organization,
    directory: types.directory,
    deleteditems: directoryObject,
    directoryobjects: directoryObject,
    directoryroles: types.directoryRole,
    rolemanagement: `${types.roleManagement} ${types.rbacApplication}`,
    auditlogs: types.auditLogRoot,
    policies: types.policyRoot,
    // Properties, of which the mock serves some alone.
    mailboxsettings: 'archiveFolder dateFormat delegateMeetingMessageDeliveryOptions timeFormat workingHours',
    identitygovernance: types.identityGovernance,
  }).map(([word, names]) => [word, setOf(names)]),
)

/**
 * @param before segments of the path before this one, from the version on, as sent
 * @param version in which the path is asked for
 */
export function isKnownSegment(before: readonly string[], segment: string, version: string): boolean {
  const name = bare(segment)
  const isBeta = version === 'beta'
  if (before.length === 0) return FIRST.has(name) || (isBeta && FIRST_OF_BETA.has(name))
  return before
    .slice(-2)
    .map(bare)
    .some((word) => AFTER.get(word)?.has(name) || (isBeta && AFTER_OF_BETA.get(word)?.has(name)))
}

/** What Microsoft answers where the mock answers other methods alone. */
const KNOWN_METHODS: ReadonlySet<string> = new Set([
  // https://learn.microsoft.com/graph/api/user-update-mailboxsettings
  'PATCH users/{id}/mailboxSettings',
  // https://learn.microsoft.com/graph/api/user-list-manager, and its reference alone
  'GET users/{id}/manager/$ref',
])

/** @param path an operation's, with `{id}` for keys */
export const isKnownMethod = (method: string, path: string): boolean =>
  KNOWN_METHODS.has(`${method} ${path.replace(/^me\//, 'users/{id}/')}`)

/** Without namespace, key or parameters. */
const bare = (segment: string): string =>
  segment
    .toLowerCase()
    .replace(/^(?:microsoft\.)?graph\./, '')
    .replace(/\(.*$/s, '')
