/**
 * What an administrator does with a list of policies. Each change gives a whole new list or says why it is refused. Sources:
 * trend-vision-one-general, trend-vision-one-adding-atp-policies, trend-vision-one-data-loss-prevention-cloud-app.
 */

import type { Direction, Policy } from './policies.ts'
import { policiesFrom } from './policy-list.ts'
import { idOf, isPredefined, PRIORITY_MAX, ranked, withPriority } from './priorities.ts'

export type PolicyChange =
  /** Without a priority it comes after the others. */
  | { readonly change: 'add'; readonly policy: Policy }
  /** Kind and direction stay: they are the service for which the policy was made. */
  | {
      readonly change: 'change'
      readonly id: string
      readonly to: Partial<Omit<Policy, 'kind' | 'direction'>>
    }
  | { readonly change: 'set priority'; readonly id: string; readonly priority: number }
  | { readonly change: 'remove'; readonly id: string }
  | { readonly change: 'enable' | 'disable' | 'copy'; readonly id: string }

export interface PolicyRefusals {
  'policy name missing': object
  'policy name taken': { readonly name: string }
  'policy targets missing': object
  'policy priority out of range': object
  /** All numbers below are taken. */
  'policy priorities used up': object
  'policy not found': { readonly id: string }
  /** A predefined policy: only its switch can be changed. */
  'policy predefined': { readonly name: string }
  'policy not offered': { readonly kind: Policy['kind']; readonly direction: Direction }
  'policy domains not offered': object
}

export type PolicyRefusal = {
  readonly [Code in keyof PolicyRefusals]: { readonly code: Code; readonly data: PolicyRefusals[Code] }
}[keyof PolicyRefusals]

/** What policies an account may have. */
export interface Offer {
  readonly directions: readonly Direction[]
  /** Domains can be targets of inline policies only. */
  readonly hasDomainTargets: boolean
}

/**
 * The policies after a change.
 * @throws InputError for a policy that is not one, naming the place
 */
export function changed(
  policies: readonly Policy[],
  change: PolicyChange,
  offer: Offer,
): readonly Policy[] | PolicyRefusal {
  if (change.change === 'add') return added(policies, change.policy, offer)
  const found = policies.find((policy) => idOf(policy) === change.id)
  if (!found) return { code: 'policy not found', data: { id: change.id } }
  const others = policies.filter((policy) => policy !== found)
  if (change.change === 'change' || change.change === 'set priority' || change.change === 'remove') {
    if (isPredefined(found)) return { code: 'policy predefined', data: { name: found.name } }
    if (change.change === 'change') return replaced(others, { ...found, ...change.to }, offer)
    if (change.change === 'set priority') return placed(policies, found, change.priority)
    return others
  }
  switch (change.change) {
    case 'enable':
    case 'disable':
      return ranked([...others, { ...found, enabled: change.change === 'enable' }])
    case 'copy': {
      const { priority: _, isMonitorOnly: __, ...copied } = found
      return added(policies, { ...copied, name: copyName(policies, found), enabled: false }, offer)
    }
  }
}

/** `Finance (copy)`, `Finance (copy 2)`: proposed. */
function copyName(policies: readonly Policy[], { name, ...rest }: Policy): string {
  const taken = new Set(policies.map(idOf))
  for (let i = 1; ; i++) {
    const copied = i === 1 ? `${name} (copy)` : `${name} (copy ${i})`
    if (!taken.has(idOf({ ...rest, name: copied }))) return copied
  }
}

function added(policies: readonly Policy[], policy: Policy, offer: Offer): readonly Policy[] | PolicyRefusal {
  if (isPredefined(policy)) return { code: 'policy predefined', data: { name: policy.name } }
  return replaced(policies, policy, offer)
}

/** The others with one more, which may be the changed form of one that is not among them. */
function replaced(others: readonly Policy[], given: Policy, offer: Offer): readonly Policy[] | PolicyRefusal {
  const refusal = refusalOf(others, given, offer)
  if (refusal) return refusal
  const [policy] = policiesFrom([{ ...given, name: given.name.trim() }])
  if (!policy) return [...others]
  if (isPredefined(policy)) return { code: 'policy predefined', data: { name: policy.name } }
  const all = ranked([...others, policy])
  const { priority = PRIORITY_MAX + 1 } = all.find((one) => idOf(one) === idOf(policy)) ?? {}
  if (priority > PRIORITY_MAX) return { code: 'policy priorities used up', data: {} }
  return placed([...others, policy], policy, priority)
}

function refusalOf(others: readonly Policy[], policy: Policy, offer: Offer): PolicyRefusal | undefined {
  const { name, kind, direction, targets, priority } = policy
  if (typeof name !== 'string' || name.trim() === '') return { code: 'policy name missing', data: {} }
  if (others.some((other) => idOf(other) === idOf({ ...policy, name: name.trim() })))
    return { code: 'policy name taken', data: { name: name.trim() } }
  if (priority !== undefined && !isPriority(priority))
    return { code: 'policy priority out of range', data: {} }
  const isOffered = offer.directions.includes(direction) && !(kind === 'DLP' && direction === 'inbound')
  if (!isOffered) return { code: 'policy not offered', data: { kind, direction } }
  if (isEmpty(targets)) return { code: 'policy targets missing', data: {} }
  if ('domains' in targets && !offer.hasDomainTargets) return { code: 'policy domains not offered', data: {} }
  return undefined
}

function isEmpty(targets: Policy['targets'] | undefined): boolean {
  if (!targets) return true
  if ('all' in targets) return false
  return 'domains' in targets
    ? targets.domains?.length === 0
    : targets.users?.length + targets.groups?.length === 0
}

const isPriority = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= PRIORITY_MAX

function placed(policies: readonly Policy[], policy: Policy, priority: number) {
  if (!isPriority(priority)) return { code: 'policy priority out of range', data: {} } as const
  const all = withPriority(policies, idOf(policy), priority)
  return all ?? ({ code: 'policy priorities used up', data: {} } as const)
}
