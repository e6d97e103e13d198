/** Mail that is rerouted before and is to be rerouted is rerouted after every single write, whatever becomes of writes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fields } from '../objects/kind.ts'
import type { Targets } from '../policies/policies.ts'
import { reachOn } from '../testing/run.ts'
import { Death, type Fate, type TestTenant, testTenant } from '../testing/tenant.ts'

/** Who lives where. */
const HOMES: Readonly<Record<string, string>> = { u1: 'a.example', u2: 'a.example', u3: 'b.example' }
const DIRECTIONS = [
  { domains: 'RecipientDomainIs', group: 'SentToMemberOf' },
  { domains: 'SenderDomainIs', group: 'FromMemberOf' },
] as const

const isTargeted = ({ users, domains }: Targets, user: string): boolean =>
  users.includes(user) || domains.includes(HOMES[user] ?? '')

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** Whose mail the enabled rules lead away, by direction: `inbound u1`. */
function rerouted({ objects }: TestTenant): Set<string> {
  const groups = [...(objects.groups?.values() ?? [])]
  const rules = [...(objects.TransportRule?.values() ?? [])].filter(({ State }) => State === 'Enabled')
  const leads = (rule: Fields, { domains, group }: (typeof DIRECTIONS)[number], user: string) =>
    listOf(rule[domains]).includes(HOMES[user] ?? '') ||
    groups.some(
      ({ mail, members }) => listOf(rule[group]).includes(String(mail)) && listOf(members).includes(user),
    )
  return new Set(
    DIRECTIONS.flatMap((direction) =>
      Object.keys(HOMES)
        .filter((user) => rules.some((rule) => leads(rule, direction, user)))
        .map((user) => `${direction.group} ${user}`),
    ),
  )
}

/** Reaches targets, and collects whose mail was left alone in between. */
async function moved(tenant: TestTenant, before: Targets, after: Targets): Promise<string[]> {
  const start = rerouted(tenant)
  const kept = Object.keys(HOMES).filter((user) => isTargeted(before, user) && isTargeted(after, user))
  const due = DIRECTIONS.flatMap(({ group }) => kept.map((user) => `${group} ${user}`)).filter((one) =>
    start.has(one),
  )
  const missed: string[] = []
  const look = (when: string) => {
    const now = rerouted(tenant)
    missed.push(...due.filter((one) => !now.has(one)).map((one) => `${one} before ${when}`))
    return undefined
  }
  const { refusal } = tenant
  tenant.refusal = (name, body) => look(name) ?? refusal(name, body)
  try {
    await reachOn(tenant, 'granted', after)
  } catch (error) {
    if (!(error instanceof Death)) throw error
  }
  tenant.refusal = refusal
  look('the end')
  return missed
}

const MOVES: readonly (readonly [what: string, Targets, Targets])[] = [
  ['from people to a domain', { users: ['u1', 'u2'], domains: [] }, { users: [], domains: ['a.example'] }],
  ['from a domain to people', { users: [], domains: ['a.example'] }, { users: ['u1', 'u2'], domains: [] }],
  [
    'both ways at once',
    { users: ['u3'], domains: ['a.example'] },
    { users: ['u1', 'u2'], domains: ['b.example'] },
  ],
]

describe.each(MOVES)('targets that move %s', (_, before, after) => {
  test('are covered throughout, and nobody else is at the end', async () => {
    const tenant = testTenant()
    await reachOn(tenant, 'granted', before)
    expect(await moved(tenant, before, after)).toEqual([])
    const expected = Object.keys(HOMES).filter((user) => isTargeted(after, user))
    expect([...rerouted(tenant)].sort()).toEqual(
      DIRECTIONS.flatMap(({ group }) => expected.map((user) => `${group} ${user}`)).sort(),
    )
  })
})

test('what covers a member that is refused goes on covering it', async () => {
  const tenant = testTenant()
  const before: Targets = { users: [], domains: ['b.example'] }
  await reachOn(tenant, 'granted', before)
  tenant.fates = ['refused', 'done', 'refused']
  expect(await moved(tenant, before, { users: ['u1', 'u3'], domains: [] })).toEqual([])
})

const fate = fc.constantFrom<Fate>(
  'done',
  'done',
  'done',
  'answer lost',
  'throttled',
  'refused',
  'dies after',
)
const targets: fc.Arbitrary<Targets> = fc.record({
  users: fc.subarray(['u1', 'u2', 'u3']),
  domains: fc.subarray(['a.example', 'b.example']),
})

test('any targets may follow on any, whatever becomes of writes', async () => {
  const property = fc.asyncProperty(
    targets,
    fc.array(fc.record({ targets, fates: fc.array(fate, { maxLength: 8 }) }), { maxLength: 3 }),
    async (first, later) => {
      const tenant = testTenant()
      await reachOn(tenant, 'granted', first)
      let before = first
      for (const { targets: after, fates } of later) {
        tenant.fates = [...fates]
        expect(await moved(tenant, before, after)).toEqual([])
        tenant.fates = []
        before = after
      }
    },
  )
  await fc.assert(property, { numRuns: 100 })
})
