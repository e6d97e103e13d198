/** What cmdlets do to groups: who may do it, and the edits for members, owners and removals. */

import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { secondsText } from '../../times.ts'
import { invalidSettings } from '../errors.ts'
import { asList, type Edit, type Invocation } from '../noun.ts'
import { getReferred, isTrue } from './change.ts'
import { isGroup, nameOf, type Recipient, recipientOf, SETTINGS } from './index.ts'
import { notManager } from './refusals.ts'
import type { Scene } from './tail.ts'

type Membership = 'members' | 'owners'

/** Adds or removes one member; Graph stores and shows the same record. */
export function membershipEdit(kind: Membership, groupId: string, memberId: string, isIn: boolean): Edit {
  const after = isIn ? { groupId, memberId } : undefined
  return { kind: `groups/${kind}`, key: `${groupId}/${memberId}`, after, cascade: true }
}

export const idsOf = (view: View, kind: Membership, groupId: string): readonly string[] =>
  view.find(`groups/${kind}`, 'groupId', groupId).map(({ memberId }) => String(memberId))

/** Edits that make the ids the group's only members or owners. */
export function membershipEdits(
  view: View,
  kind: Membership,
  groupId: string,
  ids: readonly string[],
): readonly Edit[] {
  const wanted = new Set(ids)
  const held = new Set(idsOf(view, kind, groupId))
  return [
    ...[...wanted].filter((id) => !held.has(id)).map((id) => membershipEdit(kind, groupId, id, true)),
    ...[...held].filter((id) => !wanted.has(id)).map((id) => membershipEdit(kind, groupId, id, false)),
  ]
}

/**
 * A caller that changes a group must be its manager, or an administrator with
 * BypassSecurityGroupManagerCheck. An application is a manager only of groups that it owns. @throws
 * CmdletError 400
 */
export function checkManager({ view, bound, caller }: Invocation, groupId: string): void {
  if (isTrue(bound, 'BypassSecurityGroupManagerCheck')) return
  if (caller && view.get('groups/owners', `${groupId}/${caller.id}`)) return
  throw notManager()
}

/** Owners may be mailboxes, mail users and mail-enabled security groups (documented); text inferred. */
export function ownerIn(view: View, identity: string): Recipient {
  const owner = getReferred(view, identity)
  if (!['GuestMailUser', 'GroupMailbox', 'MailUniversalDistributionGroup', 'RoomList'].includes(owner.type))
    return owner
  throw invalidSettings(`The recipient "${nameOf(view, owner.entity)}" can't be an owner of the group.`)
}

/** Any recipient except a Microsoft 365 group (documented) and the group itself; texts inferred. */
export function memberIn(view: View, identity: string, groupId: string): Recipient {
  const member = getReferred(view, identity)
  if (member.type === 'GroupMailbox')
    throw invalidSettings(`Microsoft 365 groups can't be members of a distribution group: "${identity}".`)
  if (member.id === groupId) throw invalidSettings("A group can't be a member of itself.")
  return member
}

/** Parameters accept at most 10,000 entries, which is also the documented limit of a group's Members. */
export const membersIn = (view: View, names: unknown, groupId: string): readonly string[] => [
  ...new Set(asList(names).map((name) => memberIn(view, name, groupId).id)),
]

const HANGING = [
  ['groups/members', 'groupId'],
  ['groups/owners', 'groupId'],
  ['groups/members', 'memberId'],
  ['groups/owners', 'memberId'],
] as const

/**
 * A distribution group is removed at once; a Microsoft 365 group or an account stays in deletedItems with its
 * relations.
 */
export function removalEdits(view: View, entity: Entity, softlyAt?: string): readonly Edit[] {
  const id = String(entity.id)
  const [kind, type] = isGroup(entity) ? ['groups', 'group'] : ['users', 'user']
  const removed = { kind, key: id, after: undefined }
  if (softlyAt !== undefined) {
    const kept = { ...entity, deletedDateTime: softlyAt, '@odata.type': `#microsoft.graph.${type}` }
    return [removed, { kind: 'deletedItems', key: id, after: kept, cascade: true }]
  }
  return [removed, ...hangingEdits(view, id)]
}

/** Removed together with a recipient: its memberships and Exchange's settings. */
export function hangingEdits(view: View, id: string): readonly Edit[] {
  const hanging = HANGING.flatMap(([kind, property]) =>
    view.find(kind, property, id).map(({ groupId, memberId }) => `${kind} ${groupId}/${memberId}`),
  )
  const records = [...new Set(hanging)].map((record) => {
    const [kind = '', key = ''] = record.split(' ')
    return { kind, key, after: undefined, cascade: true }
  })
  const settings = view.get(SETTINGS, id)
    ? [{ kind: SETTINGS, key: id, after: undefined, cascade: true }]
    : []
  return [...records, ...settings]
}

/** A group as Graph stores it. @param kind the properties that distinguish Exchange's groups */
export function directoryGroup(
  kind: 'distribution' | 'security' | 'unified',
  {
    id,
    at,
    displayName,
    alias,
    mail,
  }: Readonly<Record<'id' | 'displayName' | 'alias' | 'mail', string>> & {
    readonly at: number
  },
): Entity {
  const now = secondsText(at)
  return {
    id,
    deletedDateTime: null,
    classification: null,
    createdDateTime: now,
    description: null,
    displayName,
    groupTypes: kind === 'unified' ? ['Unified'] : [],
    mail,
    mailEnabled: true,
    mailNickname: alias,
    proxyAddresses: [`SMTP:${mail}`],
    renewedDateTime: now,
    resourceBehaviorOptions: [],
    securityEnabled: kind === 'security',
    uniqueName: null,
    visibility: kind === 'unified' ? 'Public' : null,
  }
}

/** A group after a cmdlet's edits: the view with the edits applied. */
export function shownAfter(
  { view, organization }: Invocation,
  entity: Entity,
  edits: readonly Edit[],
  object: (scene: Scene, recipient: Recipient) => Entity,
): Entity {
  const after: View = {
    get: (kind, key) =>
      edits.find((edit) => edit.kind === kind && edit.key === key)?.after ?? view.get(kind, key),
    list: (kind) => view.list(kind),
    find: (kind, property, value) => {
      const made = edits.flatMap((edit) => (edit.kind === kind && edit.after ? [edit.after] : []))
      return [...view.find(kind, property, value), ...made.filter((one) => one[property] === value)]
    },
  }
  const recipient = recipientOf(after, entity)
  return recipient ? object({ view: after, organization }, recipient) : entity
}
