/**
 * The groups in a token: those that `groupMembershipClaims` of the application requires, as far as there is
 * room.
 * https://learn.microsoft.com/entra/identity-platform/optional-claims#configure-groups-optional-claims
 * https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference#groups-overage-claim
 * (documented)
 */
import type { Entity } from '../../base.ts'
import type { Tenant } from '../../tenant.ts'
import { directoryRolesOf, recordOf, recordsIn, servicePrincipalOf, text } from '../directory/directory.ts'
import { allGroupsOf, groupsOf } from '../directory/groups.ts'
import { WIDS_MARKER_USER } from '../well-known.ts'

/** How many groups a token may have, and a token in the address of a page. */
const GROUPS_MAX = 200
const GROUPS_IN_ADDRESS_MAX = 5

export interface GroupFacts {
  readonly tenant: Tenant
  readonly userId: string
  /** The application whose setting counts: the client for id tokens, the resource for access tokens. */
  readonly application: Entity
  readonly token: 'idToken' | 'accessToken'
  /** Milliseconds since the epoch. */
  readonly at: number
  /** The application gets it in an address, not from the token endpoint. */
  readonly isInAddress: boolean
}

/** `groups` and `wids`, or where to read them; nothing where the application does not require them. */
export function groupClaims(facts: GroupFacts): Entity {
  const kinds = new Set(
    text(facts.application.groupMembershipClaims)
      .split(',')
      .map((one) => one.trim()),
  )
  const isAll = kinds.has('All')
  const { tenant, userId, at } = facts
  const withRoles = isAll || kinds.has('DirectoryRole')
  const groups = groupsAsked(facts, kinds, isAll)
  return {
    ...(withRoles ? { wids: [...directoryRolesOf(tenant, userId, at), WIDS_MARKER_USER] } : {}),
    ...(groups.length > 0 ? named(facts, groups) : {}),
  }
}

function groupsAsked(
  { tenant, userId, application }: GroupFacts,
  kinds: ReadonlySet<string>,
  isAll: boolean,
) {
  if (isAll) return allGroupsOf(tenant, userId)
  if (kinds.has('SecurityGroup'))
    return allGroupsOf(tenant, userId).filter(({ securityEnabled }) => securityEnabled === true)
  if (!kinds.has('ApplicationGroup')) return []
  // Nested groups do not count here.
  const principal = servicePrincipalOf(tenant, text(application.appId))
  const assigned = new Set(
    tenant.find('appRoleAssignments', 'resourceId', principal?.id).map(({ principalId }) => principalId),
  )
  return groupsOf(tenant, userId).filter(({ id }) => assigned.has(id))
}

function named(
  { tenant, userId, application, token, isInAddress }: GroupFacts,
  groups: readonly Entity[],
): Entity {
  if (isInAddress && groups.length > GROUPS_IN_ADDRESS_MAX) return { hasgroups: true }
  if (groups.length > GROUPS_MAX)
    return {
      _claim_names: { groups: 'src1' },
      _claim_sources: {
        src1: { endpoint: `https://graph.windows.net/${tenant.id}/users/${userId}/getMemberObjects` },
      },
    }
  const asked = recordsIn(recordOf(application.optionalClaims)[token]).find(({ name }) => name === 'groups')
  const properties = Array.isArray(asked?.additionalProperties) ? asked.additionalProperties : []
  // Names are used only for groups synchronized from on-premises; groups here are cloud groups.
  const isNamed = properties.includes('cloud_displayname')
  const values = groups.map(({ id, displayName }) => text(isNamed ? displayName : id)).sort()
  return { [properties.includes('emit_as_roles') ? 'roles' : 'groups']: values }
}
