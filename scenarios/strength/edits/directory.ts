/** Edits of cas-core/directory: how users, groups, domains and mailboxes are read. */
import type { Edit } from '../edit.ts'

export const DIRECTORY_EDITS: readonly Edit[] = [
  {
    id: 'members-of-any-kind',
    file: 'directory/questions.ts',
    from: "  const users = rows\n    .filter((row) => row['@odata.type'] === '#microsoft.graph.user')\n    .map(({ id }) => String(id))",
    to: '  const users = rows.map(({ id }) => String(id))',
    story: 'Groups and devices in a targeted group are taken for users.',
  },
  {
    id: 'nested-members-unread',
    file: 'directory/questions.ts',
    from: '`/groups/${group}/transitiveMembers?$select=id&$top=${PAGE}`',
    to: '`/groups/${group}/members?$select=id&$top=${PAGE}`',
    story: 'Members of nested groups are not in the listing of a targeted group.',
  },
  {
    id: 'unverified-domains-kept',
    file: 'directory/domains.ts',
    from: "(await session.list('/domains')).filter((domain) => domain.isVerified === true)",
    to: "await session.list('/domains')",
    story: 'Domains that nobody has verified count as the tenant’s.',
  },
  {
    id: 'first-absence-believed',
    file: 'directory/confirm.ts',
    from: "(await asked(session, store, 'users')) + (await asked(session, store, 'groups'))",
    to: "(await asked(session, store, 'users', goneOf.users)) + (await asked(session, store, 'groups'))",
    story: 'A user leaves the directory after one answer that does not show them.',
  },
  {
    id: 'leavers-stay-in-groups',
    file: 'directory/rows.ts',
    from: 'left: all.filter(({ isIn }) => !isIn),',
    to: 'left: [],',
    story: 'Who has left a group goes on being its member in the store.',
  },
  {
    id: 'names-compared-by-case',
    file: 'directory/people.ts',
    from: 'const person = people.get(name.toLowerCase())',
    to: 'const person = people.get(name)',
    story: 'A user is found only by the exact case of the user principal name.',
  },
  {
    id: 'groups-taken-for-people',
    file: 'directory/people.ts',
    from: "  const users = page.items.filter((row) => row['@odata.type'] === '#microsoft.graph.user')\n  return { ...page, items: users.map(personOf) }",
    to: '  return { ...page, items: page.items.map(personOf) }',
    story: 'Selecting a group selects the groups in it as if they were people.',
  },
  {
    id: 'too-many-alternatives',
    file: 'directory/people.ts',
    from: 'const ALTERNATIVES_MAX = 15',
    to: 'const ALTERNATIVES_MAX = 150',
    story: 'A mistyped constant: Graph refuses filters with so many alternatives.',
  },
  {
    id: 'round-of-a-lost-link-forgotten',
    file: 'directory/position.ts',
    from: 'return lost ? { ...NOWHERE, round: Number(lost[1]) } : NOWHERE',
    to: 'return lost ? { ...NOWHERE, round: 0 } : NOWHERE',
    story: 'Each full round counts as the first: who it does not show is not missed.',
  },
]
