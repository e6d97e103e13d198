/**
 * Anti-spam policies: the action for each verdict. Object and defaults observed in the answer of a live
 * tenant; texts of refusals inferred.
 * https://learn.microsoft.com/powershell/module/exchange/set-hostedcontentfilterpolicy
 */
import { invalidSettings } from '../errors.ts'
import { type Draft, noun } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import {
  ADDRESSES,
  allOf,
  DOMAINS,
  FLAG,
  LIST,
  MAKES_DEFAULT,
  oneOf,
  RECOMMENDED,
  TEXT,
  type ThreatPolicy,
  threatPolicy,
} from '../threat-policies/policy.ts'

const OPTION = oneOf('SpamFilteringOption', 'Off On Test')
const ACTION = oneOf('SpamFilteringAction', 'MoveToJmf AddXHeader ModifySubject Redirect Delete Quarantine')

const OPTIONS = [
  ...'ImageLinks NumericIps RedirectToOtherPort BizOrInfoUrls'
    .split(' ')
    .map((one) => `IncreaseScoreWith${one}`),
  ...'EmptyMessages JavaScriptInHtml FramesInHtml ObjectTagsInHtml EmbedTagsInHtml FormTagsInHtml WebBugsInHtml SensitiveWordList SpfRecordHardFail FromAddressAuthFail BulkMail NdrBackscatter'
    .split(' ')
    .map((one) => `MarkAsSpam${one}`),
]
const TAGS = [
  'SpamQuarantineTag',
  'HighConfidenceSpamQuarantineTag',
  'PhishQuarantineTag',
  'HighConfidencePhishQuarantineTag',
  'BulkQuarantineTag',
]
/** Notifications of users have moved to quarantine policies: the parameters are accepted but not stored. */
const NOTICES = 'CustomFromAddress CustomFromName CustomSubject Frequency Language Limit'.split(' ')

const PARAMETERS: Readonly<Record<string, ParameterSpec>> = {
  ...MAKES_DEFAULT,
  AddXHeaderValue: { ...TEXT, max: 255 },
  AdminDisplayName: TEXT,
  AllowedSenderDomains: DOMAINS,
  AllowedSenders: ADDRESSES,
  BlockedSenderDomains: DOMAINS,
  BlockedSenders: ADDRESSES,
  BulkMovesEnabled: oneOf('BulkMovesEnabled', 'NotSet On Off'),
  BulkSpamAction: oneOf(
    'SpamFilteringAction',
    'MoveToJmf AddXHeader ModifySubject Redirect Delete Quarantine NoAction',
  ),
  BulkThreshold: { type: 'Int32', range: [1, 9] },
  DownloadLink: FLAG,
  EnableEndUserSpamNotifications: { ...FLAG, property: null },
  EnableLanguageBlockList: FLAG,
  EnableRegionBlockList: FLAG,
  ...allOf(
    NOTICES.map((one) => `EndUserSpamNotification${one}`),
    { ...TEXT, property: null },
  ),
  HighConfidencePhishAction: oneOf('PhishFilteringAction', 'MoveToJmf Redirect Quarantine'),
  HighConfidenceSpamAction: ACTION,
  InlineSafetyTipsEnabled: FLAG,
  IntraOrgFilterState: oneOf(
    'IntraOrgFilterState',
    'Default HighConfidencePhish Phish HighConfidenceSpam Spam Disabled',
  ),
  LanguageBlockList: LIST,
  ModifySubjectValue: TEXT,
  PhishSpamAction: ACTION,
  PhishZapEnabled: FLAG,
  QuarantineRetentionPeriod: { type: 'Int32', range: [1, 30] },
  RecommendedPolicyType: RECOMMENDED,
  RedirectToRecipients: ADDRESSES,
  RegionBlockList: LIST,
  SpamAction: ACTION,
  SpamZapEnabled: FLAG,
  TestModeAction: oneOf('SpamFilteringTestModeAction', 'None AddXHeader BccMessage'),
  TestModeBccToRecipients: ADDRESSES,
  ...allOf(OPTIONS, OPTION),
  ...allOf(TAGS, TEXT),
}

export const HOSTED_CONTENT_FILTER: ThreatPolicy = {
  kind: 'HostedContentFilterPolicy',
  rule: 'HostedContentFilterRule',
  container: 'CN=Hosted Content Filter',
  parameters: PARAMETERS,
  identityFirst: true,
  defaults: {
    AdminDisplayName: '',
    AddXHeaderValue: '',
    BulkMovesEnabled: 'NotSet',
    ModifySubjectValue: '',
    RedirectToRecipients: [],
    TestModeBccToRecipients: [],
    FalsePositiveAdditionalRecipients: [],
    QuarantineRetentionPeriod: 15,
    TestModeAction: 'None',
    ...Object.fromEntries(OPTIONS.map((name) => [name, name === 'MarkAsSpamBulkMail' ? 'On' : 'Off'])),
    IsDefault: false,
    LanguageBlockList: [],
    RegionBlockList: [],
    HighConfidenceSpamAction: 'MoveToJmf',
    SpamAction: 'MoveToJmf',
    DownloadLink: false,
    EnableRegionBlockList: false,
    EnableLanguageBlockList: false,
    BulkThreshold: 7,
    AllowedSenders: [],
    AllowedSenderDomains: [],
    BlockedSenders: [],
    BlockedSenderDomains: [],
    ZapEnabled: true,
    InlineSafetyTipsEnabled: true,
    BulkSpamAction: 'MoveToJmf',
    PhishSpamAction: 'MoveToJmf',
    SpamZapEnabled: true,
    PhishZapEnabled: true,
    IntraOrgFilterState: 'Default',
    HighConfidencePhishAction: 'Quarantine',
    RecommendedPolicyType: 'Custom',
    SpamQuarantineTag: 'DefaultFullAccessPolicy',
    HighConfidenceSpamQuarantineTag: 'DefaultFullAccessPolicy',
    PhishQuarantineTag: 'DefaultFullAccessPolicy',
    HighConfidencePhishQuarantineTag: 'AdminOnlyAccessPolicy',
    BulkQuarantineTag: 'DefaultFullAccessPolicy',
  },
  settle,
}

export default noun(threatPolicy(HOSTED_CONTENT_FILTER))

const REDIRECTING = [
  'SpamAction',
  'HighConfidenceSpamAction',
  'PhishSpamAction',
  'HighConfidencePhishAction',
  'BulkSpamAction',
]

/** The values that an action needs are documented with the action. */
function settle(draft: Draft): void {
  const needs = (action: string, property: string) => {
    const value = draft[property]
    const isGiven = Array.isArray(value) ? value.length > 0 : Boolean(value)
    if (!isGiven && REDIRECTING.some((name) => draft[name] === action))
      throw invalidSettings(`${property} must be specified when the action is ${action}.`)
  }
  needs('Redirect', 'RedirectToRecipients')
  needs('ModifySubject', 'ModifySubjectValue')
}
