/**
 * The order of policies: 1 is the highest priority, 99999 the lowest, and the predefined policies come last. Only the
 * enabled policy with the highest priority applies to a user. Source: trend-vision-one-general and
 * trend-vision-one-adding-atp-policies. That numbers are unique within a kind and a direction is proposed.
 */
import { DEFAULT_POLICIES } from './default-policies.ts'
import type { Policy } from './policies.ts'

export const PRIORITY_MAX = 99_999

const [DEFAULT, MONITOR_ONLY] = DEFAULT_POLICIES

export const isPredefined = ({ kind, name }: Pick<Policy, 'kind' | 'name'>): boolean =>
  kind === 'ATP' && (name === DEFAULT || name === MONITOR_ONLY)

/** What identifies a policy in its account: `ATP inbound Finance`. Names are unique in any case (proposed). */
export const idOf = ({ kind, direction, name }: Pick<Policy, 'kind' | 'direction' | 'name'>): string =>
  `${kind} ${direction} ${name.toLowerCase()}`

/** A list of policies in which a policy's number counts. */
const listOf = ({ kind, direction }: Pick<Policy, 'kind' | 'direction'>): string => `${kind} ${direction}`

/** The default policy is the last, the one that only monitors the last but one. */
const placeOf = (policy: Policy): number => (!isPredefined(policy) ? 0 : policy.name === MONITOR_ONLY ? 1 : 2)

/** In their order, with numbers for those that have none: after the others of their list, in the order in which they stand. */
export function ranked(policies: readonly Policy[]): Policy[] {
  const last = new Map<string, number>()
  for (const policy of policies) {
    const list = listOf(policy)
    last.set(list, Math.max(last.get(list) ?? 0, policy.priority ?? 0))
  }
  return policies
    .map((policy) => {
      if (isPredefined(policy)) return predefined(policy)
      const priority = policy.priority ?? (last.get(listOf(policy)) ?? 0) + 1
      if (policy.priority === undefined) last.set(listOf(policy), priority)
      return { ...policy, priority }
    })
    .sort((a, b) => placeOf(a) - placeOf(b) || (a.priority ?? 0) - (b.priority ?? 0))
}

/** The actions of the policy that only monitors are fixed to `Pass`. */
function predefined({ priority: _, isMonitorOnly: __, ...policy }: Policy): Policy {
  return policy.name === MONITOR_ONLY ? { ...policy, isMonitorOnly: true } : policy
}

/**
 * The policies with one of them at a number; those that have it, and those behind them that are in the way, move down by
 * one. Undefined where the last number is taken and somebody would have to move past it.
 */
export function withPriority(
  policies: readonly Policy[],
  id: string,
  priority: number,
): Policy[] | undefined {
  const moved = policies.find((policy) => idOf(policy) === id)
  if (!moved) return [...policies]
  const others = ranked(policies.filter((policy) => idOf(policy) !== id))
  let taken = priority
  const shifted = others.map((policy) => {
    const isInTheWay = listOf(policy) === listOf(moved) && policy.priority === taken
    return isInTheWay ? { ...policy, priority: ++taken } : policy
  })
  return taken > PRIORITY_MAX ? undefined : ranked([...shifted, { ...moved, priority }])
}
