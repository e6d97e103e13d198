/**
 * Get-Mailbox's object: 250 properties in the order of a published capture, with the defaults of its mailbox
 * (observed). The capture's customer names are replaced by invented ones.
 */
import type { Entity } from '../../base.ts'
import { FOREST } from '../directory-object.ts'
import { turned } from './guids.ts'
import type { Recipient } from './index.ts'
import { filled, makesOnce, type Scene, shape, textOf } from './tail.ts'

const NOBODY = '00000000-0000-0000-0000-000000000000'
const DATABASE = { name: 'NAMPR09DG001-db001', guid: '8d5f0c3e-6a27-4b1c-9d80-2f3b6c5a7e14' }

const WRITES = 'Update MoveToDeletedItems SoftDelete HardDelete'.split(' ')
const RULES = ['UpdateFolderPermissions', 'UpdateInboxRules', 'UpdateCalendarDelegation', 'ApplyRecord']
const SENDS = ['SendAs', 'SendOnBehalf', 'Create']

const PROVISIONING: Entity = {
  AcceptMessagesOnlyFromWithDisplayNames: [],
  AcceptMessagesOnlyFromSendersOrMembersWithDisplayNames: [],
  AcceptMessagesOnlyFromDLMembersWithDisplayNames: [],
  Database: DATABASE.name,
  DatabaseGuid: DATABASE.guid,
  MailboxProvisioningConstraint: null,
  IsMonitoringMailbox: false,
  MailboxRegion: null,
  MailboxRegionLastUpdateTime: null,
  MailboxRegionSuffix: 'None',
  MessageRecallProcessingEnabled: true,
  MessageCopyForSentAsEnabled: false,
  MessageCopyForSendOnBehalfEnabled: false,
  MailboxProvisioningPreferences: [],
  UseDatabaseRetentionDefaults: false,
  RetainDeletedItemsUntilBackup: false,
  DeliverToMailboxAndForward: false,
  IsExcludedFromServingHierarchy: false,
  IsHierarchyReady: true,
  IsHierarchySyncEnabled: true,
  IsPublicFolderSystemMailbox: false,
  HasSnackyAppData: false,
}

const HOLDS: Entity = {
  LitigationHoldEnabled: false,
  SingleItemRecoveryEnabled: true,
  RetentionHoldEnabled: false,
  EndDateForRetentionHold: null,
  StartDateForRetentionHold: null,
  RetentionComment: '',
  RetentionUrl: '',
  LitigationHoldDate: null,
  LitigationHoldOwner: '',
  ElcProcessingDisabled: false,
  ComplianceTagHoldApplied: false,
  WasInactiveMailbox: false,
  DelayHoldApplied: false,
  DelayReleaseHoldApplied: false,
  PitrEnabled: false,
  PitrCopyIntervalInSeconds: 0,
  PitrPaused: false,
  PitrPausedTimestamp: null,
  PitrOffboardedTimestamp: null,
  PitrState: 'None',
  InactiveMailboxRetireTime: null,
  OrphanSoftDeleteTrackingTime: null,
  LitigationHoldDuration: 'Unlimited',
  ManagedFolderMailboxPolicy: null,
  RetentionPolicy: 'Default MRM Policy',
  AddressBookPolicy: null,
  CalendarRepairDisabled: false,
}

const MAILBOX: Entity = {
  ExchangeGuid: '',
  MailboxContainerGuid: null,
  UnifiedMailbox: null,
  MailboxLocations: [],
  AggregatedMailboxGuids: [],
  ExchangeSecurityDescriptor: 'System.Security.AccessControl.RawSecurityDescriptor',
  ExchangeUserAccountControl: 'None',
  AdminDisplayVersion: 'Version 15.20 (Build 7587.36)',
  MessageTrackingReadStatusEnabled: true,
  ExternalOofOptions: 'External',
  ForwardingAddress: null,
  ForwardingSmtpAddress: null,
  RetainDeletedItemsFor: '14.00:00:00',
  IsMailboxEnabled: true,
  Languages: ['en-US'],
  OfflineAddressBook: null,
  ProhibitSendQuota: '99 GB (106,300,440,576 bytes)',
  ProhibitSendReceiveQuota: '100 GB (107,374,182,400 bytes)',
  RecoverableItemsQuota: '30 GB (32,212,254,720 bytes)',
  RecoverableItemsWarningQuota: '20 GB (21,474,836,480 bytes)',
  CalendarLoggingQuota: '6 GB (6,442,450,944 bytes)',
  DowngradeHighPriorityMessagesEnabled: false,
  ProtocolSettings: [],
  RecipientLimits: '500',
  ImListMigrationCompleted: false,
  SiloName: null,
  IsResource: false,
  IsLinked: false,
  IsShared: false,
  IsRootPublicFolderMailbox: false,
  LinkedMasterAccount: '',
  ResetPasswordOnNextLogon: false,
  ResourceCapacity: null,
  ResourceCustom: [],
  ResourceType: null,
  RoomMailboxAccountEnabled: null,
  SamAccountName: '',
  SCLDeleteThreshold: null,
  SCLDeleteEnabled: null,
  SCLRejectThreshold: null,
  SCLRejectEnabled: null,
  SCLQuarantineThreshold: null,
  SCLQuarantineEnabled: null,
  SCLJunkThreshold: null,
  SCLJunkEnabled: null,
  AntispamBypassEnabled: false,
  ServerLegacyDN:
    '/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn=BY1PR09MB0001',
  ServerName: 'by1pr09mb0001',
  UseDatabaseQuotaDefaults: false,
  IssueWarningQuota: '98 GB (105,226,698,752 bytes)',
  RulesQuota: '256 KB (262,144 bytes)',
}

const ACCOUNT: Entity = {
  Office: '',
  UserPrincipalName: '',
  UMEnabled: false,
  MaxSafeSenders: null,
  MaxBlockedSenders: null,
  NetID: '',
  ReconciliationId: null,
  WindowsLiveID: '',
  MicrosoftOnlineServicesID: '',
  ThrottlingPolicy: null,
  RoleAssignmentPolicy: 'Default Role Assignment Policy',
  DefaultPublicFolderMailbox: null,
  EffectivePublicFolderMailbox: null,
  SharingPolicy: 'Default Sharing Policy',
  RemoteAccountPolicy: null,
  MailboxPlan: 'ExchangeOnlineEnterprise-e05f79cd-d532-4d81-85bf-7813a7124b77',
}

const ARCHIVE: Entity = {
  ArchiveDatabase: null,
  ArchiveDatabaseGuid: NOBODY,
  ArchiveGuid: NOBODY,
  ArchiveName: [],
  JournalArchiveAddress: '',
  ArchiveQuota: '100 GB (107,374,182,400 bytes)',
  ArchiveWarningQuota: '90 GB (96,636,764,160 bytes)',
  ArchiveDomain: null,
  ArchiveStatus: 'None',
  ArchiveState: 'None',
  AutoExpandingArchiveEnabled: false,
  DisabledMailboxLocations: false,
  RemoteRecipientType: 'None',
  DisabledArchiveDatabase: null,
  DisabledArchiveGuid: NOBODY,
  QueryBaseDN: null,
  QueryBaseDNRestrictionEnabled: false,
  MailboxMoveTargetMDB: null,
  MailboxMoveSourceMDB: null,
  MailboxMoveFlags: 'None',
  MailboxMoveRemoteHostName: '',
  MailboxMoveBatchName: '',
  MailboxMoveStatus: 'None',
  MailboxRelease: 'E15',
  ArchiveRelease: '',
  IsPersonToPersonTextMessagingEnabled: false,
  IsMachineToPersonTextMessagingEnabled: false,
  UserSMimeCertificate: [],
  UserCertificate: [],
  CalendarVersionStoreDisabled: false,
  ImmutableId: '',
  PersistedCapabilities: ['BPOS_S_Enterprise'],
  SKUAssigned: true,
}

const AUDIT: Entity = {
  AuditEnabled: true,
  AuditLogAgeLimit: '90.00:00:00',
  AuditAdmin: [...WRITES, ...SENDS, ...RULES, 'MailItemsAccessed', 'Send'],
  AuditDelegate: [
    ...WRITES,
    ...SENDS,
    'UpdateFolderPermissions',
    'UpdateInboxRules',
    'ApplyRecord',
    'MailItemsAccessed',
  ],
  AuditOwner: [...WRITES, ...RULES, 'MailItemsAccessed', 'Send'],
  DefaultAuditSet: ['Admin', 'Delegate', 'Owner'],
}

const STATE: Entity = {
  WhenMailboxCreated: null,
  SourceAnchor: '',
  UsageLocation: '',
  IsSoftDeletedByRemove: false,
  IsSoftDeletedByDisable: false,
  IsInactiveMailbox: false,
  IncludeInGarbageCollection: false,
  WhenSoftDeleted: null,
  RecipientSoftDeletedStatus: 0,
  InPlaceHolds: [],
  GeneratedOfflineAddressBooks: [],
  AccountDisabled: false,
  StsRefreshTokensValidFrom: null,
  NonCompliantDevices: [],
  EnforcedTimestamps: '[]',
  DataEncryptionPolicy: null,
  MessageCopyForSMTPClientSubmissionEnabled: true,
  RecipientThrottlingThreshold: 'Standard',
  SharedEmailDomainTenant: '',
  SharedEmailDomainState: 'None',
  SharedWithTargetSmtpAddress: '',
  SharedEmailDomainStateLastModified: null,
  EmailAddressDisplayNames: [],
  ResourceProvisioningOptions: [],
}

const SHAPE = shape({
  ...PROVISIONING,
  ...HOLDS,
  ...MAILBOX,
  ...ACCOUNT,
  ...ARCHIVE,
  ...AUDIT,
  ...STATE,
})

/** A mailbox as Get-Mailbox shows it. */
export const mailboxObject = makesOnce((scene: Scene, recipient: Recipient): Entity => {
  const { entity, id, type } = recipient
  const guid = turned(id, 'ExchangeGuid')
  const isRoom = type === 'RoomMailbox'
  const isResource = isRoom || type === 'EquipmentMailbox'
  return filled(SHAPE, scene, recipient, {
    MailboxLocations: [`1;${guid};Primary;${FOREST.toLowerCase()};${DATABASE.guid}`],
    IsResource: isResource,
    IsShared: type === 'SharedMailbox',
    ResourceType: isResource ? (isRoom ? 'Room' : 'Equipment') : null,
    Office: textOf(entity.officeLocation),
    SamAccountName: `$${id.replaceAll('-', '').slice(0, 18).toUpperCase()}`,
    UserPrincipalName: entity.userPrincipalName,
    WindowsLiveID: entity.userPrincipalName,
    MicrosoftOnlineServicesID: entity.userPrincipalName,
    UsageLocation: textOf(entity.usageLocation),
    SKUAssigned: Array.isArray(entity.assignedLicenses) && entity.assignedLicenses.length > 0,
    AccountDisabled: entity.accountEnabled === false,
  })
})
