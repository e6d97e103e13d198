/**
 * Parameters that the Set- cmdlets of recipients share, by type. A documented parameter that no answer shows
 * is stored too.
 * https://learn.microsoft.com/powershell/module/exchange/set-mailbox, …/set-distributiongroup,
 * …/set-unifiedgroup
 */
import { invalidValue } from '../errors.ts'
import type { ParameterSpec } from '../parameters.ts'
import { ADDRESS_PARAMETERS } from './addresses.ts'

type Specs = Readonly<Record<string, ParameterSpec>>

/** The same specification for several names. */
export const each = (names: string, spec: ParameterSpec): Specs =>
  Object.fromEntries(names.split(' ').map((name) => [name, spec]))

const numbered = (name: string, last: number, spec: ParameterSpec): Specs =>
  each(Array.from({ length: last }, (_, i) => `${name}${i + 1}`).join(' '), spec)

export const LIST: ParameterSpec = { type: 'MultiValuedProperty' }
export const FLAG: ParameterSpec = { type: 'Boolean' }
/** A switch that only affects how the cmdlet runs. */
export const SWITCH: ParameterSpec = { type: 'Boolean', property: null }
const TEXT: ParameterSpec = { type: 'String', max: 1024, cleared: '' }

/** Letters, digits and characters of addresses; dots only between them (documented), text inferred. */
export function aliasOf(text: string): string {
  if (/^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*$/.test(text)) return text
  throw invalidValue(`The alias '${text.slice(0, 64)}' contains characters that aren't valid.`)
}

export const COMMON: Specs = {
  ...ADDRESS_PARAMETERS,
  ...each(
    'AcceptMessagesOnlyFrom AcceptMessagesOnlyFromDLMembers AcceptMessagesOnlyFromSendersOrMembers BypassModerationFromSendersOrMembers GrantSendOnBehalfTo ModeratedBy RejectMessagesFrom RejectMessagesFromDLMembers RejectMessagesFromSendersOrMembers',
    LIST,
  ),
  Alias: { type: 'String', max: 64, check: aliasOf },
  ...numbered('CustomAttribute', 15, TEXT),
  ...numbered('ExtensionCustomAttribute', 5, LIST),
  DisplayName: { type: 'String', max: 256 },
  HiddenFromAddressListsEnabled: FLAG,
  MailTip: { type: 'String', max: 175 * 5 },
  MailTipTranslations: LIST,
  ModerationEnabled: FLAG,
  Name: { type: 'String', max: 64 },
  RequireSenderAuthenticationEnabled: FLAG,
  SendModerationNotifications: {
    type: 'Enum',
    clr: 'Microsoft.Exchange.Data.Directory.Recipient.TransportModerationNotificationFlags',
    values: ['Never', 'Internal', 'Always'],
    cleared: 'Always',
  },
  SimpleDisplayName: TEXT,
}

const RESTRICTION: ParameterSpec = {
  type: 'Enum',
  clr: 'Microsoft.Exchange.Data.Directory.Recipient.MemberUpdateType',
  values: ['Closed', 'Open', 'ApprovalRequired'],
}

/** What New- and Set-DistributionGroup have in common. */
export const GROUP: Specs = {
  BccBlocked: FLAG,
  BypassNestedModerationEnabled: FLAG,
  Description: { ...LIST, property: null },
  HiddenGroupMembershipEnabled: FLAG,
  IgnoreNamingPolicy: SWITCH,
  ManagedBy: { ...LIST, property: null },
  MemberDepartRestriction: RESTRICTION,
  MemberJoinRestriction: RESTRICTION,
  PrimarySmtpAddress: { type: 'String', max: 320, property: null },
  RoomList: SWITCH,
}

/** Further parameters of Set-Mailbox. */
export const MAILBOX: Specs = {
  ...each(
    'AddressBookPolicy ArbitrationMailbox DataEncryptionPolicy DefaultPublicFolderMailbox ExternalOofOptions ImmutableId JournalArchiveAddress LitigationHoldDuration LitigationHoldOwner MailboxRegion RemoteAccountPolicy RetentionComment RetentionPolicy RetentionUrl RoleAssignmentPolicy SharingPolicy ThrottlingPolicy',
    TEXT,
  ),
  ...each(
    'ArchiveName AuditAdmin AuditDelegate AuditOwner DefaultAuditSet Languages NonCompliantDevices ResourceCustom UserCertificate UserSMimeCertificate',
    LIST,
  ),
  ...each(
    'AuditEnabled CalendarRepairDisabled CalendarVersionStoreDisabled DeliverToMailboxAndForward ElcProcessingDisabled IncludeInGarbageCollection IsExcludedFromServingHierarchy LitigationHoldEnabled MessageCopyForSMTPClientSubmissionEnabled MessageCopyForSendOnBehalfEnabled MessageCopyForSentAsEnabled MessageRecallProcessingEnabled MessageTrackingReadStatusEnabled PitrEnabled RetentionHoldEnabled SchedulerAssistant SingleItemRecoveryEnabled UseDatabaseQuotaDefaults',
    FLAG,
  ),
  ...each('EndDateForRetentionHold LitigationHoldDate StartDateForRetentionHold StsRefreshTokensValidFrom', {
    type: 'DateTime',
  }),
  ...each(
    'IssueWarningQuota MaxReceiveSize MaxSendSize ProhibitSendQuota ProhibitSendReceiveQuota RulesQuota',
    {
      type: 'ByteQuantifiedSize',
    },
  ),
  ...each('MaxBlockedSenders MaxSafeSenders ResourceCapacity', { type: 'Int32', range: [0, 2 ** 31 - 1] }),
  ...each('AuditLogAgeLimit RetainDeletedItemsFor', { type: 'String', check: timeSpan }),
  ...each(
    'ApplyMandatoryProperties ClearThrottlingPolicyAssignment EnableRoomMailboxAccount ExcludeFromAllHolds ExcludeFromAllOrgHolds Force GroupMailbox InactiveMailbox ProvideConsent ProvisionedForOfficeGraph PublicFolder RecalculateInactiveMailbox RemoveComplianceTagHoldApplied RemoveDelayHoldApplied RemoveDelayReleaseHoldApplied RemoveDisabledArchive RemoveMailboxProvisioningConstraint RemoveOrphanedHolds UpdateEnforcedTimestamp',
    SWITCH,
  ),
  ...each('EnforcedTimestamps Password RoomMailboxPassword', { type: 'String', property: null }),
  AccountDisabled: { type: 'Boolean', property: null },
  ExcludeFromOrgHolds: { type: 'String[]', property: null },
  ForwardingAddress: { type: 'String' },
  ForwardingSmtpAddress: { type: 'String', max: 320 },
  MicrosoftOnlineServicesID: { type: 'String', max: 320, property: null },
  Office: { type: 'String', max: 128 },
  RecipientLimits: { type: 'Int32', range: [1, 1000] },
  Type: {
    type: 'Enum',
    clr: 'Microsoft.Exchange.Data.Directory.Recipient.ConvertibleMailboxSubType',
    values: ['Regular', 'Room', 'Equipment', 'Shared'],
    property: null,
  },
}

/** Whole days, or .NET's form of a time span; stored in the latter (observed on reading). */
function timeSpan(text: string): string {
  if (/^\d{1,5}$/.test(text)) return `${text}.00:00:00`
  if (/^(?:\d{1,5}\.)?\d{2}:\d{2}:\d{2}$/.test(text)) return text
  throw invalidValue(`'${text.slice(0, 64)}' isn't a valid time span.`)
}
