/**
 * Settings that the cmdlets store and the mail flow does not read: known limits, by noun and reason. A test
 * requires that every settable property is read by the mail flow or is listed here; `casproof coverage
 * --list` prints them.
 */

const LABELS = 'words for people, and where an object comes from'
const NOTICES = 'notices and reports to people, which the mock does not send'
const RATES = 'rates over time, which one message does not show'
const FORMS = 'the form in which content leaves'
const IMPERSONATION = 'impersonated people and domains, which only a real filter finds'
const NO_CONTENT = 'languages, regions, words and links, of which only a real filter judges'
const AFTERWARDS = 'what becomes of mail after its delivery or in quarantine'
const SERVICE = 'what is the service’s own and shows in no message'
const TEST_MODE = 'modes of testing, which change no end'
const DECIDES = 'would decide where mail goes, and is not emulated'

const named = (text: string): readonly string[] => text.split(' ')

export const NOT_JUDGED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  AcceptedDomain: {
    [SERVICE]: named('CanHaveCloudCache EnableNego2Authentication MailFlowRegion OutboundOnly'),
  },
  AntiPhishPolicy: {
    [IMPERSONATION]: named(
      'EnableMailboxIntelligence EnableMailboxIntelligenceProtection EnableOrganizationDomainsProtection EnableTargetedDomainsProtection EnableTargetedUserProtection ExcludedDomains ExcludedSenders ImpersonationProtectionState MailboxIntelligenceProtectionAction MailboxIntelligenceProtectionActionRecipients PhishThresholdLevel TargetedDomainActionRecipients TargetedDomainProtectionAction TargetedDomainsToProtect TargetedUserActionRecipients TargetedUserProtectionAction TargetedUsersToProtect',
    ),
    [NOTICES]: named(
      'EnableFirstContactSafetyTips EnableSimilarDomainsSafetyTips EnableSimilarUsersSafetyTips EnableUnauthenticatedSender EnableUnusualCharactersSafetyTips EnableViaTag SimilarUsersSafetyTipsCustomText UnusualCharactersSafetyTipsCustomText',
    ),
    [AFTERWARDS]: named(
      'MailboxIntelligenceQuarantineTag PolicyTag SpoofQuarantineTag TargetedDomainQuarantineTag TargetedUserQuarantineTag',
    ),
    [LABELS]: named('AdminDisplayName MakeDefault RecommendedPolicyType'),
  },
  AntiPhishRule: { [LABELS]: ['Comments'] },
  HostedConnectionFilterPolicy: {
    [DECIDES]: ['EnableSafeList'],
    [LABELS]: named('AdminDisplayName ConfigurationXmlRaw MakeDefault'),
  },
  HostedContentFilterPolicy: {
    [NO_CONTENT]: named(
      'EnableLanguageBlockList EnableRegionBlockList LanguageBlockList RegionBlockList IncreaseScoreWithImageLinks IncreaseScoreWithNumericIps IncreaseScoreWithRedirectToOtherPort IncreaseScoreWithBizOrInfoUrls MarkAsSpamSensitiveWordList MarkAsSpamNdrBackscatter',
    ),
    [NOTICES]: named(
      'EnableEndUserSpamNotifications EndUserSpamNotificationCustomFromAddress EndUserSpamNotificationCustomFromName EndUserSpamNotificationCustomSubject EndUserSpamNotificationFrequency EndUserSpamNotificationLanguage EndUserSpamNotificationLimit InlineSafetyTipsEnabled',
    ),
    [AFTERWARDS]: named(
      'BulkMovesEnabled BulkQuarantineTag DownloadLink HighConfidencePhishQuarantineTag HighConfidenceSpamQuarantineTag PhishQuarantineTag PhishZapEnabled QuarantineRetentionPeriod SpamQuarantineTag SpamZapEnabled',
    ),
    [TEST_MODE]: named('TestModeAction TestModeBccToRecipients'),
    [LABELS]: named('AdminDisplayName MakeDefault RecommendedPolicyType'),
  },
  HostedContentFilterRule: { [LABELS]: ['Comments'] },
  HostedOutboundSpamFilterPolicy: {
    [RATES]: named(
      'ActionWhenThresholdReached RecipientLimitExternalPerHour RecipientLimitInternalPerHour RecipientLimitPerDay',
    ),
    [NOTICES]: named(
      'BccSuspiciousOutboundAdditionalRecipients BccSuspiciousOutboundMail NotifyOutboundSpam NotifyOutboundSpamRecipients',
    ),
    [LABELS]: named('AdminDisplayName RecommendedPolicyType'),
  },
  HostedOutboundSpamFilterRule: { [LABELS]: ['Comments'] },
  InboundConnector: {
    [DECIDES]: named('EFSkipMailGateway ScanAndDropRecipients'),
    [SERVICE]: named('ClientHostNames TrustedOrganizations'),
    [TEST_MODE]: ['EFTestMode'],
    [LABELS]: named('Comment ConnectorSource'),
  },
  JournalRule: {},
  OutboundConnector: {
    [DECIDES]: named('MtaStsMode SmtpDaneMode'),
    [LABELS]: named(
      'Comment ConnectorSource IsValidated LastValidationTimestamp LinkForModifiedConnector ValidationRecipients',
    ),
  },
  RemoteDomain: {
    [FORMS]: named(
      'ByteEncoderTypeFor7BitCharsets CharacterSet ContentType DisplaySenderName LineWrapSize NonMimeCharacterSet PreferredInternetCodePageForShiftJis RequiredCharsetCoverage TNEFEnabled UseSimpleDisplayName',
    ),
    [NOTICES]: named('DeliveryReportEnabled MeetingForwardNotificationEnabled NDRDiagnosticInfoEnabled'),
    [SERVICE]: named('TargetDeliveryDomain TrustedMailOutboundEnabled'),
  },
  TransportConfig: {
    [NOTICES]: named(
      'DSNConversionMode ExternalDelayDsnEnabled ExternalDsnDefaultLanguage ExternalDsnLanguageDetectionEnabled ExternalDsnReportingAuthority ExternalDsnSendHtml ExternalPostmasterAddress InternalDelayDsnEnabled InternalDsnDefaultLanguage InternalDsnLanguageDetectionEnabled InternalDsnReportingAuthority InternalDsnSendHtml JournalMessageExpirationDays PreventDuplicateJournalingEnabled VoicemailJournalingEnabled',
    ),
    [RATES]: named(
      'MessageExpiration ReplyAllStormBlockDurationHours ReplyAllStormDetectionMinimumRecipients ReplyAllStormDetectionMinimumReplies ReplyAllStormProtectionEnabled',
    ),
    [FORMS]: named(
      'ClearCategories ConvertDisclaimerWrapperToEml HeaderPromotionModeSetting Rfc2231EncodingEnabled',
    ),
    // The SMTP edge is responsible for clients that sign in to the server for mailboxes.
    [SERVICE]: named(
      'AddressBookPolicyRoutingEnabled AllowLegacyTLSClients Force SmtpClientAuthenticationDisabled',
    ),
  },
  TransportRule: {
    [DECIDES]: named(
      'HasClassification HasNoClassification MessageContainsDataClassifications RuleErrorAction ApplyRightsProtectionCustomizationTemplate',
    ),
    [NOTICES]: named('IncidentReportContent NotifySender'),
    [LABELS]: named('Comments DlpPolicy RuleSubType UseLegacyRegex'),
    [SERVICE]: named('Disconnect LogEventText SmtpRejectMessageRejectStatusCode SmtpRejectMessageRejectText'),
  },
}
