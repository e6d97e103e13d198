/** Ids that are the same in every tenant. Source: microsoft-graph-devx-content and the roles reference of entra-docs. */
import { BUILT_IN_ROLES } from './directory/directory-roles.ts'
import permissions from './directory/permissions.json' with { type: 'json' }

export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000'
export const EXCHANGE_APP_ID = '00000002-0000-0ff1-ce00-000000000000'
/** Office 365 Management APIs: activity feeds. */
export const MANAGEMENT_APP_ID = 'c5393580-f805-4401-95e8-94b7a6ef2fc2'

/** Directory role templates by display name. https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
export const ROLE_TEMPLATES: Readonly<Record<string, string>> = Object.fromEntries(
  BUILT_IN_ROLES.map(({ displayName, id }) => [displayName, id]),
)

/** Template id of a directory role. @throws RangeError for a name that no template has */
export function roleTemplate(displayName: string): string {
  const id = ROLE_TEMPLATES[displayName]
  if (!id)
    throw new RangeError(
      `"${displayName}" is not a directory role; known: ${Object.keys(ROLE_TEMPLATES).join(', ')}`,
    )
  return id
}

/** Ids of permissions by value. */
export interface PermissionTable {
  readonly appRoles: Readonly<Record<string, string>>
  readonly scopes: Readonly<Record<string, string>>
}

/** Role and scope share an id (ScubaGear, RiskyAppPermissions.json). */
const ACTIVITY_FEEDS = {
  'ActivityFeed.Read': '594c1fb6-4f81-4475-ae41-0c394909246c',
  'ActivityFeed.ReadDlp': '4807a72c-ad38-4250-94c9-4eabfe26cd55',
}

/** Permissions that the resource applications offer, by value: app roles and delegated scopes. */
export const PERMISSIONS: Readonly<Record<string, PermissionTable>> = {
  [GRAPH_APP_ID]: permissions.graph,
  [EXCHANGE_APP_ID]: permissions.exchange,
  [MANAGEMENT_APP_ID]: { appRoles: ACTIVITY_FEEDS, scopes: ACTIVITY_FEEDS },
}

/** Delegated scopes that a user may consent to; all others need an administrator. */
export const USER_SCOPES: Readonly<Record<string, ReadonlySet<string>>> = {
  [GRAPH_APP_ID]: new Set(permissions.userConsent.graph),
  [EXCHANGE_APP_ID]: new Set(permissions.userConsent.exchange),
}

/**
 * In `wids` of every app-only token, and of every user's token; these are not ids of role definitions
 * (observed).
 */
export const WIDS_MARKER_APP = '0997a1d0-0d1d-4acb-b408-d5ca73121e90'
export const WIDS_MARKER_USER = 'b79fbf4d-3ef9-4689-8143-76b194e85509'
