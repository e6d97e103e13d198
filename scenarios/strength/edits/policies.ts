/** Edits of cas-core/policies: who is a target, in which direction, and whether absence is believed. */
import type { Edit } from '../edit.ts'

export const POLICY_EDITS: readonly Edit[] = [
  {
    id: 'disabled-policies-count',
    file: 'policies/policies.ts',
    from: 'if (!policy.enabled || policy.direction !== direction) continue',
    to: 'if (policy.direction !== direction) continue',
    story: 'A policy that is disabled goes on rerouting mail.',
  },
  {
    id: 'direction-ignored',
    file: 'policies/policies.ts',
    from: 'if (!policy.enabled || policy.direction !== direction) continue',
    to: 'if (!policy.enabled && policy.direction !== direction) continue',
    story: '`&&` for `||`: policies for outgoing mail reroute incoming mail, too.',
  },
  {
    id: 'domain-compared-by-case',
    file: 'policies/policies.ts',
    from: 'for (const domain of targets.domains.map((one) => one.toLowerCase()))',
    to: 'for (const domain of targets.domains)',
    story: 'A policy that names Contoso.com protects nobody.',
  },
  {
    id: 'first-group-alone',
    file: 'policies/policies.ts',
    from: 'for (const group of targets.groups)\n        for (const id of directory.members.get(group) ?? [])',
    to: 'for (const group of targets.groups.slice(0, 1))\n        for (const id of directory.members.get(group) ?? [])',
    story: 'Of a policy with several groups the first alone is protected.',
  },
  {
    id: 'unverified-domain-named',
    file: 'policies/policies.ts',
    from: 'if (directory.domains.includes(domain)) domains.add(domain)',
    to: 'domains.add(domain)',
    story: 'A rule names domains that the tenant does not have.',
  },
  {
    id: 'groups-of-outbound-unread',
    file: 'policies/policies.ts',
    from: "policies.flatMap(({ enabled, targets }) => (enabled && 'groups' in targets ? targets.groups : [])),",
    to: "policies.flatMap(({ enabled, direction, targets }) =>\n        enabled && direction === 'inbound' && 'groups' in targets ? targets.groups : [],\n      ),",
    story: 'Members of groups that only outbound policies target are never read.',
  },
  {
    id: 'missing-groups-untold',
    file: 'policies/policies.ts',
    from: "        ...groups.map((id): TargetName => ({ kind: 'group', id, policy })),\n",
    to: '',
    story: 'A group that has gone is not told as a target that is not found.',
  },
  {
    id: 'domain-covered-by-suffix',
    file: 'policies/domains.ts',
    from: 'listed.some((one) => domain === one || domain.endsWith(`.${one}`))',
    to: 'listed.some((one) => domain.endsWith(one))',
    story: 'notcontoso.com counts as covered by contoso.com.',
  },
  {
    id: 'priorities-reversed',
    file: 'policies/priorities.ts',
    from: '(a.priority ?? 0) - (b.priority ?? 0)',
    to: '(b.priority ?? 0) - (a.priority ?? 0)',
    story: 'The policy with the lowest priority applies first.',
  },
  {
    id: 'copy-stays-enabled',
    file: 'policies/changes.ts',
    from: 'return added(policies, { ...copied, name: copyName(policies, found), enabled: false }, offer)',
    to: 'return added(policies, { ...copied, name: copyName(policies, found) }, offer)',
    story: 'The copy of a policy is enabled as soon as it is made.',
  },
  {
    id: 'second-look-alone-counts',
    file: 'policies/confirmed.ts',
    from: 'const users = new Set([...both.users, ...directory.users])',
    to: 'const users = new Set(both.users)',
    story: 'Who is missing in the second look loses protection, though the first one showed them.',
  },
]
