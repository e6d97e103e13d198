/** Get-DistributionGroup's and Get-UnifiedGroup's objects. */
import type { Entity } from '../../base.ts'
import type { Recipient } from './index.ts'
import { entityWithId, recipientOf } from './index.ts'
import { filled, namesOf, type Scene, shape, textOf } from './tail.ts'

/** Properties observed in Microsoft365DSC; their order follows the common tail's (inferred). */
const DISTRIBUTION = shape(
  {
    GroupType: 'Universal',
    SamAccountName: '',
    BypassNestedModerationEnabled: false,
    ManagedBy: [],
    MemberJoinRestriction: 'Closed',
    MemberDepartRestriction: 'Open',
    MigrationToUnifiedGroupInProgress: false,
    HiddenGroupMembershipEnabled: false,
    ExpansionServer: '',
    ReportToManagerEnabled: false,
    ReportToOriginatorEnabled: true,
    SendOofMessageToOriginatorEnabled: false,
    Description: [],
    BccBlocked: false,
    IsDirSynced: false,
  },
  { MaxSendSize: 'Unlimited', MaxReceiveSize: 'Unlimited', RequireSenderAuthenticationEnabled: true },
)

export function distributionGroupObject(scene: Scene, recipient: Recipient): Entity {
  const { entity, id, type } = recipient
  const isSecurity = type === 'MailUniversalSecurityGroup'
  const description = textOf(entity.description)
  return filled(DISTRIBUTION, scene, recipient, {
    GroupType: isSecurity ? 'Universal, SecurityEnabled' : 'Universal',
    SamAccountName: `${textOf(entity.mailNickname)}${id.replaceAll('-', '').slice(0, 10)}`.slice(0, 20),
    ManagedBy: namesOf(scene.view, ownersOf(scene, id)),
    MemberDepartRestriction: isSecurity ? 'Closed' : 'Open',
    Description: description === '' ? [] : [description],
  })
}

const ownersOf = ({ view }: Scene, groupId: string): readonly string[] =>
  view.find('groups/owners', 'groupId', groupId).map(({ memberId }) => String(memberId))

/** Properties and order observed in a published list; some values in Microsoft365DSC, the others inferred. */
const UNIFIED_OWN: Entity = {
  AccessType: 'Public',
  AuditLogAgeLimit: '90.00:00:00',
  AutoSubscribeNewMembers: false,
  AlwaysSubscribeMembersToCalendarEvents: false,
  CalendarMemberReadOnly: false,
  CalendarUrl: null,
  Database: null,
  ExchangeGuid: '',
  FileNotificationsSettings: null,
  GroupSKU: 'Basic',
  HiddenGroupMembershipEnabled: false,
  InboxUrl: null,
  IsExternalResourcesPublished: false,
  IsMailboxConfigured: true,
  Language: 'en-US',
  MailboxProvisioningConstraint: null,
  ManagedByDetails: [],
  Notes: '',
  PeopleUrl: null,
  PhotoUrl: null,
  ServerName: null,
  SharePointSiteUrl: null,
  SharePointDocumentsUrl: null,
  SharePointNotebookUrl: null,
  SubscriptionEnabled: false,
  WelcomeMessageEnabled: true,
  ConnectorsEnabled: true,
  IsMembershipDynamic: false,
  Classification: null,
  GroupPersonification: '',
  YammerEmailAddress: '',
  GroupMemberCount: 0,
  MailboxRegion: null,
  GroupExternalMemberCount: 0,
  AllowAddGuests: true,
  WhenSoftDeleted: null,
  HiddenFromExchangeClientsEnabled: false,
  ExpirationTime: null,
  DataEncryptionPolicy: null,
  InformationBarrierMode: 'Open',
  SensitivityLabel: null,
  EmailAddresses: [],
  PrimarySmtpAddress: '',
  Name: '',
  DisplayName: '',
  RequireSenderAuthenticationEnabled: true,
  ModerationEnabled: false,
  SendModerationNotifications: 'Always',
  SendOofMessageToOriginatorEnabled: false,
  BypassModerationFromSendersOrMembers: [],
  ModeratedBy: [],
  GroupType: 'Universal',
  IsDirSynced: false,
  ManagedBy: [],
  MigrationToUnifiedGroupInProgress: false,
  ExpansionServer: '',
  ReportToManagerEnabled: false,
  ReportToOriginatorEnabled: true,
}

const UNIFIED = shape(UNIFIED_OWN, {
  RequireSenderAuthenticationEnabled: true,
  HiddenFromAddressListsEnabled: false,
  ResourceProvisioningOptions: [],
})

/** The directory calls it visibility, Exchange AccessType. */
export function unifiedGroupObject(scene: Scene, recipient: Recipient): Entity {
  const { view } = scene
  const { entity, id } = recipient
  const members = view.find('groups/members', 'groupId', id)
  const isGuest = (memberId: unknown) => entityWithId(view, String(memberId))?.userType === 'Guest'
  const owners = ownersOf(scene, id)
  return filled(UNIFIED, scene, recipient, {
    AccessType:
      entity.visibility === 'Private' || entity.visibility === 'HiddenMembership' ? 'Private' : 'Public',
    HiddenGroupMembershipEnabled: entity.visibility === 'HiddenMembership',
    Notes: textOf(entity.description),
    Classification: entity.classification ?? null,
    IsMembershipDynamic: Array.isArray(entity.groupTypes) && entity.groupTypes.includes('DynamicMembership'),
    ManagedByDetails: owners.flatMap((owner) => displayNameOf(scene, owner) ?? []),
    ManagedBy: namesOf(view, owners),
    GroupMemberCount: members.length,
    GroupExternalMemberCount: members.filter(({ memberId }) => isGuest(memberId)).length,
    ResourceProvisioningOptions: entity.resourceProvisioningOptions ?? [],
  })
}

function displayNameOf({ view }: Scene, id: string): string | undefined {
  const entity = entityWithId(view, id)
  return entity && (recipientOf(view, entity)?.displayName ?? textOf(entity.displayName))
}
