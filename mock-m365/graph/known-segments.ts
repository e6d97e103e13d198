/** Paths that Microsoft Graph has and the mock does not, so that they are not called nonexistent. */
import known from './known-segments.json' with { type: 'json' }

const setOf = (names: string): ReadonlySet<string> => new Set(names.toLowerCase().split(' '))

const FIRST = setOf(known.first)
const { user, directoryObject, ...types } = known.types

/** By the word that stands before, or before the key that stands between. */
const AFTER: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    users: user,
    me: user,
    groups: types.group,
    messages: types.message,
    mailfolders: types.mailFolder,
    childfolders: types.mailFolder,
    applications: types.application,
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
    identitygovernance: types.identityGovernance,
  }).map(([word, names]) => [word, setOf(names)]),
)

/** @param before segments of the path before this one, from the version on, as sent */
export function isKnownSegment(before: readonly string[], segment: string): boolean {
  const name = bare(segment)
  if (before.length === 0) return FIRST.has(name)
  return before.slice(-2).some((word) => AFTER.get(bare(word))?.has(name))
}

/** Without namespace, key or parameters. */
const bare = (segment: string): string =>
  segment
    .toLowerCase()
    .replace(/^microsoft\.graph\./, '')
    .replace(/\(.*$/s, '')
