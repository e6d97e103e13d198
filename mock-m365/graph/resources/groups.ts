import type { Entity } from '../../base.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import { reading, writing } from '../access.ts'
import { DIRECTORY_OBJECT } from '../directory-object.ts'
import { idOf } from '../entities.ts'
import {
  groupNotWritable,
  mailGroupNotCreatable,
  notEmulated,
  requestDenied,
  valueInvalid,
  valueTaken,
} from '../errors.ts'
import { removeAllHanging } from '../hanging.ts'
import { belongings } from '../member-of.ts'
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
} from '../memberships.ts'
import { type Body, type Navigation, resource } from '../resource.ts'
import { type Turn, timeOf } from '../turn.ts'
import { assignments } from './appRoleAssignments.ts'

/** https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
const ADMINISTRATORS = [
  'Global Administrator',
  'Groups Administrator',
  'User Administrator',
  'Directory Writers',
  'Exchange Administrator',
]
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
/** That Directory.ReadWrite.All may also delete groups is proposed; the endpoint's table names Group.ReadWrite.All. */
const WRITE = writing(['Group.ReadWrite.All', 'Directory.ReadWrite.All'], ADMINISTRATORS)

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
      immutable: true,
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
    membershipRuleProcessingState: { type: 'String', values: ['On', 'Paused'], filter: 'default' },
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
    uniqueName: { type: 'String', readOnly: true, unique: true, filter: 'default' },
    visibility: { type: 'String', values: ['Public', 'Private', 'HiddenMembership'] },
    onPremisesProvisioningErrors: { type: 'Complex', collection: true, readOnly: true, filter: 'default' },
    serviceProvisioningErrors: { type: 'Complex', collection: true, readOnly: true },
    assignedLabels: { type: 'Complex', collection: true, selectOnly: true, readOnly: true },
    assignedLicenses: {
      type: 'Complex',
      collection: true,
      selectOnly: true,
      readOnly: true,
      filter: 'default',
    },
    hasMembersWithLicenseErrors: { type: 'Boolean', selectOnly: true, readOnly: true, filter: 'default' },
    isManagementRestricted: { type: 'Boolean', selectOnly: true, readOnly: true },
  },
  list: reading(READ),
  get: reading(READ),
  create: {
    // Delegated callers have no Group.Create. https://learn.microsoft.com/graph/api/group-post-groups
    access: writing(['Group.Create', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'], ADMINISTRATORS, [
      'Group.ReadWrite.All',
      'Directory.ReadWrite.All',
    ]),
    complete: newGroup,
    attach: attachBound,
  },
  update: { access: WRITE, upsertBy: 'uniqueName', complete: changedGroup },
  delete: {
    access: WRITE,
    check: (_, group) => {
      if (!isWritable(group)) throw groupNotWritable()
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
      reach: ({ tenant }, group) => reachTransitively(tenant, idOf(group)),
    },
    owners: membership('owners', READ_OWNERS, ['Group.ReadWrite.All', 'Directory.ReadWrite.All']),
    memberOf: belongings(reading(READ_BELONGINGS), false),
    transitiveMemberOf: belongings(reading(READ_BELONGINGS), true),
    appRoleAssignments: assignments('principalId', 1, true),
  },
  // Exchange administrators manage Microsoft 365 groups and no others (documented); for an app without any
  // group permission, that this role on its service principal suffices is proposed.
  roleReach: new Map([[roleTemplate('Exchange Administrator'), isUnified]]),
})

function membership(name: Membership, read: readonly string[], write: readonly string[]): Navigation {
  return {
    type: 'directoryObject',
    context: 'directoryObjects',
    access: reading(read),
    cost: name === 'members' ? 3 : 2,
    expand: true,
    casts: ['user', 'group', 'servicePrincipal'],
    reach: ({ tenant }, group) => reachMembership(tenant, idOf(group), name),
    references: {
      access: writing(write, ADMINISTRATORS),
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
function newGroup(turn: Turn, draft: Entity, body: Body): Entity {
  const unified = isUnified(draft)
  if (Array.isArray(draft.groupTypes) && draft.groupTypes.includes('DynamicMembership')) throw notEmulated()
  if (unified && draft.mailEnabled !== true) throw valueInvalid('mailEnabled', 'Group')
  if (!unified && (draft.mailEnabled === true || draft.securityEnabled !== true))
    throw mailGroupNotCreatable()
  checkRoleAssignable(turn, draft)
  checkNickname(turn, draft)
  const at = timeOf(turn)
  const made: Entity = {
    ...draft,
    createdDateTime: at,
    renewedDateTime: at,
    securityIdentifier: securityIdentifierOf(idOf(draft)),
    visibility: draft.visibility ?? (unified ? 'Public' : null),
    ...(unified ? addressOf(turn, String(draft.mailNickname)) : { mail: null, proxyAddresses: [] }),
  }
  checkBound(turn, made, body)
  return made
}

function changedGroup(turn: Turn, before: Entity, after: Entity, { values }: Body): Entity {
  if (!isWritable(before)) throw groupNotWritable()
  if (!isUnified(before) && after.securityEnabled !== true) throw valueInvalid('securityEnabled', 'Group')
  checkRoleAssignable(turn, before)
  if (values.mailNickname !== undefined) checkNickname(turn, after)
  return after
}

/** ASCII without what an address cannot hold; no two Microsoft 365 groups share one (documented). */
export function checkNickname(turn: Turn, group: Entity): void {
  const nickname = String(group.mailNickname)
  if (!/^[!-~]+$/.test(nickname) || /[@()/[\]\\';:<>,"]/.test(nickname))
    throw valueInvalid('mailNickname', 'Group')
  if (!isUnified(group)) return
  for (const other of turn.tenant.find('groups', 'mailNickname', nickname))
    if (other.id !== group.id && other.mailEnabled === true) throw valueTaken('mailNickname')
}

/** Role-assignable groups need RoleManagement.ReadWrite.Directory besides, or a role that holds it. https://learn.microsoft.com/entra/identity/role-based-access-control/groups-concept */
function checkRoleAssignable({ claims }: Turn, group: Entity): void {
  if (group.isAssignableToRole !== true) return
  const held = claims.idtyp === 'app' ? (claims.roles ?? []) : (claims.scp ?? '').split(' ')
  if (!held.includes('RoleManagement.ReadWrite.Directory')) throw requestDenied()
}

/** A Microsoft 365 group's mailbox stands in the tenant's default domain. */
function addressOf({ tenant }: Turn, nickname: string): Entity {
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
