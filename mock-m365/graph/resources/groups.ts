import type { Entity } from '../../base.ts'
import { reading, writing } from '../authorization/access.ts'
import { checkAddress } from '../directory/addresses.ts'
import { DIRECTORY_OBJECT } from '../directory/directory-object.ts'
import { openExtensions } from '../directory/open-extensions.ts'
import { dynamicGroup } from '../dynamic-membership/group-rules.ts'
import {
  changesMailbox,
  checkMailboxAsked,
  checkNoneGiven,
  EXCHANGE_BACKED,
} from '../groups/exchange-backed.ts'
import { seesMembers } from '../groups/hidden-membership.ts'
import { belongings } from '../groups/member-of.ts'
import {
  addMembers,
  attachBound,
  checkBound,
  isUnified,
  isWritable,
  type Membership,
  reachMembership,
  reachTransitively,
  removeMember,
} from '../groups/memberships.ts'
import { checkRoleAssignable, roleAssignableGroup } from '../groups/role-assignable.ts'
import { checkUnifiedNames, checkUnifiedSettings } from '../groups/unified-settings.ts'
import { idOf } from '../verbs/entities.ts'
import { removeAllHanging } from '../verbs/hanging.ts'
import { type Body, type Navigation, resource } from '../verbs/resource.ts'
import {
  groupNotWritable,
  mailGroupNotCreatable,
  notEmulated,
  valueInvalid,
  valueTaken,
} from '../wire/errors.ts'
import { type Turn, timeOf } from '../wire/turn.ts'
import { assignments } from './appRoleAssignments.ts'

const READ = [
  'Group.ReadBasic.All',
  'GroupMember.Read.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
]
const READ_MEMBERS = [
  'GroupMember.ReadBasic.All',
  'Group.ReadBasic.All',
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
]
/** https://learn.microsoft.com/graph/api/group-list-memberof */
const READ_BELONGINGS = [
  'GroupMember.ReadBasic.All',
  'Group.ReadBasic.All',
  'GroupMember.Read.All',
  'Group.Read.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
]
const READ_OWNERS = [
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
]
const WRITE = writing(['Group.ReadWrite.All', 'Directory.ReadWrite.All'], ['groups/basic/update'])
/** Directory.ReadWrite.All is not among them (documented). https://learn.microsoft.com/graph/api/group-delete#permissions */
const DELETE = writing(['Group.ReadWrite.All'], ['groups/delete'])

/** Microsoft 365 and security groups; mail-enabled security and distribution groups are read only. Order is observed. */
export const groups = resource({
  segment: 'groups',
  type: 'group',
  source: 'https://learn.microsoft.com/graph/api/resources/group',
  provenance: 'observed',
  alternateKeys: ['uniqueName'],
  locationType: 'Group',
  properties: {
    ...DIRECTORY_OBJECT,
    classification: { type: 'String', filter: 'default' },
    createdDateTime: { type: 'DateTimeOffset', readOnly: true, filter: 'default' },
    // Only beta has it, and shows it by default (documented):
    // https://learn.microsoft.com/graph/api/group-post-groups?view=graph-rest-beta
    createdByAppId: { type: 'String', readOnly: true, only: 'beta' },
    organizationId: { type: 'String', readOnly: true, only: 'beta' },
    infoCatalogs: { type: 'String', collection: true, readOnly: true, only: 'beta' },
    writebackConfiguration: {
      type: 'Complex',
      only: 'beta',
      absent: { isEnabled: null, onPremisesGroupType: null },
    },
    creationOptions: { type: 'String', collection: true, readOnly: true },
    description: { type: 'String', max: 1024, filter: 'advanced', search: 'words' },
    displayName: {
      type: 'String',
      required: true,
      max: 256,
      filter: 'default',
      filterNull: 'advanced',
      sort: 'default',
      search: 'words',
    },
    expirationDateTime: { type: 'DateTimeOffset', readOnly: true, filter: 'advanced' },
    groupTypes: {
      type: 'String',
      collection: true,
      values: ['Unified', 'DynamicMembership'],
      filter: 'default',
      initial: [],
    },
    isAssignableToRole: { type: 'Boolean', immutable: true, filter: 'default' },
    mail: {
      type: 'String',
      readOnly: true,
      filter: 'default',
      filterNull: 'advanced',
      endsWith: true,
      search: 'start',
    },
    mailEnabled: { type: 'Boolean', required: true, immutable: true, filter: 'default' },
    mailNickname: {
      type: 'String',
      required: true,
      max: 64,
      filter: 'default',
      filterNull: 'advanced',
      search: 'start',
    },
    membershipRule: { type: 'String', max: 3072, filter: 'default' },
    membershipRuleProcessingState: { type: 'String', filter: 'default' },
    onPremisesDomainName: { type: 'String', readOnly: true },
    onPremisesLastSyncDateTime: { type: 'DateTimeOffset', readOnly: true, filter: 'default' },
    onPremisesNetBiosName: { type: 'String', readOnly: true },
    onPremisesSamAccountName: { type: 'String', readOnly: true, filter: 'advanced' },
    onPremisesSecurityIdentifier: {
      type: 'String',
      readOnly: true,
      filter: 'default',
      filterNull: 'advanced',
    },
    onPremisesSyncEnabled: { type: 'Boolean', readOnly: true, filter: 'default', filterNull: 'advanced' },
    preferredDataLocation: { type: 'String' },
    preferredLanguage: { type: 'String', filter: 'advanced', filterNull: 'advanced' },
    proxyAddresses: { type: 'String', collection: true, readOnly: true, filter: 'default', endsWith: true },
    renewedDateTime: { type: 'DateTimeOffset', readOnly: true, filter: 'default' },
    resourceBehaviorOptions: { type: 'String', collection: true, immutable: true, filter: 'default' },
    resourceProvisioningOptions: { type: 'String', collection: true, filter: 'default' },
    securityEnabled: { type: 'Boolean', required: true, filter: 'default' },
    securityIdentifier: { type: 'String', readOnly: true },
    theme: { type: 'String' },
    uniqueName: { type: 'String', once: true, max: 128, unique: true, filter: 'default' },
    visibility: { type: 'String', values: ['Public', 'Private', 'HiddenMembership'] },
    onPremisesProvisioningErrors: { type: 'Complex', collection: true, readOnly: true, filter: 'default' },
    serviceProvisioningErrors: { type: 'Complex', collection: true, readOnly: true },
    assignedLabels: { type: 'Complex', collection: true, selectOnly: true },
    assignedLicenses: {
      type: 'Complex',
      collection: true,
      selectOnly: true,
      readOnly: true,
      filter: 'default',
    },
    hasMembersWithLicenseErrors: { type: 'Boolean', selectOnly: true, readOnly: true, filter: 'default' },
    isManagementRestricted: { type: 'Boolean', selectOnly: 'v1.0', readOnly: true },
    ...EXCHANGE_BACKED,
  },
  list: reading(READ),
  get: reading(READ),
  create: {
    // Delegated callers have no Group.Create. https://learn.microsoft.com/graph/api/group-post-groups
    access: {
      ...writing(
        ['Group.Create', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'],
        ['groups/create'],
        ['Group.ReadWrite.All', 'Directory.ReadWrite.All'],
      ),
      // Member users make groups unless the tenant's settings say otherwise (documented):
      // entra/fundamentals/users-default-permissions
      membersToo: true,
    },
    complete: newGroup,
    attach: attachBound,
  },
  checkAsked: checkMailboxAsked,
  update: { access: WRITE, upsertBy: 'uniqueName', complete: changedGroup, isAnswered: changesMailbox },
  delete: {
    access: DELETE,
    check: (turn, group) => {
      if (!isWritable(group)) throw groupNotWritable()
      checkRoleAssignable(turn, group)
    },
    soft: isUnified,
    cascade: (turn, group) => removeAllHanging(turn, idOf(group)),
  },
  navigations: {
    members: membership('members', READ_MEMBERS, [
      'GroupMember.ReadWrite.All',
      'Group.ReadWrite.All',
      'Directory.ReadWrite.All',
    ]),
    transitiveMembers: {
      type: 'directoryObject',
      context: 'directoryObjects',
      access: reading(READ_MEMBERS),
      cost: 5,
      casts: ['user', 'group', 'servicePrincipal'],
      reach: (turn, group) => reachTransitively(turn.tenant, group, seesMembers(turn)),
    },
    owners: membership('owners', READ_OWNERS, ['Group.ReadWrite.All', 'Directory.ReadWrite.All']),
    extensions: openExtensions('groups', reading(READ)),
    memberOf: belongings(reading(READ_BELONGINGS), false),
    transitiveMemberOf: belongings(reading(READ_BELONGINGS), true),
    appRoleAssignments: assignments('principalId', 1, 'groups'),
  },
})

function membership(name: Membership, read: readonly string[], write: readonly string[]): Navigation {
  return {
    type: 'directoryObject',
    context: 'directoryObjects',
    access: reading(read),
    cost: name === 'members' ? 3 : 2,
    expand: true,
    casts: ['user', 'group', 'servicePrincipal'],
    reach: (turn, group) =>
      name === 'owners' || seesMembers(turn)(group) ? reachMembership(turn.tenant, idOf(group), name) : [],
    references: {
      access: writing(write, [`groups/${name}/update`]),
      add: (turn, group, ids) => {
        checkRoleAssignable(turn, group)
        addMembers(turn, group, name, ids)
      },
      remove: (turn, group, id) => {
        checkRoleAssignable(turn, group)
        removeMember(turn, group, name, id)
      },
    },
  }
}

/** https://learn.microsoft.com/graph/api/group-post-groups */
function newGroup(turn: Turn, given: Entity, body: Body): Entity {
  checkNoneGiven(body)
  checkLabels(body)
  const unified = isUnified(given)
  const draft = roleAssignableGroup(turn, dynamicGroup(turn, undefined, given, body))
  if (unified && draft.mailEnabled !== true) throw valueInvalid('mailEnabled', 'Group')
  if (!unified && (draft.mailEnabled === true || draft.securityEnabled !== true))
    throw mailGroupNotCreatable()
  checkNickname(turn, draft)
  if (unified) checkUnifiedSettings(turn, draft)
  const at = timeOf(turn)
  const made: Entity = {
    ...draft,
    createdByAppId: turn.claims.appid,
    organizationId: turn.tenant.id,
    createdDateTime: at,
    renewedDateTime: at,
    securityIdentifier: securityIdentifierOf(idOf(draft)),
    visibility: draft.visibility ?? (unified ? 'Public' : null),
    preferredDataLocation: draft.preferredDataLocation ?? (unified ? locationOfCreator(turn) : null),
    ...(unified ? addressOf(turn, String(draft.mailNickname)) : { mail: null, proxyAddresses: [] }),
  }
  checkBound(turn, made, body)
  return made
}

function changedGroup(turn: Turn, before: Entity, draft: Entity, body: Body): Entity {
  if (!isWritable(before)) throw groupNotWritable()
  checkLabels(body)
  const after = dynamicGroup(turn, before, draft, body)
  if (!isUnified(before) && after.securityEnabled !== true) throw valueInvalid('securityEnabled', 'Group')
  checkRoleAssignable(turn, before)
  if (body.values.mailNickname !== undefined) checkNickname(turn, after)
  const isRenamed = after.displayName !== before.displayName || after.mailNickname !== before.mailNickname
  if (isUnified(before) && isRenamed) checkUnifiedNames(turn, after)
  return after
}

/** Groups take sensitivity labels (documented: group-update), and which there are Purview says, which is not emulated. */
function checkLabels({ values }: Body): void {
  if (values.assignedLabels !== undefined) throw notEmulated()
}

/** ASCII without characters that an address cannot have; unique among Microsoft 365 groups (documented). */
export function checkNickname(turn: Turn, group: Entity): void {
  const nickname = String(group.mailNickname)
  if (!/^[!-~]+$/.test(nickname) || /[@()/[\]\\';:<>,"]/.test(nickname))
    throw valueInvalid('mailNickname', 'Group')
  if (!isUnified(group)) return
  for (const other of turn.tenant.find('groups', 'mailNickname', nickname))
    if (other.id !== group.id && other.mailEnabled === true) throw valueTaken('mailNickname')
  checkAddress(turn, group, addressOf(turn, nickname).mail)
}

/**
 * Region of the group's data, in a tenant of several regions: that of its creator.
 * https://learn.microsoft.com/graph/api/resources/group (documented)
 */
const locationOfCreator = ({ tenant, claims }: Turn): unknown =>
  claims.idtyp === 'user' ? (tenant.get('users', claims.oid)?.preferredDataLocation ?? null) : null

/** A Microsoft 365 group's mailbox has an address in the tenant's default domain. */
function addressOf({ tenant }: Turn, nickname: string): { mail: string; proxyAddresses: string[] } {
  const [domain] = tenant.find('domains', 'isDefault', true)
  const mail = `${nickname}@${domain ? String(domain.id) : `${tenant.id}.invalid`}`
  return { mail, proxyAddresses: [`SMTP:${mail}`] }
}

/** The id's bytes as four 32-bit numbers. https://learn.microsoft.com/graph/api/resources/group (inferred from examples) */
function securityIdentifierOf(id: string): string {
  const hex = id.replaceAll('-', '')
  const [a, b, c] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16)]
  const second = Number.parseInt(c + b, 16)
  const little = (from: number) => Buffer.from(hex.slice(from, from + 8), 'hex').readUInt32LE(0)
  return `S-1-12-1-${Number.parseInt(a, 16)}-${second}-${little(16)}-${little(24)}`
}
