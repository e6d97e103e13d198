/**
 * Anti-phishing policies: spoofed senders and impersonated people. Object and defaults observed in the answer
 * of a live tenant, and the same names in a published export. Mail flow handles spoofed senders by the
 * policy's values.
 * https://learn.microsoft.com/powershell/module/exchange/set-antiphishpolicy
 */
import type { Entity } from '../../base.ts'
import { noun } from '../noun.ts'
import type { Binding, ParameterSpec } from '../parameters.ts'
import {
  ADDRESSES,
  allOf,
  DOMAINS,
  FLAG,
  FORCES,
  LIST,
  MAKES_DEFAULT,
  oneOf,
  RECOMMENDED,
  TEXT,
  type ThreatPolicy,
  threatPolicy,
} from '../threat-policies/policy.ts'

const ACTION = oneOf('ImpersonationAction', 'NoAction BccMessage Delete MoveToJmf Quarantine Redirect')
/** Display name and address, separated by a semicolon (documented). */
const PEOPLE: ParameterSpec = { ...LIST, max: 1024 }

/**
 * The properties that each switch of Get- shows: those of its page, without a property that no answer has.
 */
const VIEWS: Readonly<Record<string, readonly string[]>> = {
  Advanced: ['PhishThresholdLevel', 'EnableSuspiciousSafetyTip'],
  Impersonation: [
    ...['EnableMailboxIntelligence', 'EnableMailboxIntelligenceProtection'],
    ...['EnableOrganizationDomainsProtection', 'EnableSimilarDomainsSafetyTips'],
    ...['EnableSimilarUsersSafetyTips', 'EnableTargetedDomainsProtection', 'EnableTargetedUserProtection'],
    ...['EnableUnusualCharactersSafetyTips', 'ExcludedDomains', 'ExcludedSenders'],
    ...['ImpersonationProtectionState', 'MailboxIntelligenceProtectionAction'],
    ...['MailboxIntelligenceProtectionActionRecipients', 'TargetedDomainActionRecipients'],
    ...['TargetedDomainProtectionAction', 'TargetedDomainsToProtect', 'TargetedUserActionRecipients'],
    ...['TargetedUserProtectionAction', 'TargetedUsersToProtect'],
  ],
  Spoof: ['EnableUnauthenticatedSender'],
}

export const ANTI_PHISH: ThreatPolicy = {
  kind: 'AntiPhishPolicy',
  rule: 'AntiPhishRule',
  container: 'CN=AntiPhish',
  standing: 'Office365 AntiPhish Default',
  identityFirst: true,
  parameters: {
    ...FORCES,
    MakeDefault: { ...MAKES_DEFAULT.MakeDefault, verbs: ['New', 'Set'] },
    ...allOf('Advanced Impersonation Spoof', { ...FLAG, verbs: ['Get'] }),
    AuthenticationFailAction: oneOf('SpoofAuthenticationFailAction', 'MoveToJmf Quarantine'),
    DmarcQuarantineAction: oneOf('SpoofDmarcQuarantineAction', 'MoveToJmf Quarantine'),
    DmarcRejectAction: oneOf('SpoofDmarcRejectAction', 'Quarantine Reject'),
    ...allOf(
      'Enabled EnableFirstContactSafetyTips EnableMailboxIntelligence EnableMailboxIntelligenceProtection EnableOrganizationDomainsProtection EnableSimilarDomainsSafetyTips EnableSimilarUsersSafetyTips EnableSpoofIntelligence EnableTargetedDomainsProtection EnableTargetedUserProtection EnableUnauthenticatedSender EnableUnusualCharactersSafetyTips EnableViaTag HonorDmarcPolicy',
      FLAG,
    ),
    ...allOf('ExcludedDomains TargetedDomainsToProtect', DOMAINS),
    ...allOf(
      'ExcludedSenders MailboxIntelligenceProtectionActionRecipients TargetedDomainActionRecipients TargetedUserActionRecipients',
      ADDRESSES,
    ),
    ImpersonationProtectionState: oneOf('ImpersonationProtectionState', 'Automatic Manual Off'),
    ...allOf(
      'MailboxIntelligenceProtectionAction TargetedDomainProtectionAction TargetedUserProtectionAction',
      ACTION,
    ),
    ...allOf(
      'AdminDisplayName MailboxIntelligenceQuarantineTag PolicyTag SpoofQuarantineTag TargetedDomainQuarantineTag TargetedUserQuarantineTag',
      TEXT,
    ),
    PhishThresholdLevel: { type: 'Int32', range: [1, 4] },
    TargetedUsersToProtect: PEOPLE,
    RecommendedPolicyType: RECOMMENDED,
    // Reserved for Microsoft, and in no answer.
    ...allOf('SimilarUsersSafetyTipsCustomText UnusualCharactersSafetyTipsCustomText', {
      ...TEXT,
      property: null,
      verbs: ['New'],
    }),
  },
  defaults: {
    Enabled: true,
    // Documented for new policies; the default one has Automatic with a licence for impersonation
    // (documented).
    ImpersonationProtectionState: 'Manual',
    EnableTargetedUserProtection: false,
    EnableMailboxIntelligenceProtection: false,
    EnableTargetedDomainsProtection: false,
    EnableOrganizationDomainsProtection: false,
    EnableMailboxIntelligence: true,
    EnableFirstContactSafetyTips: false,
    EnableSimilarUsersSafetyTips: false,
    EnableSimilarDomainsSafetyTips: false,
    EnableUnusualCharactersSafetyTips: false,
    TargetedUserProtectionAction: 'NoAction',
    TargetedUserQuarantineTag: 'DefaultFullAccessPolicy',
    MailboxIntelligenceProtectionAction: 'NoAction',
    MailboxIntelligenceQuarantineTag: 'DefaultFullAccessPolicy',
    TargetedDomainProtectionAction: 'NoAction',
    TargetedDomainQuarantineTag: 'DefaultFullAccessPolicy',
    AuthenticationFailAction: 'MoveToJmf',
    SpoofQuarantineTag: 'DefaultFullAccessPolicy',
    EnableSpoofIntelligence: true,
    EnableViaTag: true,
    EnableUnauthenticatedSender: true,
    EnableSuspiciousSafetyTip: false,
    HonorDmarcPolicy: true,
    DmarcRejectAction: 'Reject',
    DmarcQuarantineAction: 'Quarantine',
    PhishThresholdLevel: 1,
    TargetedUsersToProtect: [],
    TargetedUserActionRecipients: [],
    MailboxIntelligenceProtectionActionRecipients: [],
    TargetedDomainsToProtect: [],
    TargetedDomainActionRecipients: [],
    ExcludedDomains: [],
    ExcludedSenders: [],
    ExcludedSubDomains: [],
    IsDefault: false,
    AdminDisplayName: '',
    PolicyTag: '',
    RecommendedPolicyType: 'Custom',
  },
  standingDefaults: { ImpersonationProtectionState: 'Automatic' },
  presented,
}

export default noun(threatPolicy(ANTI_PHISH))

/** That a switch also leaves the policy's names is inferred. */
function presented(policy: Entity, bound: Binding): Entity {
  const names = Object.entries(VIEWS).flatMap(([view, list]) => (bound[view] === true ? list : []))
  if (names.length === 0) return policy
  const shown = new Set([...names, 'Identity', 'Id', 'Name', 'IsDefault'])
  return Object.fromEntries(Object.entries(policy).filter(([name]) => shown.has(name)))
}
