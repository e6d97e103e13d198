import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Directory } from '../directory/view.ts'
import { type Direction, type Policy, targetGroupsOf, targetsOf } from './policies.ts'

const USERS = ['u1', 'u2', 'u3', 'u4', 'gone']
const DOMAINS = ['a.example', 'B.example', 'c.example', 'gone.example']
const GROUPS = ['g1', 'g2', 'gone']

const directory: Directory = {
  users: new Set(USERS.slice(0, 4)),
  domains: ['a.example', 'b.example', 'c.example'],
  members: new Map([
    ['g1', ['u1', 'u2', 'gone']],
    ['g2', ['u2', 'u4']],
  ]),
}

const targets: fc.Arbitrary<Policy['targets']> = fc.oneof(
  fc.constant({ all: true } as const),
  fc.record({ domains: fc.array(fc.constantFrom(...DOMAINS)) }),
  fc.record({ users: fc.array(fc.constantFrom(...USERS)), groups: fc.array(fc.constantFrom(...GROUPS)) }),
)
const policy: fc.Arbitrary<Policy> = fc
  .record({
    name: fc.string(),
    kind: fc.constantFrom('ATP', 'DLP'),
    direction: fc.constantFrom('inbound', 'outbound'),
    enabled: fc.boolean(),
    targets,
  })
  .map((one) => (one.kind === 'DLP' ? { ...one, direction: 'outbound' } : one))
const policies = fc.array(policy, { maxLength: 6 })
const DIRECTIONS: readonly Direction[] = ['inbound', 'outbound']

const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])].sort()

describe('targets', () => {
  test('of two sets of policies together are the union, in whatever order', () => {
    fc.assert(
      fc.property(policies, policies, (some, others) => {
        for (const direction of DIRECTIONS) {
          const [a, b] = [some, others].map((all) => targetsOf(all, directory, direction))
          if (!a || !b) continue
          const both = { domains: union(a.domains, b.domains), users: union(a.users, b.users) }
          expect(targetsOf([...some, ...others], directory, direction)).toEqual(both)
          expect(targetsOf([...others, ...some].toReversed(), directory, direction)).toEqual(both)
        }
      }),
    )
  })

  test('are sorted, without duplicates, and nothing that the directory does not hold', () => {
    fc.assert(
      fc.property(policies, (all) => {
        for (const direction of DIRECTIONS) {
          const { domains, users } = targetsOf(all, directory, direction)
          for (const list of [domains, users]) expect(list).toEqual(union(list, []))
          expect(domains.filter((one) => !directory.domains.includes(one))).toEqual([])
          expect(users.filter((one) => !directory.users.has(one))).toEqual([])
        }
      }),
    )
  })

  test('are those of the enabled policies of that direction only', () => {
    fc.assert(
      fc.property(policies, (all) => {
        for (const direction of DIRECTIONS) {
          const counted = all.filter((one) => one.enabled && one.direction === direction)
          expect(targetsOf(all, directory, direction)).toEqual(targetsOf(counted, directory, direction))
        }
        const named = all.flatMap((one) => (one.enabled && 'groups' in one.targets ? one.targets.groups : []))
        expect(targetGroupsOf(all).toSorted()).toEqual(union(named, []))
      }),
    )
  })

  test('of one policy are what it says', () => {
    const of = (one: Policy['targets']) =>
      targetsOf(
        [{ name: 'p', kind: 'ATP', direction: 'inbound', enabled: true, targets: one }],
        directory,
        'inbound',
      )
    expect(of({ all: true })).toEqual({ domains: ['a.example', 'b.example', 'c.example'], users: [] })
    expect(of({ domains: ['B.example', 'gone.example'] })).toEqual({ domains: ['b.example'], users: [] })
    expect(of({ users: ['u4', 'gone'], groups: ['g1', 'gone'] })).toEqual({
      domains: [],
      users: ['u1', 'u2', 'u4'],
    })
  })

  test('of a DLP policy on inbound mail are refused, whichever direction is asked and switched on or not', () => {
    for (const direction of DIRECTIONS)
      for (const enabled of [true, false]) {
        const wrong: Policy = {
          name: 'p',
          kind: 'DLP',
          direction: 'inbound',
          enabled,
          targets: { all: true },
        }
        expect(() => targetsOf([wrong], directory, direction)).toThrow(RangeError)
      }
  })
})
