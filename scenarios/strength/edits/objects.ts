/** Edits of cas-core/objects: how each kind of thing is found, made, mended and removed. */
import type { Edit } from '../edit.ts'

export const OBJECT_EDITS: readonly Edit[] = [
  {
    id: 'welcome-mail-sent',
    file: 'objects/group.ts',
    from: "resourceBehaviorOptions: ['HideGroupInOutlook', 'WelcomeEmailDisabled'],",
    to: "resourceBehaviorOptions: ['HideGroupInOutlook'],",
    story: 'Everybody who is protected gets Outlook’s welcome mail.',
  },
  {
    id: 'visibility-not-compared',
    file: 'objects/group.ts',
    from: "for (const name of ['displayName', 'visibility'])",
    to: "for (const name of ['displayName'])",
    story: 'A virtual group that somebody has made public stays so.',
  },
  {
    id: 'renamed-group-lost',
    file: 'objects/group.ts',
    from: 'if (rows.some((row) => row.id === id)) continue',
    to: 'if (rows.length > 0 || rows.some((row) => row.id === id)) continue',
    story: 'A renamed group is looked up by its id only where no other one is found.',
  },
  {
    id: 'order-of-values-compared',
    file: 'objects/exchange-object.ts',
    from: "value.map(comparable).sort().join('\\n')",
    to: "value.map(comparable).join('\\n')",
    story: 'Lists are compared by their order, which the service changes.',
  },
  {
    id: 'cost-of-domain-kept',
    file: 'objects/connectors.ts',
    from: "          .replace(/^smtp:/i, '')\n          .replace(/;\\d+$/, ''),",
    to: "          .replace(/^smtp:/i, ''),",
    story: 'A connector never looks as it is wanted, and is set at each synchronization.',
  },
  {
    id: 'removed-by-name',
    file: 'objects/exchange-object.ts',
    from: 'const parameters = { Identity: found.id, Confirm: false }\n      await repeatable',
    to: 'const parameters = { Identity: found.name, Confirm: false }\n      await repeatable',
    story: 'An object is removed by its name instead of its id.',
  },
  {
    id: 'spoof-pair-not-looked-for',
    file: 'objects/spoof-allow-list.ts',
    from: '      if ((await items(session)).has(entry)) return\n',
    to: '',
    story: 'After a lost answer the pair is made once more without a look.',
  },
  {
    id: 'all-spoof-pairs-removed',
    file: 'objects/spoof-allow-list.ts',
    from: 'const Ids = entries.flatMap((entry) => standing.get(entry) ?? [])',
    to: 'const Ids = [...standing.values()]',
    story: 'With ours the customer’s own pairs go.',
  },
  {
    id: 'missing-policy-is-empty',
    file: 'objects/ip-allow-list.ts',
    from: 'if (rows.length === 0)\n        throw new M365Error(',
    to: 'if (rows.length > 1)\n        throw new M365Error(',
    story: 'A listing that shows no policy counts as an empty IP Allow List.',
  },
  {
    id: 'too-many-members-at-once',
    file: 'objects/limits.ts',
    from: 'export const BOUND_MEMBERS_MAX = 20',
    to: 'export const BOUND_MEMBERS_MAX = 200',
    story: 'A mistyped constant: Graph binds twenty members in one request.',
  },
  {
    id: 'mark-not-proved',
    file: 'objects/marker.ts',
    from: 'return tenant === tenantKey && hash === proof(marker) ? marker : undefined',
    to: 'return tenant === tenantKey || hash === proof(marker) ? marker : undefined',
    story: 'A mark that somebody has typed proves that an object is ours.',
  },
  {
    id: 'rule-limit-mistyped',
    file: 'objects/limits.ts',
    from: 'export const RULE_CHARACTERS_MAX = 8_192',
    to: 'export const RULE_CHARACTERS_MAX = 81_920',
    story: 'Rules are planned ten times as large as Exchange Online takes them.',
  },
]
