/**
 * Anti-spam policies: whom each is for, and what it does with each verdict. Only the first that applies to a recipient
 * counts, and the default one for all others; nothing of several is joined (documented).
 * https://learn.microsoft.com/defender-office-365/anti-spam-protection-about
 */
import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import type { Addressee } from './letter.ts'
import { domainOf } from './message.ts'
import type { MailState } from './state.ts'
import { textsOf } from './texts.ts'
import type { FilterAction } from './trace.ts'

export type Verdict = 'spam' | 'high confidence spam' | 'phish' | 'high confidence phish' | 'bulk'

export interface FilterPolicy {
  readonly name: string
  readonly actions: Readonly<Record<Verdict, FilterAction>>
  /** Verdicts for which the message is changed besides: a header added, or the subject begun with a text. */
  readonly marks: Readonly<Partial<Record<Verdict, Mark>>>
  readonly redirectsTo: readonly string[]
  /** Addresses and domains, in lower case. */
  readonly allowed: ReadonlySet<string>
  readonly blocked: ReadonlySet<string>
  /** Complaint level from which mail is bulk; infinite where nothing is done about it. */
  readonly bulkFrom: number
  /** Verdicts that count for mail among the tenant's own people. */
  readonly internal: ReadonlySet<Verdict>
}

export type Mark = { readonly header: string } | { readonly prefix: string }

const PROPERTIES: Readonly<Record<Verdict, string>> = {
  spam: 'SpamAction',
  'high confidence spam': 'HighConfidenceSpamAction',
  phish: 'PhishSpamAction',
  'high confidence phish': 'HighConfidencePhishAction',
  bulk: 'BulkSpamAction',
}
const VERDICTS = Object.keys(PROPERTIES) as readonly Verdict[]

/** A changed subject goes to Junk whatever the verdict, an added header for spam alone (documented). */
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

/** Inferred for a verdict of which the object says nothing: tenants' exports have all of them. */
function actionOf(policy: Entity, verdict: Verdict): FilterAction {
  const asked = String(policy[PROPERTIES[verdict]])
  if (asked === 'AddXHeader' && JUNK_WITH_HEADER.has(verdict)) return 'junk'
  const action = ACTIONS[asked]
  // Junk is deprecated for it: the message is in quarantine whatever the setting says (documented).
  if (verdict === 'high confidence phish') return action === 'redirect' ? action : 'quarantine'
  return action ?? 'junk'
}

/** A name with spaces or colons is passed over for the default one (documented). */
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

/** Each level means the ones below it too (documented); the default is the first. */
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
    internal: new Set(INTERNAL[String(policy.IntraOrgFilterState)] ?? INTERNAL.HighConfidencePhish),
  }
}

/** Whom a policy is for. Lists are in lower case; an empty one asks nothing. */
export interface FilterRule {
  readonly priority: number
  readonly policy: FilterPolicy
  readonly conditions: Scope
  readonly exceptions: Scope
}

interface Scope {
  readonly people: readonly string[]
  readonly groups: readonly string[]
  readonly domains: readonly string[]
}

const scopeOf = (rule: Entity, prefix: string): Scope => {
  const of = (property: string) => textsOf(rule[prefix + property]).map((one) => one.toLowerCase())
  return { people: of('SentTo'), groups: of('SentToMemberOf'), domains: of('RecipientDomainIs') }
}

const NO_POLICY: Entity = {}

/** @param compiled makes a policy of its object, and remembers it */
export function filterPolicies(
  view: View,
  compiled: (entity: Entity) => FilterPolicy,
): { filter: FilterPolicy; filterRules: readonly FilterRule[] } {
  const stored = view.list('HostedContentFilterPolicy')
  const filter = compiled(stored.find(({ IsDefault }) => IsDefault === true) ?? NO_POLICY)
  const filterRules = view
    .list('HostedContentFilterRule')
    .filter(({ State }) => State === 'Enabled')
    .flatMap((rule): readonly FilterRule[] => {
      const policy = stored.find(({ Name }) => Name === rule.HostedContentFilterPolicy)
      if (!policy) return []
      const priority = Number(rule.Priority)
      const [conditions, exceptions] = [scopeOf(rule, ''), scopeOf(rule, 'ExceptIf')]
      return [{ priority, policy: compiled(policy), conditions, exceptions }]
    })
    .sort((a, b) => a.priority - b.priority)
  return { filter, filterRules }
}

/** The policy that counts for a recipient. */
export function policyFor(state: MailState, addressee: Addressee): FilterPolicy {
  for (const { conditions, exceptions, policy } of state.filterRules) {
    const asked = matches(state, addressee, conditions)
    // All kinds of condition have to hold, and one kind of exception is enough (documented).
    if (asked.length > 0 && !asked.includes(false) && !matches(state, addressee, exceptions).includes(true))
      return policy
  }
  return state.filter
}

/** One answer for each list that is not empty. Domains are those of the primary address (documented). */
function matches(
  state: MailState,
  { primary, recipient }: Addressee,
  { people, groups, domains }: Scope,
): readonly boolean[] {
  return [
    ...(people.length > 0 ? [people.includes(primary)] : []),
    ...(groups.length > 0 ? [groups.some((one) => one === primary || state.isMember(recipient, one))] : []),
    ...(domains.length > 0 ? [domains.includes(domainOf(primary))] : []),
  ]
}
