/**
 * A rule's description: the class and the English phrase of each predicate and action. The grammar and the
 * phrases marked observed come from real rules; the other phrases and class names are inferred from them.
 */

const OBSERVED: Readonly<Record<string, string>> = {
  FromScope: "Is received from '{}'",
  SentTo: "Is sent to '{}'",
  SenderDomainIs: "sender's address domain portion belongs to any of these domains: '{}'",
  RecipientDomainIs: "recipients's address domain portion belongs to any of these domains: '{}'",
  PrependSubject: "Prepend the subject with '{}'",
  SetAuditSeverity: "Set audit severity level to '{}'",
  ApplyRightsProtectionTemplate: "rights protect message with RMS template:  '{}' ",
}

/** `{}` is the property's own value, `{Name}` the value of the property that goes with it. */
const INFERRED: Readonly<Record<string, string>> = {
  From: "Is received from '{}'",
  FromMemberOf: "Is received from a member of group '{}'",
  SentToMemberOf: "Is sent to a member of group '{}'",
  SentToScope: "Is sent to '{}'",
  BetweenMemberOf1: "Is sent between a member of group '{}' and a member of group '{BetweenMemberOf2}'",
  SubjectContainsWords: "Includes these words in the message subject: '{}'",
  SubjectOrBodyContainsWords: "Includes these words in the message subject or body: '{}'",
  SubjectMatchesPatterns: "Includes these patterns in the message subject: '{}'",
  FromAddressContainsWords: "Includes these words in the sender's address: '{}'",
  RecipientAddressContainsWords: "Includes these words in the recipient's address: '{}'",
  HeaderContainsMessageHeader: "'{}' header contains ''{HeaderContainsWords}''",
  HeaderMatchesMessageHeader: "'{}' header matches the following patterns: '{HeaderMatchesPatterns}'",
  SenderIpRanges: "sender ip addresses belong to one of these ranges: '{}'",
  SCLOver: "Has a spam confidence level (SCL) that is greater than or equal to '{}'",
  MessageTypeMatches: "Is message type '{}'",
  WithImportance: "Is marked with '{}' importance",
  MessageSizeOver: "Has a size greater than or equal to '{}'",
  AttachmentSizeOver: "Has an attachment whose size is greater than or equal to '{}'",
  HasNoClassification: 'Has no classification',
  SetSCL: "Set the spam confidence level (SCL) to '{}'",
  SetHeaderName: "set message header '{}' with the value '{SetHeaderValue}'",
  RemoveHeader: "remove message header '{}'",
  AddToRecipients: "Add '{}' to the To recipients",
  CopyTo: "Carbon copy (Cc) the message to '{}'",
  BlindCopyTo: "Blind carbon copy (Bcc) the message to '{}'",
  RedirectMessageTo: "Redirect the message to '{}'",
  ModerateMessageByUser: "Forward the message for approval to '{}'",
  RejectMessageEnhancedStatusCode:
    "reject the message and include the explanation '{RejectMessageReasonText}' with the status code: '{}'",
  DeleteMessage: 'Delete the message without notifying the recipient or sender',
  Quarantine: 'Deliver the message to the hosted quarantine',
  StopRuleProcessing: 'Stop processing more rules',
  RouteMessageOutboundConnector: "Route the message using the connector named '{}'.",
  RouteMessageOutboundRequireTls: 'Require TLS encryption',
  ApplyHtmlDisclaimerText: "{ApplyHtmlDisclaimerLocation} the message with the disclaimer '{}'",
  GenerateIncidentReport: "Send an incident report to '{}'",
}

const PHRASES: Readonly<Record<string, string>> = { ...INFERRED, ...OBSERVED }

/** Properties that only complete another one's predicate or action. */
const COMPLETING = new Set([
  ...['HeaderContainsWords', 'HeaderMatchesPatterns', 'BetweenMemberOf2', 'ADComparisonOperator'],
  ...[
    'ManagerForEvaluatedUser',
    'SetHeaderValue',
    'RejectMessageReasonText',
    'SmtpRejectMessageRejectStatusCode',
  ],
  ...['ApplyHtmlDisclaimerLocation', 'ApplyHtmlDisclaimerFallbackAction', 'IncidentReportContent'],
])

/** Classes that are not named after their property. */
const CLASSES: Readonly<Record<string, string>> = {
  ADComparisonAttribute: 'ADAttributeComparison',
  AddToRecipients: 'AddToRecipient',
  ApplyHtmlDisclaimerText: 'ApplyHtmlDisclaimer',
  ApplyRightsProtectionTemplate: 'RightsProtectMessage',
  BetweenMemberOf1: 'BetweenMemberOf',
  FromAddressContainsWords: 'FromAddressContains',
  FromAddressMatchesPatterns: 'FromAddressMatches',
  HeaderContainsMessageHeader: 'HeaderContains',
  HeaderMatchesMessageHeader: 'HeaderMatches',
  LogEventText: 'LogEvent',
  ManagerAddresses: 'ManagerIs',
  RedirectMessageTo: 'RedirectMessage',
  RejectMessageEnhancedStatusCode: 'RejectMessage',
  SCLOver: 'SclOver',
  SenderManagementRelationship: 'ManagementRelationship',
  SenderNotificationType: 'NotifySender',
  SetHeaderName: 'SetHeader',
  SetSCL: 'SetScl',
  SmtpRejectMessageRejectText: 'SmtpRejectMessage',
  SubjectContainsWords: 'SubjectContains',
  SubjectMatchesPatterns: 'SubjectMatches',
  SubjectOrBodyContainsWords: 'SubjectOrBodyContains',
  SubjectOrBodyMatchesPatterns: 'SubjectOrBodyMatches',
}

const SCOPES: Readonly<Record<string, string>> = {
  InOrganization: 'Inside the organization',
  NotInOrganization: 'Outside the organization',
}

/** One predicate or action of a rule: its property, its class, its phrase. */
export interface Part {
  readonly property: string
  /** Undefined for properties that only complete another one. */
  readonly className: string | undefined
  readonly phrase: readonly string[]
  readonly companions: readonly string[]
}

const EXCEPTION = 'ExceptIf'
const NAMESPACE = 'Microsoft.Exchange.MessagingPolicies.Rules.Tasks.'

/** The parts for properties, in their order. */
export function partsOf(properties: readonly string[], suffix: 'Predicate' | 'Action'): readonly Part[] {
  return properties.map((property) => {
    const isException = property.startsWith(EXCEPTION)
    const name = isException ? property.slice(EXCEPTION.length) : property
    const pieces = (PHRASES[name] ?? `${name}: '{}'`).split(/\{(\w*)\}/)
    const companions = pieces.filter((_, i) => i % 2 === 1)
    return {
      property,
      className: COMPLETING.has(name) ? undefined : `${NAMESPACE}${CLASSES[name] ?? name}${suffix}`,
      phrase: pieces.filter((_, i) => i % 2 === 0),
      companions: companions.map((other) =>
        other === '' ? property : `${isException ? EXCEPTION : ''}${other}`,
      ),
    }
  })
}

/** A part's phrase with a rule's values; several values are joined by `or`. */
export function phraseOf({ phrase, companions }: Part, rule: Readonly<Record<string, unknown>>): string {
  return phrase.reduce((text, piece, i) => text + shown(rule[companions[i - 1] ?? '']) + piece)
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join("' or '")
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  const text = String(value ?? '')
  return SCOPES[text] ?? text
}
