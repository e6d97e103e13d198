/**
 * Anti-spam policies: what becomes of each verdict. Object and defaults observed in the answer of a live tenant; texts
 * of refusals inferred.
 * https://learn.microsoft.com/powershell/module/exchange/set-hostedcontentfilterpolicy
 */
import type { Entity } from '../../base.ts'
import {
  directoryTail,
  distinguishedName,
  type Origin,
  type Placement,
  withStanding,
} from '../directory-object.ts'
import { directoryObjectExists, invalidSettings, invalidValue } from '../errors.ts'
import { isDomain, isMailAddress } from '../network-addresses.ts'
import { type Draft, type Edit, type Invocation, noun } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'

const KIND = 'HostedContentFilterPolicy'
const PLACE: Placement = {
  container: 'CN=Hosted Content Filter,',
  category: 'ms-Exch-Hosted-Content-Filter-Config',
  objectClass: 'msExchHostedContentFilterConfig',
  version: '0.20 (15.0.0.0)',
}

const FLAG: ParameterSpec = { type: 'Boolean' }
const TEXT: ParameterSpec = { type: 'String', max: 256, cleared: '' }
const LIST: ParameterSpec = { type: 'MultiValuedProperty' }
const ADDRESSES: ParameterSpec = { ...LIST, check: address }
const DOMAINS: ParameterSpec = { ...LIST, check: domain }
const oneOf = (name: string, values: string): ParameterSpec => ({
  type: 'Enum',
  clr: `Microsoft.Exchange.Data.Directory.SystemConfiguration.${name}`,
  values: values.split(' '),
})
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
/** Notices to users left the policy for quarantine policies: the parameters are taken and no property keeps them. */
const NOTICES = 'CustomFromAddress CustomFromName CustomSubject Frequency Language Limit'.split(' ')

const allOf = (names: readonly string[], spec: ParameterSpec): Readonly<Record<string, ParameterSpec>> =>
  Object.fromEntries(names.map((name) => [name, spec]))

export default noun({
  name: KIND,
  verbs: ['Get', 'New', 'Set', 'Remove'],
  parameters: {
    Name: { type: 'String', mandatory: true, max: 64, verbs: ['New'] },
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
    MakeDefault: { ...FLAG, property: null, verbs: ['Set'] },
    ModifySubjectValue: TEXT,
    PhishSpamAction: ACTION,
    PhishZapEnabled: FLAG,
    QuarantineRetentionPeriod: { type: 'Int32', range: [1, 30] },
    RecommendedPolicyType: { ...oneOf('RecommendedPolicyType', 'Custom Standard Strict'), verbs: ['New'] },
    RedirectToRecipients: ADDRESSES,
    RegionBlockList: LIST,
    SpamAction: ACTION,
    SpamZapEnabled: FLAG,
    TestModeAction: oneOf('SpamFilteringTestModeAction', 'None AddXHeader BccMessage'),
    TestModeBccToRecipients: ADDRESSES,
    ...allOf(OPTIONS, OPTION),
    ...allOf(TAGS, TEXT),
  },
  present: (view) =>
    withStanding(view, KIND, 'Default', (origin) =>
      hostedContentFilterPolicy(origin, { Name: 'Default', IsDefault: true }),
    ),
  blank: (origin, Name) => hostedContentFilterPolicy(origin, { Name }),
  naming: (organization, name) => ({
    DistinguishedName: distinguishedName(organization, PLACE.container, name),
    Identity: name,
    Id: name,
  }),
  settle,
  exists: ({ DistinguishedName }) => directoryObjectExists(String(DistinguishedName)),
  consequences,
})

function hostedContentFilterPolicy(origin: Origin, overrides: Entity & { readonly Name: string }): Draft {
  return {
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
    Identity: overrides.Name,
    Id: overrides.Name,
    IsValid: true,
    ...directoryTail(origin, overrides.Name, PLACE),
    ...overrides,
  }
}

function address(text: string): string {
  if (isMailAddress(text)) return text
  throw invalidValue(`'${text}' isn't a valid SMTP address.`)
}

function domain(text: string): string {
  if (isDomain(text)) return text
  throw invalidValue(`'${text}' isn't a valid SMTP domain.`)
}

const REDIRECTING = [
  'SpamAction',
  'HighConfidenceSpamAction',
  'PhishSpamAction',
  'HighConfidencePhishAction',
  'BulkSpamAction',
]

/** Values that an action needs are documented beside the action. */
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

/** A policy that a rule names stays (inferred), and so does the default one (documented). */
function consequences(
  before: Entity | undefined,
  after: Entity | undefined,
  { view }: Invocation,
): readonly Edit[] {
  if (!before || after) return []
  if (before.IsDefault === true)
    throw invalidSettings(`The policy '${before.Name}' is the default policy and can't be removed.`)
  const [rule] = view.find('HostedContentFilterRule', KIND, before.Name)
  if (rule)
    throw invalidSettings(
      `The policy '${before.Name}' is being used by the rule '${rule.Name}' and can't be removed.`,
    )
  return []
}
