/** What each choice of a script comes to: the policies of its account, made of what the tenant has at the start. */
import type { Policy } from '#cas-core'
import type { Tenant } from '#mock-m365'
import type { PolicyChoice } from './script.ts'

type Targets = Policy['targets']

/** No policy of two choices has one name, so that a person at the console can replace one choice by another. */
const policy = (
  name: string,
  direction: Policy['direction'],
  targets: Targets,
  more: Partial<Pick<Policy, 'enabled' | 'kind'>> = {},
): Policy => ({ name, kind: 'ATP', direction, enabled: true, targets, ...more })

const CHOICES: Readonly<Record<PolicyChoice, (named: Named) => readonly Policy[]>> = {
  none: () => [],
  all: () => [policy('Inbound', 'inbound', { all: true }), policy('Outbound', 'outbound', { all: true })],
  /** One domain inbound, and people and a group in both directions. */
  mixed({ users, groups, domains }) {
    const targets = { users: users(0, 3), groups: groups('Research') }
    return [
      policy('Domains', 'inbound', { domains: domains.slice(0, 1) }),
      policy('People', 'inbound', targets),
      policy('People', 'outbound', targets),
    ]
  },
  /** Other people, groups and domains in each direction. */
  asymmetric: ({ users, groups, domains }) => [
    policy('Their domain', 'inbound', { domains: domains.slice(-1).map(mixedCase) }),
    policy('Who receives', 'inbound', { users: users(1, 2), groups: groups('Research') }),
    policy('Who sends', 'outbound', { users: users(2, 4), groups: groups('Finance', 'Crowd', 'Outermost') }),
  ],
  /** Many policies, of which some are disabled, and some name what the tenant does not have. */
  several: ({ users, groups, domains, unverified }) => [
    policy('Both groups', 'inbound', { users: [], groups: groups('Empty', 'Finance', 'Research') }),
    policy('One more', 'inbound', { users: [...users(4, 5), NOBODY], groups: [] }),
    policy('Everybody later', 'inbound', { all: true }, { enabled: false }),
    policy('Nobody outside', 'inbound', {
      domains: [...unverified, 'Nowhere.Example', ...domains.slice(0, 1)],
    }),
    policy('Secrets', 'outbound', { users: users(0, 1), groups: groups('Research') }, { kind: 'DLP' }),
    policy('Senders', 'outbound', { users: [], groups: [...groups('Finance'), NOBODY] }),
    policy(
      'Senders later',
      'outbound',
      { users: users(0, 6), groups: groups('Research') },
      { enabled: false },
    ),
  ],
}

/** An object id that no tenant has. */
const NOBODY = '00000000-dead-4bad-8bad-000000000000'

/** `Contoso.Com`, as somebody may type it. */
const mixedCase = (domain: string): string =>
  domain.replaceAll(/(?<=^|\.)\w/g, (letter) => letter.toUpperCase())

/** What policies name, by what people call it. */
interface Named {
  readonly users: (from: number, to: number) => readonly string[]
  /** Those of the names that are there. */
  readonly groups: (...names: readonly string[]) => readonly string[]
  readonly domains: readonly string[]
  readonly unverified: readonly string[]
}

export function policiesOf(choice: PolicyChoice, tenant: Tenant | undefined): readonly Policy[] {
  if (!tenant) return []
  const users = tenant.list('users').map(({ id }) => String(id))
  const [verified, unverified] = [true, false].map((is) =>
    tenant.list('domains').flatMap(({ id, isVerified }) => (isVerified === is ? String(id) : [])),
  )
  return CHOICES[choice]({
    users: (from, to) => users.slice(from, to),
    groups: (...names) =>
      names.flatMap((name) => tenant.find('groups', 'displayName', name).map(({ id }) => String(id))),
    domains: verified ?? [],
    unverified: unverified ?? [],
  })
}
