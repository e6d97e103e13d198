/**
 * Parameters of Set-OrganizationConfig that the documentation has for the cloud, by their type. Values of
 * parameters that the mock does not interpret are stored and shown.
 * https://learn.microsoft.com/powershell/module/exchange/set-organizationconfig
 */
import { invalidValue } from './errors.ts'
import type { ParameterSpec } from './parameters.ts'

const NAMES: Readonly<Record<string, string>> = {
  Boolean:
    'ActionableMessagesExtenalAccessTokenEnabled ActivityBasedAuthenticationTimeoutEnabled ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled AppsForOfficeEnabled AsyncSendEnabled AuditDisabled AutodiscoverPartialDirSync AutoEnableArchiveMailbox AutomaticForcedReadReceiptEnabled BlockMoveMessagesForGroupFolders BookingsAddressEntryRestricted BookingsAuthEnabled BookingsBlockedWordsEnabled BookingsCreationOfCustomQuestionsRestricted BookingsEnabled BookingsExposureOfStaffDetailsRestricted BookingsMembershipApprovalRequired BookingsNamingPolicyEnabled BookingsNamingPolicyPrefixEnabled BookingsNamingPolicySuffixEnabled BookingsNotesEntryRestricted BookingsPaymentsEnabled BookingsPhoneNumberEntryRestricted BookingsSearchEngineIndexDisabled BookingsSmsMicrosoftEnabled BookingsSocialSharingRestricted CalendarVersionStoreEnabled ComplianceMLBgdCrawlEnabled ConnectorsActionableMessagesEnabled ConnectorsEnabled ConnectorsEnabledForOutlook ConnectorsEnabledForSharepoint ConnectorsEnabledForTeams ConnectorsEnabledForYammer CustomerLockboxEnabled DefaultFolderPermissionRestricted DelayedDelicensingEnabled DirectReportsGroupAutoCreationEnabled DisablePlusAddressInRecipients DLPViaDcsEnabled DLPWaitOnSendEnabled ElcProcessingDisabled EnableForwardingAddressSyncForMailboxes EnableOutlookEvents EndUserDLUpgradeFlowsDisabled EndUserMailNotificationForDelayedDelicensingEnabled EnforceExoAppRbacPermissions EwsAllowEntourage EwsAllowMacOutlook EwsAllowOutlook EwsEnabled ExchangeNotificationEnabled FindTimeAttendeeAuthenticationEnabled FindTimeAutoScheduleDisabled FindTimeLockPollForAttendeesEnabled FindTimeOnlineMeetingOptionDisabled FocusedInboxOn HybridRSVPEnabled InRegionRoutingEnabled IsAgendaMailEnabled IsGroupFoldersAndRulesEnabled IsGroupMemberAllowedToEditContent LeanPopoutEnabled LinkPreviewEnabled MailTipsAllTipsEnabled MailTipsExternalRecipientsTipsEnabled MailTipsGroupMetricsEnabled MailTipsMailboxSourcedTipsEnabled MaskClientIpInReceivedHeadersEnabled MatchSenderOrganizerProperties MessageHighlightsEnabled MessageRecallAlertRecipientsEnabled MessageRecallAlertRecipientsReadMessagesOnlyEnabled MessageRecallEnabled MessageRemindersEnabled MobileAppEducationEnabled OAuth2ClientProfileEnabled OnlineMeetingsByDefaultEnabled OutlookGifPickerDisabled OutlookMobileGCCRestrictionsEnabled OutlookMobileHelpShiftEnabled OutlookMobileSingleAccountEnabled OutlookPayEnabled OutlookTextPredictionDisabled PerTenantSwitchToESTSEnabled PostponeRoamingSignaturesUntilLater PublicComputersDetectionEnabled PublicFolderShowClientControl ReadTrackingEnabled RecallReadMessagesEnabled RefreshSessionEnabled RejectDirectSend RecipientDelimiters SendFromAliasEnabled SharedDomainEmailAddressFlowEnabled SmtpActionableMessagesEnabled TenantAdminNotificationForDelayedDelicensingEnabled TwoClickMailPreviewEnabled UnblockUnsafeSenderPromptEnabled WebPushNotificationsDisabled WebSuggestedRepliesDisabled WorkspaceTenantEnabled',
  Switch:
    'AutoExpandingArchive EnforceShortenEventSetting ExchangeAttributesCloudManagedByDefault ExchangeAttributesServerManagedByDefault',
  TimeSpan:
    'ActivityBasedAuthenticationTimeoutInterval DefaultPublicFolderAgeLimit DefaultPublicFolderDeletedItemRetention DefaultPublicFolderMovedItemRetention MessageRecallMaxRecallableAge',
  Int32:
    'AutoArchivingThresholdPercentage DLPWaitOnSendTimeout ByteEncoderTypeFor7BitCharsets DefaultMinutesToReduceLongEventsBy DefaultMinutesToReduceShortEventsBy PreferredInternetCodePageForShiftJis RequiredCharsetCoverage MailTipsLargeAudienceThreshold',
  String:
    'BookingsNamingPolicyPrefix BookingsNamingPolicySuffix EwsAllowedAppIDs VisibleMeetingUpdateProperties DefaultAuthenticationPolicy DistributionGroupDefaultOU DistributionGroupNamingPolicy HierarchicalAddressBookRoot SiteMailboxCreationURL DefaultPublicFolderIssueWarningQuota DefaultPublicFolderMaxItemSize DefaultPublicFolderProhibitPostQuota',
  MultiValuedProperty:
    'DistributionGroupNameBlockedWordsList EwsAllowList EwsBlockList ExchangeNotificationRecipients IPListBlocked RemotePublicFolderMailboxes',
}

/** Form documented, text inferred. */
export function timeSpan(text: string): string {
  if (/^(?:\d{1,8}\.)?(?:[01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d(?:\.\d{1,7})?$/.test(text)) return text
  throw invalidValue(`'${text}' isn't a valid time span. Use the form dd.hh:mm:ss.`)
}

const SPECS: Readonly<Record<string, ParameterSpec>> = {
  Boolean: { type: 'NullableBoolean', verbs: ['Set'] },
  Switch: { type: 'Boolean', verbs: ['Set'] },
  TimeSpan: { type: 'String', check: timeSpan, verbs: ['Set'] },
  Int32: { type: 'Int32', verbs: ['Set'] },
  String: { type: 'String', max: 1024, verbs: ['Set'] },
  MultiValuedProperty: { type: 'MultiValuedProperty', verbs: ['Set'] },
}

const oneOf = (clr: string, values: string): ParameterSpec => ({
  type: 'Enum',
  clr,
  values: values.split(' '),
  verbs: ['Set'],
})

export const ORGANIZATION_PARAMETERS: Readonly<Record<string, ParameterSpec>> = {
  ...Object.fromEntries(
    Object.entries(NAMES).flatMap(([type, names]) =>
      names.split(' ').map((name) => [name, SPECS[type] ?? { type: 'String' }] as const),
    ),
  ),
  DefaultGroupAccessType: oneOf(
    'Microsoft.Exchange.Data.Directory.Recipient.ModernGroupObjectType',
    'Private Public',
  ),
  EwsApplicationAccessPolicy: oneOf(
    'Microsoft.Exchange.Data.Directory.EwsApplicationAccessPolicy',
    'EnforceAllowList EnforceBlockList',
  ),
  PublicFoldersEnabled: oneOf(
    'Microsoft.Exchange.Data.Directory.PublicFoldersDeployment',
    'None Local Remote',
  ),
  ShortenEventScopeDefault: oneOf(
    'Microsoft.Exchange.Data.Directory.ShortenEventScopeMode',
    'None EndEarly StartLate',
  ),
}
