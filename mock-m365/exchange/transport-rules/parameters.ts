/**
 * The parameters of New- and Set-TransportRule by Microsoft's type, and the properties of the object in the order
 * in which Get- shows them (observed in a tenant's published export).
 * https://learn.microsoft.com/powershell/module/exchange/new-transportrule
 */
import { invalidValue } from '../errors.ts'
import { ruleAddress } from '../network-addresses.ts'
import type { ParameterSpec } from '../parameters.ts'
import { rulePattern } from './patterns.ts'

const RULES = 'Microsoft.Exchange.MessagingPolicies.Rules.Tasks.'

const oneOf = (name: string, values: string): ParameterSpec => ({
  type: 'Enum',
  clr: `${RULES}${name}`,
  values: values.split(' '),
})

/**
 * Lists that only a whole list can set are arrays; the documentation has Add and Remove only for
 * SenderIpRanges.
 */
const arrayOf = (name: string, max: number, check?: ParameterSpec['check']): ParameterSpec => ({
  type: 'String[]',
  clr: `${RULES}${name}[]`,
  max,
  ...(check && { check }),
})
const TEXT: ParameterSpec = { type: 'String' }

const RECIPIENT_MAX = 1024

const AD_ATTRIBUTES =
  'DisplayName FirstName Initials LastName Office PhoneNumber OtherPhoneNumber Email Street POBox City State ZipCode Country UserLogonName HomePhoneNumber OtherHomePhoneNumber PagerNumber MobileNumber FaxNumber OtherFaxNumber Notes Title Department Company Manager CustomAttribute1 CustomAttribute2 CustomAttribute3 CustomAttribute4 CustomAttribute5 CustomAttribute6 CustomAttribute7 CustomAttribute8 CustomAttribute9 CustomAttribute10 CustomAttribute11 CustomAttribute12 CustomAttribute13 CustomAttribute14 CustomAttribute15'

/** `City:San Francisco,Palo Alto`: form and attributes documented, text inferred. */
function attributeWords(text: string): string {
  const [, attribute = ''] = /^([A-Za-z0-9]{1,64}):./.exec(text) ?? []
  const known = AD_ATTRIBUTES.toLowerCase().split(' ')
  if (known.includes(attribute.toLowerCase())) return text
  throw invalidValue(
    `'${text}' isn't in the form "AttributeName:Word", or names no attribute that rules know.`,
  )
}

/** `Department:Sales`: a property of the document, built in or custom. Form documented, text inferred. */
function propertyWords(text: string): string {
  if (/^[^:]{1,128}:./.test(text)) return text
  throw invalidValue(`'${text}' isn't in the form "PropertyName:Word".`)
}

/** Text inferred; the characters are those that RFC 5322 allows. */
function headerName(text: string): string {
  if (/^[!-9;-~]+$/.test(text)) return text
  throw invalidValue(`'${text}' isn't a valid name of a message header.`)
}

/** https://learn.microsoft.com/powershell/module/exchange/new-transportrule#-rejectmessageenhancedstatuscode — text inferred */
function rejectStatus(text: string): string {
  if (/^5\.7\.(?:1|9\d\d)$/.test(text)) return text
  throw invalidValue('RejectMessageEnhancedStatusCode must be 5.7.1 or between 5.7.900 and 5.7.999.')
}

/** Documented range, without effect in the cloud; text inferred. */
function smtpStatus(text: string): string {
  if (/^(?:4\d\d|500)$/.test(text) || text === '550') return text
  throw invalidValue('SmtpRejectMessageRejectStatusCode must be between 400 and 500.')
}

const TYPES = {
  ADAttribute: oneOf('ADAttribute', AD_ATTRIBUTES),
  AddedRecipientType: oneOf('AddedRecipientType', 'To Cc Bcc Redirect'),
  Boolean: { type: 'Boolean' },
  ByteQuantifiedSize: { type: 'ByteQuantifiedSize' },
  DateTime: { type: 'DateTime' },
  DisclaimerFallbackAction: oneOf('DisclaimerFallbackAction', 'Wrap Ignore Reject'),
  DisclaimerLocation: oneOf('DisclaimerLocation', 'Append Prepend'),
  'AttributePattern[]': arrayOf('Pattern', 1024, attributeWords),
  'AttributeWord[]': arrayOf('Word', 1024, attributeWords),
  DisclaimerText: { ...TEXT, max: 5000 },
  Evaluation: oneOf('Evaluation', 'Equal NotEqual'),
  EvaluatedUser: oneOf('EvaluatedUser', 'Sender Recipient'),
  FromUserScope: oneOf('FromUserScope', 'InOrganization NotInOrganization'),
  'Hashtable[]': { type: 'Hashtable[]' },
  HeaderName: { ...TEXT, max: 64, check: headerName },
  HeaderValue: { ...TEXT, max: 128 },
  Importance: oneOf('Importance', 'Low Normal High'),
  'IncidentReportContent[]': {
    ...oneOf(
      'IncidentReportContent',
      'Sender Recipients Subject Cc Bcc Severity Override RuleDetections FalsePositive DataClassifications IdMatch AttachOriginalMail',
    ),
    type: 'String[]',
  },
  ManagementRelationship: oneOf('ManagementRelationship', 'Manager DirectReport'),
  MessageType: oneOf(
    'MessageType',
    'OOF AutoForward Encrypted Calendaring PermissionControlled Voicemail Signed ApprovalRequest ReadReceipt',
  ),
  MultiValuedProperty: { type: 'MultiValuedProperty', check: ruleAddress },
  NotifySenderType: {
    ...oneOf(
      'NotifySenderType',
      'NotifyOnly RejectMessage RejectUnlessFalsePositiveOverride RejectUnlessSilentOverride RejectUnlessExplicitOverride',
    ),
    property: 'SenderNotificationType',
  },
  NotificationText: { ...TEXT, max: 5120 },
  'Pattern[]': arrayOf('Pattern', 128, rulePattern),
  'PropertyWord[]': arrayOf('Word', 128, propertyWords),
  'RecipientIdParameter[]': arrayOf('RecipientIdParameter', RECIPIENT_MAX),
  RecipientIdParameter: { ...TEXT, max: RECIPIENT_MAX },
  RejectEnhancedStatus: { ...TEXT, check: rejectStatus },
  RejectStatusCode: { ...TEXT, check: smtpStatus },
  RejectText: { ...TEXT, max: 1024 },
  SclValue: { type: 'SclValue' },
  Severity: { ...oneOf('AuditSeverityLevel', 'DoNotAudit Low Medium High') },
  String: TEXT,
  ToUserScope: oneOf('ToUserScope', 'InOrganization NotInOrganization ExternalPartner ExternalNonPartner'),
  'Word[]': arrayOf('Word', 128),
} as const satisfies Readonly<Record<string, ParameterSpec>>

type TypeWord = keyof typeof TYPES

/** Predicates; each also exists as an exception with the prefix ExceptIf. */
const PREDICATES: Readonly<Partial<Record<TypeWord, string>>> = {
  ADAttribute: 'ADComparisonAttribute',
  Evaluation: 'ADComparisonOperator',
  'RecipientIdParameter[]':
    'AnyOfCcHeader AnyOfCcHeaderMemberOf AnyOfToCcHeader AnyOfToCcHeaderMemberOf AnyOfToHeader AnyOfToHeaderMemberOf BetweenMemberOf1 BetweenMemberOf2 From FromMemberOf ManagerAddresses SentTo SentToMemberOf',
  'Word[]':
    'AnyOfRecipientAddressContainsWords AttachmentContainsWords AttachmentExtensionMatchesWords ContentCharacterSetContainsWords FromAddressContainsWords HeaderContainsWords RecipientAddressContainsWords RecipientDomainIs RecipientInSenderList SenderDomainIs SenderInRecipientList SubjectContainsWords SubjectOrBodyContainsWords',
  'Pattern[]':
    'AnyOfRecipientAddressMatchesPatterns AttachmentMatchesPatterns AttachmentNameMatchesPatterns FromAddressMatchesPatterns HeaderMatchesPatterns RecipientAddressMatchesPatterns SubjectMatchesPatterns SubjectOrBodyMatchesPatterns',
  'AttributeWord[]': 'RecipientADAttributeContainsWords SenderADAttributeContainsWords',
  'AttributePattern[]': 'RecipientADAttributeMatchesPatterns SenderADAttributeMatchesPatterns',
  'PropertyWord[]': 'AttachmentPropertyContainsWords',
  Boolean:
    'AttachmentHasExecutableContent AttachmentIsPasswordProtected AttachmentIsUnsupported AttachmentProcessingLimitExceeded HasNoClassification HasSenderOverride',
  ByteQuantifiedSize: 'AttachmentSizeOver MessageSizeOver',
  FromUserScope: 'FromScope',
  String: 'HasClassification',
  HeaderName: 'HeaderContainsMessageHeader HeaderMatchesMessageHeader',
  EvaluatedUser: 'ManagerForEvaluatedUser',
  'Hashtable[]': 'MessageContainsDataClassifications',
  MessageType: 'MessageTypeMatches',
  SclValue: 'SCLOver',
  MultiValuedProperty: 'SenderIpRanges',
  ManagementRelationship: 'SenderManagementRelationship',
  ToUserScope: 'SentToScope',
  Importance: 'WithImportance',
}

const ACTIONS: Readonly<Partial<Record<TypeWord, string>>> = {
  AddedRecipientType: 'AddManagerAsRecipientType',
  'RecipientIdParameter[]': 'AddToRecipients BlindCopyTo CopyTo ModerateMessageByUser RedirectMessageTo',
  RecipientIdParameter: 'GenerateIncidentReport',
  String:
    'ApplyClassification ApplyRightsProtectionCustomizationTemplate ApplyRightsProtectionTemplate LogEventText PrependSubject RouteMessageOutboundConnector',
  RejectEnhancedStatus: 'RejectMessageEnhancedStatusCode',
  RejectStatusCode: 'SmtpRejectMessageRejectStatusCode',
  Severity: 'SetAuditSeverity',
  DisclaimerFallbackAction: 'ApplyHtmlDisclaimerFallbackAction',
  DisclaimerLocation: 'ApplyHtmlDisclaimerLocation',
  DisclaimerText: 'ApplyHtmlDisclaimerText',
  NotificationText: 'GenerateNotification',
  Boolean:
    'ApplyOME DeleteMessage Disconnect ModerateMessageByManager Quarantine RemoveOME RemoveOMEv2 RemoveRMSAttachmentEncryption RouteMessageOutboundRequireTls StopRuleProcessing',
  'IncidentReportContent[]': 'IncidentReportContent',
  NotifySenderType: 'NotifySender',
  RejectText: 'RejectMessageReasonText SmtpRejectMessageRejectText',
  HeaderName: 'RemoveHeader SetHeaderName',
  HeaderValue: 'SetHeaderValue',
  SclValue: 'SetSCL',
}

function* named(table: Readonly<Partial<Record<TypeWord, string>>>): Generator<readonly [string, TypeWord]> {
  for (const [word, names] of Object.entries(table))
    for (const name of names.split(' ')) yield [name, word as TypeWord]
}

const PREDICATE_TYPES = [...named(PREDICATES)].flatMap(
  ([name, word]) =>
    [
      [name, word],
      [`ExceptIf${name}`, word],
    ] as const,
)

const namesOf = (word: TypeWord): readonly string[] =>
  [...PREDICATE_TYPES, ...named(ACTIONS)].filter(([, type]) => type === word).map(([name]) => name)

/** Parameters that name mail recipients, and those among them that accept only groups. */
export const RECIPIENT_PARAMETERS: readonly string[] = [
  ...namesOf('RecipientIdParameter[]'),
  'GenerateIncidentReport',
]
/** Actions that add recipients; a distribution group can't be one in Exchange Online (documented on the page of actions). */
const ADDING = ['AddToRecipients', 'BlindCopyTo', 'CopyTo']

export type Taken = 'groups' | 'no groups' | 'no distribution groups' | 'any'
/** Moderators and redirect targets cannot be groups (documented). */
const NO_GROUPS = ['ModerateMessageByUser', 'SentTo', 'ExceptIfSentTo']
export const takesOf = (parameter: string): Taken =>
  parameter.includes('MemberOf')
    ? 'groups'
    : NO_GROUPS.includes(parameter)
      ? 'no groups'
      : ADDING.includes(parameter)
        ? 'no distribution groups'
        : 'any'
export const PATTERN_PARAMETERS: readonly string[] = [
  ...namesOf('Pattern[]'),
  ...namesOf('AttributePattern[]'),
]

/** The rule's own settings, its predicates and exceptions, and its actions. */
export const RULE_PARAMETERS: Readonly<Record<string, ParameterSpec>> = {
  Name: { type: 'String', mandatory: true, max: 64 },
  Comments: { type: 'String', max: 1024 },
  Enabled: { type: 'Boolean', verbs: ['New'], property: null },
  Priority: { type: 'Int32' },
  Mode: { ...oneOf('RuleMode', 'Audit AuditAndNotify Enforce'), cleared: 'Enforce' },
  ActivationDate: TYPES.DateTime,
  ExpiryDate: TYPES.DateTime,
  DlpPolicy: { type: 'String', verbs: ['Get', 'New', 'Set'] },
  RuleErrorAction: { ...oneOf('RuleErrorAction', 'Ignore Defer'), cleared: 'Ignore' },
  RuleSubType: { ...oneOf('RuleSubType', 'None Dlp'), cleared: 'None' },
  SenderAddressLocation: {
    ...oneOf('SenderAddressLocation', 'Header Envelope HeaderOrEnvelope'),
    cleared: 'Header',
  },
  RecipientAddressType: { ...oneOf('RecipientAddressType', 'Original Resolved'), cleared: 'Resolved' },
  UseLegacyRegex: { type: 'Boolean', verbs: ['New'] },
  State: { ...oneOf('RuleState', 'Enabled Disabled'), verbs: ['Get'] },
  Filter: { type: 'String', verbs: ['Get'], max: 1024 },
  ExcludeConditionActionDetails: { type: 'Boolean', verbs: ['Get'] },
  ...Object.fromEntries([...PREDICATE_TYPES, ...named(ACTIONS)].map(([name, word]) => [name, TYPES[word]])),
}

/** Appendix of predicate properties in Get-'s order; exceptions follow in nearly the same order. */
const CONDITIONS_SHOWN =
  'From FromMemberOf FromScope SentTo SentToMemberOf SentToScope BetweenMemberOf1 BetweenMemberOf2 ManagerAddresses ManagerForEvaluatedUser SenderManagementRelationship ADComparisonAttribute ADComparisonOperator SenderADAttributeContainsWords SenderADAttributeMatchesPatterns RecipientADAttributeContainsWords RecipientADAttributeMatchesPatterns AnyOfToHeader AnyOfToHeaderMemberOf AnyOfCcHeader AnyOfCcHeaderMemberOf AnyOfToCcHeader AnyOfToCcHeaderMemberOf HasClassification HasNoClassification SubjectContainsWords SubjectOrBodyContainsWords HeaderContainsMessageHeader HeaderContainsWords FromAddressContainsWords SenderDomainIs RecipientDomainIs SubjectMatchesPatterns SubjectOrBodyMatchesPatterns HeaderMatchesMessageHeader HeaderMatchesPatterns FromAddressMatchesPatterns AttachmentNameMatchesPatterns AttachmentExtensionMatchesWords AttachmentPropertyContainsWords ContentCharacterSetContainsWords HasSenderOverride MessageContainsDataClassifications MessageContainsAllDataClassifications SenderIpRanges SCLOver AttachmentSizeOver MessageSizeOver WithImportance MessageTypeMatches ContentMatchesPrompt ContentMatchesPromptVerdict RecipientAddressContainsWords RecipientAddressMatchesPatterns SenderInRecipientList RecipientInSenderList AttachmentContainsWords AttachmentMatchesPatterns AttachmentIsUnsupported AttachmentProcessingLimitExceeded AttachmentHasExecutableContent AttachmentIsPasswordProtected AnyOfRecipientAddressContainsWords AnyOfRecipientAddressMatchesPatterns'.split(
    ' ',
  )

/** Four properties are last among the exceptions but in the middle of the conditions. */
const LAST_EXCEPTIONS = [
  ...['HasSenderOverride', 'MessageContainsDataClassifications'],
  ...['MessageContainsAllDataClassifications', 'SenderIpRanges'],
]

export const CONDITION_PROPERTIES: readonly string[] = CONDITIONS_SHOWN
export const EXCEPTION_PROPERTIES: readonly string[] = [
  ...CONDITIONS_SHOWN.filter((name) => !LAST_EXCEPTIONS.includes(name)),
  ...LAST_EXCEPTIONS,
].map((name) => `ExceptIf${name}`)

export const ACTION_PROPERTIES: readonly string[] =
  'PrependSubject SetAuditSeverity ApplyClassification ApplyHtmlDisclaimerLocation ApplyHtmlDisclaimerText ApplyHtmlDisclaimerFallbackAction ApplyRightsProtectionTemplate ApplyRightsProtectionCustomizationTemplate SetSCL SetHeaderName SetHeaderValue RemoveHeader AddToRecipients CopyTo BlindCopyTo AddManagerAsRecipientType ModerateMessageByUser ModerateMessageByManager RedirectMessageTo RejectMessageEnhancedStatusCode RejectMessageReasonText DeleteMessage Disconnect Quarantine SmtpRejectMessageRejectText SmtpRejectMessageRejectStatusCode LogEventText StopRuleProcessing SenderNotificationType GenerateIncidentReport IncidentReportContent RouteMessageOutboundConnector RouteMessageOutboundRequireTls ApplyOME RemoveOME RemoveOMEv2 RemoveRMSAttachmentEncryption GenerateNotification'.split(
    ' ',
  )

/** False by default; every other property is null by default (observed). */
export const FLAG_PROPERTIES: ReadonlySet<string> = new Set(namesOf('Boolean'))
