/**
 * Anti-spam policies: their recipients, and the action for each verdict. Only the first policy that applies
 * to a recipient counts, else the default one; policies are not combined (documented).
 * https://learn.microsoft.com/defender-office-365/anti-spam-protection-about
 */
import type { Entity } from '../../../base.ts'
import type { View } from '../../../tenant.ts'
import type { MailState } from '../state.ts'
import { textsOf } from '../texts.ts'
import type { FilterAction } from '../trace/trace.ts'
import { asfOf } from './asf.ts'
import type { FilterPolicy, Mark, Person, PolicyRule, Verdict } from './policy.ts'
import { policyRules, ruledPolicy } from './policy-scope.ts'

const PROPERTIES: Readonly<Record<Verdict, string>> = {
  spam: 'SpamAction',
  'high confidence spam': 'HighConfidenceSpamAction',
  phish: 'PhishSpamAction',
  'high confidence phish': 'HighConfidencePhishAction',
  bulk: 'BulkSpamAction',
}
const VERDICTS = Object.keys(PROPERTIES) as readonly Verdict[]

/**
 * A message with a changed subject goes to Junk for every verdict; one with an added header only for spam
 * (documented).
 */
const ACTIONS: Readonly<Record<string, FilterAction>> = {
  MoveToJmf: 'junk',
  Quarantine: 'quarantine',
  Delete: 'delete',
  Redirect: 'redirect',
  AddXHeader: 'deliver',
  ModifySubject: 'junk',
  NoAction: 'deliver',
}
const JUNK_WITH_HEADER: ReadonlySet<Verdict> = new Set(['spam', 'high confidence spam'])

/** Inferred for a verdict without an action in the object: exports of tenants have all of them. */
function actionOf(policy: Entity, verdict: Verdict): FilterAction {
  const asked = String(policy[PROPERTIES[verdict]])
  if (asked === 'AddXHeader' && JUNK_WITH_HEADER.has(verdict)) return 'junk'
  const action = ACTIONS[asked]
  // Junk is deprecated for it: the message always goes to quarantine (documented).
  if (verdict === 'high confidence phish') return action === 'redirect' ? action : 'quarantine'
  return action ?? 'junk'
}

/** A name with spaces or colons is replaced by the default one (documented). */
function markOf(policy: Entity, verdict: Verdict): Mark | undefined {
  switch (policy[PROPERTIES[verdict]]) {
    case 'AddXHeader': {
      const name = String(policy.AddXHeaderValue ?? '')
      return { header: /^[!-9;-~]+$/.test(name) ? name : 'X-This-Is-Spam' }
    }
    case 'ModifySubject':
      return { prefix: String(policy.ModifySubjectValue ?? '') }
    default:
      return undefined
  }
}

/** Each level includes the lower ones (documented); the default is the first. */
const INTERNAL: Readonly<Record<string, readonly Verdict[]>> = {
  HighConfidencePhish: ['high confidence phish'],
  Phish: ['high confidence phish', 'phish'],
  HighConfidenceSpam: ['high confidence phish', 'phish', 'high confidence spam'],
  Spam: ['high confidence phish', 'phish', 'high confidence spam', 'spam'],
  Disabled: [],
}

const BULK_FROM = 7

export function filterPolicy(policy: Entity): FilterPolicy {
  const folded = (...properties: readonly string[]) =>
    new Set(properties.flatMap((one) => textsOf(policy[one])).map((one) => one.toLowerCase()))
  const { BulkThreshold: threshold } = policy
  return {
    name: String(policy.Name ?? 'Default'),
    actions: Object.fromEntries(
      VERDICTS.map((one) => [one, actionOf(policy, one)]),
    ) as FilterPolicy['actions'],
    marks: Object.fromEntries(
      VERDICTS.flatMap((one) => {
        const mark = markOf(policy, one)
        return mark ? [[one, mark]] : []
      }),
    ),
    redirectsTo: textsOf(policy.RedirectToRecipients),
    allowed: folded('AllowedSenders', 'AllowedSenderDomains'),
    blocked: folded('BlockedSenders', 'BlockedSenderDomains'),
    bulkFrom:
      policy.MarkAsSpamBulkMail === 'Off'
        ? Number.POSITIVE_INFINITY
        : typeof threshold === 'number'
          ? threshold
          : BULK_FROM,
    asf: asfOf(policy),
    internal: new Set(INTERNAL[String(policy.IntraOrgFilterState)] ?? INTERNAL.HighConfidencePhish),
  }
}

const NO_POLICY: Entity = {}
const RECIPIENTS = ['SentTo', 'SentToMemberOf', 'RecipientDomainIs'] as const

/** @param compiled compiles a policy from its object, with a cache */
export function filterPolicies(
  view: View,
  compiled: (entity: Entity) => FilterPolicy,
): { filter: FilterPolicy; filterRules: readonly PolicyRule<FilterPolicy>[] } {
  const { standing = NO_POLICY, rules } = policyRules(
    view,
    'HostedContentFilterPolicy',
    'HostedContentFilterRule',
    RECIPIENTS,
    compiled,
  )
  return { filter: compiled(standing), filterRules: rules }
}

/** The policy for a recipient. */
export const policyFor = (state: MailState, person: Person): FilterPolicy =>
  ruledPolicy(state, state.filterRules, person) ?? state.filter
