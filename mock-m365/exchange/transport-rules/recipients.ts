/** Mail recipients that rules name: found in the tenant's groups and users, and kept as primary SMTP addresses. */
import type { Entity, Kind } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { objectNotFound } from '../errors.ts'
import { isMailAddress } from '../network-addresses.ts'

const GROUP_NAMES = ['mail', 'uniqueName', 'displayName', 'mailNickname']
const USER_NAMES = ['mail', 'userPrincipalName', 'displayName', 'mailNickname']

/**
 * Primary SMTP addresses of what a rule's parameter names: by address, object id, unique name, display name or alias.
 * @param groupsOnly for the parameters that take members of groups
 * @throws CmdletError 404 for a name that the tenant does not know
 */
export function recipientAddresses(
  view: View,
  names: readonly string[],
  groupsOnly: boolean,
): readonly string[] {
  return names.map((name) => addressOf(view, name, groupsOnly))
}

function addressOf(view: View, name: string, groupsOnly: boolean): string {
  const group = findNamed(view, 'groups', GROUP_NAMES, name)
  if (group) return group
  if (groupsOnly) throw objectNotFound(name)
  const user = findNamed(view, 'users', USER_NAMES, name)
  if (user) return user
  // Inferred: where members of groups are not asked for, an address outside the organization may be named.
  if (isMailAddress(name)) return name
  throw objectNotFound(name)
}

/** Security groups without mail are no recipients (documented). */
function findNamed(view: View, kind: Kind, properties: readonly string[], name: string): string | undefined {
  const byId = addressIn(view.get(kind, name))
  if (byId) return byId
  for (const property of properties)
    for (const entity of view.find(kind, property, name)) {
      const address = addressIn(entity)
      if (address) return address
    }
  return undefined
}

const addressIn = (entity: Entity | undefined): string | undefined =>
  typeof entity?.mail === 'string' && entity.mail !== '' ? entity.mail : undefined
