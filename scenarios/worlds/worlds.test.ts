/** What drawn tenants owe: Microsoft takes all that a trait brings, the tenant shows it, and a name is all of a world. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Tenant } from '#mock-m365'
import { worlds } from './arbitrary.ts'
import { diceOf } from './dice.ts'
import { drawnWorld } from './drawn.ts'
import { drawnName, drawnNameFrom, isDrawn } from './name.ts'
import { TRAITS } from './traits.ts'

const AT = Date.UTC(2026, 0, 5, 9)

function tenantOf(name: string): Tenant {
  const { cloud, facts } = drawnWorld(name, AT)
  const tenant = cloud.tenantNamed(facts.tenantId)
  if (!tenant) throw new Error(`${name} has no tenant`)
  return tenant
}

const KINDS = ['users', 'groups', 'groups/members', 'domains', 'servicePrincipals', 'TransportRule'] as const
const stateOf = (tenant: Tenant): string =>
  JSON.stringify([...KINDS, 'InboundConnector', 'OutboundConnector'].map((kind) => tenant.list(kind)))

const without = tenantOf('drawn::x')

describe.each(TRAITS)('$name', ({ name, story, isSeen, dear }) => {
  // the acts throw where Microsoft's interfaces refuse what they ask for
  test.each(dear ? ['a', 'b'] : ['a', 'b', 'c', 'd', 'e', 'f'])('is made and seen with seed %s', (seed) => {
    expect(isSeen(tenantOf(`drawn:${name}:${seed}`))).toBe(true)
    expect(isSeen(without)).toBe(false)
  })

  test('says what it is for', () => {
    expect(story).toMatch(/ /)
  })
})

test('no two traits have one name, and a name can stand in a list', () => {
  expect(new Set(TRAITS.map(({ name }) => name)).size).toBe(TRAITS.length)
  expect(TRAITS.filter(({ name }) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name))).toEqual([])
})

describe('a name', () => {
  test('gives the same tenant each time, in which nothing has happened yet', () => {
    const name = 'drawn:rules,odd-names,journaling:7'
    const [first, second] = [tenantOf(name), tenantOf(name)]
    expect(stateOf(first)).toBe(stateOf(second))
    expect([first.position, stateOf(first) === stateOf(without)]).toEqual([0, false])
  })

  test('gives another tenant with another seed', () => {
    expect(stateOf(tenantOf('drawn:rules:1'))).not.toBe(stateOf(tenantOf('drawn:rules:2')))
  })

  test('without a list has the traits that its seed draws, and says the same with the list', () => {
    const { traits, seed } = drawnNameFrom('drawn:4711')
    expect(traits.length).toBeGreaterThan(3)
    expect(stateOf(tenantOf('drawn:4711'))).toBe(stateOf(tenantOf(drawnName(traits, seed))))
  })

  test('that loses a trait keeps what the others have brought', () => {
    const rulesOf = (name: string) =>
      tenantOf(name)
        .list('TransportRule')
        .map((rule) => [rule.Name, rule.Conditions])
    expect(rulesOf('drawn:domains,rules:3')).toEqual(rulesOf('drawn:rules:3'))
  })

  test.each([
    ['drawn:', /is not a world; drawn worlds are named drawn:SEED/],
    ['drawn:a:b:c', /is not a world; drawn worlds are named/],
    ['drawn:hybrid,rulez:1', /"rulez" in "drawn:hybrid,rulez:1" is not a trait; the traits are hybrid, /],
    ['drawn:hybrid:a b', /is not a world/],
  ])('%s is refused, telling the form', (name, says) => {
    expect(() => drawnNameFrom(name)).toThrow(says)
  })
})

test('drawn seeds have each trait about as often as its table says', () => {
  const drawn = Array.from({ length: 400 }, (_, seed) => drawnNameFrom(`drawn:${seed}`).traits)
  for (const trait of TRAITS) {
    const percent = drawn.filter((traits) => traits.includes(trait)).length / 4
    expect(Math.abs(percent - trait.percent), trait.name).toBeLessThan(8)
  }
})

test('random scripts name worlds that there are, few of them dear', () => {
  const names = fc.sample(worlds, { numRuns: 2000, seed: 1 }).filter(isDrawn)
  const traits = names.map((name) => drawnNameFrom(name).traits)
  expect(names.length).toBeGreaterThan(300)
  expect(traits.filter((each) => each.some(({ dear }) => dear)).length).toBeLessThan(30)
  expect(new Set(traits.flat())).toEqual(new Set(TRAITS))
})

describe('dice', () => {
  test('throw within bounds, each value at some time', () => {
    const dice = diceOf('x')
    expect(new Set(Array.from({ length: 200 }, () => dice.whole(2, 5)))).toEqual(new Set([2, 3, 4, 5]))
  })

  test('take so many of a list, each once and in order', () => {
    const dice = diceOf('y')
    for (let i = 0; i < 50; i++) {
      const some = dice.some([1, 2, 3, 4, 5], 3)
      expect([some.length, some.toSorted()]).toEqual([3, some])
    }
    expect(dice.some([1, 2], 5)).toEqual([1, 2])
    expect(() => dice.pick([])).toThrow(RangeError)
  })
})
