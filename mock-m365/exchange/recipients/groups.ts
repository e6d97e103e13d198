/** What cmdlets do to groups: who may, and which edits members, owners and removals are. */

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

/** One member more or less; Graph keeps and shows the same record. */
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
 * Who changes a group is its manager or says BypassSecurityGroupManagerCheck, which administrators may; an
 * application is never a manager of what it did not make. @throws CmdletError 400
 */
export function checkManager({ view, bound, caller }: Invocation, groupId: string): void {
  if (isTrue(bound, 'BypassSecurityGroupManagerCheck')) return
  if (caller && view.get('groups/owners', `${groupId}/${caller.id}`)) return
  throw notManager()
}

/** Mailboxes, mail users and mail-enabled security groups own groups (documented); text inferred. */
export function ownerIn(view: View, identity: string): Recipient {
  const owner = getReferred(view, identity)
  if (!['GuestMailUser', 'GroupMailbox', 'MailUniversalDistributionGroup', 'RoomList'].includes(owner.type))
    return owner
  throw invalidSettings(`The recipient "${nameOf(view, owner.entity)}" can't be an owner of the group.`)
}

/** Any recipient but a Microsoft 365 group (documented) and the group itself; texts inferred. */
export function memberIn(view: View, identity: string, groupId: string): Recipient {
  const member = getReferred(view, identity)
  if (member.type === 'GroupMailbox')
    throw invalidSettings(`Microsoft 365 groups can't be members of a distribution group: "${identity}".`)
  if (member.id === groupId) throw invalidSettings("A group can't be a member of itself.")
  return member
}

/** Parameters take 10,000 entries at most, which is the documented bound of a group's Members too. */
export const membersIn = (view: View, names: unknown, groupId: string): readonly string[] => [
  ...new Set(asList(names).map((name) => memberIn(view, name, groupId).id)),
]

const HANGING = [
  ['groups/members', 'groupId'],
  ['groups/owners', 'groupId'],
  ['groups/members', 'memberId'],
  ['groups/owners', 'memberId'],
] as const

/** A distribution group leaves at once; a Microsoft 365 group or an account stays in deletedItems with what hangs on it. */
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

/** What leaves with a recipient: its memberships, and what Exchange keeps of it. */
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

/** A group as Graph keeps it. @param kind what tells Exchange's groups apart */
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

/** A group as it will be shown: the view with a cmdlet's edits laid over it. */
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
