/**
 * Limits of the organization's outgoing mail, and whether mailboxes may automatically forward it outside. The
 * default policy's values and order are observed in the answer of a live tenant, without the tail. Mail flow
 * reads only AutoForwardingMode: the mock does not count sent mail, and outgoing mail is never spam here.
 * https://learn.microsoft.com/powershell/module/exchange/set-hostedoutboundspamfilterpolicy
 */
import { noun } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import {
  ADDRESSES,
  FLAG,
  FORCES,
  oneOf,
  RECOMMENDED,
  TEXT,
  type ThreatPolicy,
  threatPolicy,
} from '../threat-policies/policy.ts'

/** Recipients; zero means the service's own limits (documented). */
const LIMIT: ParameterSpec = { type: 'Int32', clr: 'System.UInt32', range: [0, 10_000] }

export const HOSTED_OUTBOUND_SPAM_FILTER: ThreatPolicy = {
  kind: 'HostedOutboundSpamFilterPolicy',
  rule: 'HostedOutboundSpamFilterRule',
  container: 'CN=Outbound Spam Filter',
  parameters: {
    ...FORCES,
    ActionWhenThresholdReached: oneOf(
      'OutboundRecipientLimitsExceededAction',
      'Alert BlockUserForToday BlockUser',
    ),
    AdminDisplayName: TEXT,
    AutoForwardingMode: oneOf('AutoForwardingMode', 'Automatic Off On'),
    BccSuspiciousOutboundAdditionalRecipients: ADDRESSES,
    BccSuspiciousOutboundMail: FLAG,
    NotifyOutboundSpam: FLAG,
    NotifyOutboundSpamRecipients: ADDRESSES,
    RecipientLimitExternalPerHour: LIMIT,
    RecipientLimitInternalPerHour: LIMIT,
    RecipientLimitPerDay: LIMIT,
    RecommendedPolicyType: RECOMMENDED,
  },
  defaults: {
    AdminDisplayName: '',
    IsDefault: false,
    ConfigurationType: 'HostedOutboundSpamFilterPolicy',
    // Observed for the default policy; inferred for others.
    Enabled: false,
    RecipientLimitExternalPerHour: 0,
    RecipientLimitInternalPerHour: 0,
    RecipientLimitPerDay: 0,
    ActionWhenThresholdReached: 'BlockUserForToday',
    NotifyOutboundSpamRecipients: [],
    BccSuspiciousOutboundAdditionalRecipients: [],
    BccSuspiciousOutboundMail: false,
    NotifyOutboundSpam: false,
    RecommendedPolicyType: 'Custom',
    AutoForwardingMode: 'Automatic',
  },
}

export default noun(threatPolicy(HOSTED_OUTBOUND_SPAM_FILTER))
