/**
 * The recipients of a threat policy, as its rule says: users, members of groups and domains.
 * https://learn.microsoft.com/defender-office-365/preset-security-policies
 */
import type { Entity, Kind } from '../../../base.ts'
import type { View } from '../../../tenant.ts'
import { domainOf } from '../message.ts'
import type { MailState } from '../state.ts'
import { textsOf } from '../texts.ts'
import type { Person, PolicyRule, Scope } from './policy.ts'

/** Names of the three conditions, as a kind of rule has them. */
export type ScopeNames = readonly [people: string, groups: string, domains: string]

/**
 * The enabled rules of a kind of policy in order of priority, and the default policy's object where the
 * tenant has one.
 * @param compiled compiles a policy from its object, with a cache
 */
export function policyRules<Policy>(
  view: View,
  kind: Kind,
  rule: Kind,
  names: ScopeNames,
  compiled: (entity: Entity) => Policy,
): { standing: Entity | undefined; rules: readonly PolicyRule<Policy>[] } {
  const stored = view.list(kind)
  const rules = view
    .list(rule)
    .filter(({ State }) => State === 'Enabled')
    .flatMap((entity): readonly PolicyRule<Policy>[] => {
      const policy = stored.find(({ Name }) => Name === entity[kind])
      if (!policy) return []
      const priority = Number(entity.Priority)
      const [conditions, exceptions] = [scopeOf(entity, names, ''), scopeOf(entity, names, 'ExceptIf')]
      return [{ priority, policy: compiled(policy), conditions, exceptions }]
    })
    .sort((a, b) => a.priority - b.priority)
  return { standing: stored.find(({ IsDefault }) => IsDefault === true), rules }
}

function scopeOf(rule: Entity, [people, groups, domains]: ScopeNames, prefix: string): Scope {
  const of = (property: string) => textsOf(rule[prefix + property]).map((one) => one.toLowerCase())
  return {
    people: of(people),
    groups: of(groups),
    domains: of(domains),
    unifiedAlone: groups === 'SentToMemberOf',
  }
}

/**
 * The policy of the first rule that applies to this person; undefined where the default one applies
 * (documented).
 */
export function ruledPolicy<Policy>(
  state: Pick<MailState, 'isMember' | 'recipient'>,
  rules: readonly PolicyRule<Policy>[],
  person: Person,
): Policy | undefined {
  for (const { conditions, exceptions, policy } of rules) {
    const asked = matches(state, person, conditions)
    // All kinds of condition must match; one kind of exception suffices (documented).
    if (asked.length > 0 && !asked.includes(false) && !matches(state, person, exceptions).includes(true))
      return policy
  }
  return undefined
}

/** One answer for each list that is not empty. */
function matches(
  state: Pick<MailState, 'isMember' | 'recipient'>,
  { primary, recipient }: Person,
  { people, groups, domains, unifiedAlone }: Scope,
): readonly boolean[] {
  const isAlone = (group: string) => unifiedAlone && state.recipient(group)?.type === 'GroupMailbox'
  return [
    ...(people.length > 0 ? [people.includes(primary)] : []),
    ...(groups.length > 0
      ? [groups.some((one) => one === primary || (!isAlone(one) && state.isMember(recipient, one)))]
      : []),
    ...(domains.length > 0 ? [domains.includes(domainOf(primary))] : []),
  ]
}
