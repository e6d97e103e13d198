/** Policies, as far as they decide which mail is rerouted, and the targets that follow from them. */
import type { Directory } from '../directory/view.ts'

export type Direction = 'inbound' | 'outbound'

export interface Policy {
  readonly name: string
  readonly kind: 'ATP' | 'DLP'
  readonly direction: Direction
  readonly enabled: boolean
  /** 1 to 99999, 1 is the highest. Absent for predefined policies, which come last, and in lists of an older form. */
  readonly priority?: number
  readonly description?: string
  /** Whether its actions are fixed to `Pass`, as those of the predefined policy that only monitors. */
  readonly isMonitorOnly?: true
  /** All verified domains; or domains; or users and groups by object id: one of the three, as the console offers. */
  readonly targets:
    | { readonly all: true }
    | { readonly domains: readonly string[] }
    | { readonly users: readonly string[]; readonly groups: readonly string[] }
}

/** What is rerouted in one direction. Both lists are sorted and without duplicates. */
export interface Targets {
  readonly domains: readonly string[]
  /** Object ids of the members of the virtual group. */
  readonly users: readonly string[]
}

/**
 * The union over the enabled policies of a direction, limited to what is still in the directory. A target that
 * has disappeared stays in its policy and reroutes nothing.
 * @throws RangeError for a DLP policy on inbound mail, which the product does not offer
 */
export function targetsOf(policies: readonly Policy[], directory: Directory, direction: Direction): Targets {
  const domains = new Set<string>()
  const users = new Set<string>()
  for (const policy of policies) {
    if (policy.kind === 'DLP' && policy.direction === 'inbound')
      throw new RangeError(`policy "${policy.name}": data loss prevention is not offered for inbound mail`)
    if (!policy.enabled || policy.direction !== direction) continue
    const { targets } = policy
    if ('all' in targets) for (const domain of directory.domains) domains.add(domain)
    else if ('domains' in targets) {
      for (const domain of targets.domains.map((one) => one.toLowerCase()))
        if (directory.domains.includes(domain)) domains.add(domain)
    } else {
      for (const id of targets.users) if (directory.users.has(id)) users.add(id)
      for (const group of targets.groups)
        for (const id of directory.members.get(group) ?? []) if (directory.users.has(id)) users.add(id)
    }
  }
  return { domains: [...domains].sort(), users: [...users].sort() }
}

/** Something that a policy names. */
export interface TargetName {
  readonly kind: 'user' | 'group' | 'domain'
  /** Object id; of a domain its name in lower case. */
  readonly id: string
  /** Name of the policy. */
  readonly policy: string
}

/** Targets that enabled policies name and that are not in the directory. They stay in their policy and protect nobody. */
export function targetsNotFound(policies: readonly Policy[], directory: Directory): TargetName[] {
  return policies
    .filter(({ enabled }) => enabled)
    .flatMap(({ name: policy, targets }): TargetName[] => {
      if ('all' in targets) return []
      if ('domains' in targets)
        return targets.domains
          .map((id): TargetName => ({ kind: 'domain', id: id.toLowerCase(), policy }))
          .filter(({ id }) => !directory.domains.includes(id))
      const users = targets.users.filter((id) => !directory.users.has(id))
      const groups = targets.groups.filter((id) => !directory.members.has(id))
      return [
        ...users.map((id): TargetName => ({ kind: 'user', id, policy })),
        ...groups.map((id): TargetName => ({ kind: 'group', id, policy })),
      ]
    })
}

/** Groups with members that `targetsOf` needs. */
export function targetGroupsOf(policies: readonly Policy[]): string[] {
  return [
    ...new Set(
      policies.flatMap(({ enabled, targets }) => (enabled && 'groups' in targets ? targets.groups : [])),
    ),
  ]
}
