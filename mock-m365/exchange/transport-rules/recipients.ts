/** Mail recipients in rules, stored as primary SMTP addresses. */
import type { View } from '../../tenant.ts'
import { invalidSettings, objectNotFound } from '../errors.ts'
import { isMailAddress } from '../network-addresses.ts'
import { isGroup, type Recipient, recipientOf, recipientsByIdentity } from '../recipients/index.ts'
import type { Taken } from './parameters.ts'

/**
 * Primary SMTP addresses of the recipients that a rule's parameter names in any way. Security groups without
 * mail are not recipients (documented).
 * @param takes only groups for parameters on members of groups; no groups for moderators;
 *   no distribution groups, for recipients who are added
 * @throws CmdletError 404 for a name that the tenant does not know
 */
export function recipientAddresses(view: View, names: readonly string[], takes: Taken): readonly string[] {
  return names.map((name) => addressOf(view, name, takes))
}

function addressOf(view: View, name: string, takes: Taken): string {
  const found = named(view, name)
  const group = found.find(({ entity }) => isGroup(entity))
  if (group && takes === 'no groups')
    throw invalidSettings(`The recipient '${name}' is a group, which can't be used here.`)
  if (group && takes === 'no distribution groups' && group.type !== 'GroupMailbox')
    throw invalidSettings(`You can't add the distribution group '${name}' as a recipient.`)
  if (group) return group.primaryAddress
  if (takes === 'groups') throw objectNotFound(name)
  if (found[0]) return found[0].primaryAddress
  // Inferred: parameters that are not about groups may name an address outside the organization.
  if (isMailAddress(name)) return name
  throw objectNotFound(name)
}

/** That Exchange also finds a group by Graph's unique name is proposed. */
function named(view: View, name: string): readonly Recipient[] {
  const found = recipientsByIdentity(view, name)
  if (found.length > 0) return found
  return view.find('groups', 'uniqueName', name).flatMap((entity) => recipientOf(view, entity) ?? [])
}
