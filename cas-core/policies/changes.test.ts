/** Policies as people work with them: what is refused, and in which order they stand afterwards. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changed, type PolicyChange } from './changes.ts'
import type { Policy } from './policies.ts'
import { idOf, ranked, withPriority } from './priorities.ts'

const OFFER = { directions: ['inbound', 'outbound'], hasDomainTargets: true } as const

const policy = (name: string, given: Partial<Policy> = {}): Policy => ({
  ...{ name, kind: 'ATP', direction: 'inbound', enabled: true, targets: { all: true } },
  ...given,
})
const PREDEFINED = [policy('Default ATP policy'), policy('Default ATP policy (monitor only)')]

/** `name number` in order. */
const shown = (policies: readonly Policy[]) =>
  policies.map(({ name, priority = '-' }) => `${name} ${priority}`)

function listAfter(policies: readonly Policy[], ...changes: PolicyChange[]): readonly Policy[] {
  let list = policies
  for (const change of changes) {
    const result = changed(list, change, OFFER)
    if ('code' in result) throw new Error(result.code)
    list = result
  }
  return list
}

const refusal = (policies: readonly Policy[], change: PolicyChange, offer = OFFER) => {
  const result = changed(policies, change, offer as typeof OFFER)
  return 'code' in result ? result.code : 'not refused'
}

const id = (name: string) => idOf(policy(name))

describe('the order of policies', () => {
  test('an older list without numbers is numbered as it stands, and the predefined come last', () => {
    const [first, second] = PREDEFINED as [Policy, Policy]
    expect(shown(ranked([first, policy('B'), second, policy('A')]))).toEqual([
      'B 1',
      'A 2',
      'Default ATP policy (monitor only) -',
      'Default ATP policy -',
    ])
  })

  test('a new policy comes after the others, or at its number, where the others move down', () => {
    const list = listAfter(
      PREDEFINED,
      { change: 'add', policy: policy('A') },
      { change: 'add', policy: policy('B') },
      { change: 'add', policy: policy('C', { priority: 1 }) },
      { change: 'add', policy: policy('D', { priority: 7 }) },
    )
    expect(shown(list).slice(0, 4)).toEqual(['C 1', 'A 2', 'B 3', 'D 7'])
    expect(shown(listAfter(list, { change: 'set priority', id: id('B'), priority: 1 })).slice(0, 4)).toEqual([
      'B 1',
      'C 2',
      'A 3',
      'D 7',
    ])
  })

  test('numbers are those of one kind and direction', () => {
    const list = listAfter(
      [],
      { change: 'add', policy: policy('A') },
      { change: 'add', policy: policy('A', { direction: 'outbound' }) },
      { change: 'add', policy: policy('A', { direction: 'outbound', kind: 'DLP' }) },
    )
    expect(shown(list)).toEqual(['A 1', 'A 1', 'A 1'])
  })

  test('where nobody can move below 99999, a number is refused', () => {
    const full = [policy('A', { priority: 99_998 }), policy('B', { priority: 99_999 })]
    expect(refusal(full, { change: 'add', policy: policy('C', { priority: 99_998 }) })).toBe(
      'policy priorities used up',
    )
    expect(refusal(full, { change: 'add', policy: policy('C') })).toBe('policy priorities used up')
    expect(refusal(full, { change: 'set priority', id: id('A'), priority: 99_999 })).toBe(
      'policy priorities used up',
    )
  })

  test('whatever is moved, numbers stay unique, and the others keep their order', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const list = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(list, fc.nat(), fc.integer({ min: 1, max: 9 }), (priorities, at, to) => {
        const before = ranked(priorities.map((priority, i) => policy(names[i] ?? '', { priority })))
        const moved = before[at % before.length] as Policy
        const result = withPriority(before, idOf(moved), to) ?? []
        expect(new Set(result.map(({ priority }) => priority)).size).toBe(before.length)
        expect(result.find(({ name }) => name === moved.name)?.priority).toBe(to)
        const others = (all: readonly Policy[]) =>
          all.map(({ name }) => name).filter((one) => one !== moved.name)
        expect(others(result)).toEqual(others(before))
      }),
    )
  })
})

describe('a change is refused', () => {
  const LIST = ranked([...PREDEFINED, policy('A'), policy('B')])
  test.each<[string, PolicyChange]>([
    ['policy name missing', { change: 'add', policy: policy(' ') }],
    ['policy name taken', { change: 'add', policy: policy('a') }],
    ['policy name taken', { change: 'change', id: id('A'), to: { name: 'B' } }],
    ['policy targets missing', { change: 'add', policy: policy('C', { targets: { domains: [] } }) }],
    [
      'policy targets missing',
      { change: 'add', policy: policy('C', { targets: { users: [], groups: [] } }) },
    ],
    ['policy priority out of range', { change: 'add', policy: policy('C', { priority: 0 }) }],
    ['policy priority out of range', { change: 'set priority', id: id('A'), priority: 100_000 }],
    ['policy priority out of range', { change: 'set priority', id: id('A'), priority: 1.5 }],
    ['policy not found', { change: 'enable', id: 'ATP inbound nobody' }],
    ['policy not offered', { change: 'add', policy: policy('C', { kind: 'DLP' }) }],
    ['policy predefined', { change: 'remove', id: id('Default ATP policy') }],
    ['policy predefined', { change: 'set priority', id: id('Default ATP policy'), priority: 1 }],
    [
      'policy predefined',
      { change: 'change', id: id('Default ATP policy'), to: { targets: { domains: ['a'] } } },
    ],
    ['policy predefined', { change: 'add', policy: policy('Default ATP policy') }],
    [
      'policy predefined',
      { change: 'change', id: id('A'), to: { name: 'Default ATP policy (monitor only)' } },
    ],
  ])('%s: %j', (code, change) => {
    const without = code === 'policy predefined' && change.change === 'change' && change.id === id('A')
    expect(refusal(without ? LIST.slice(0, 2) : LIST, change)).toBe(code)
  })

  test('domains are not offered in API mode, and outbound policies not where mail goes one way', () => {
    const api = { directions: ['inbound'], hasDomainTargets: false } as never
    const domains = policy('C', { targets: { domains: ['contoso.com'] } })
    expect(refusal([], { change: 'add', policy: domains }, api)).toBe('policy domains not offered')
    expect(refusal([], { change: 'add', policy: policy('C', { direction: 'outbound' }) }, api)).toBe(
      'policy not offered',
    )
  })

  test('of two kinds of targets, with the place', () => {
    const both = policy('C', { targets: { domains: ['a'], users: ['b'], groups: [] } as never })
    expect(() => refusal([], { change: 'add', policy: both })).toThrow(/targets/)
  })
})

test('a copy is switched off, and has a name of its own each time', () => {
  const list = listAfter([policy('A')], { change: 'copy', id: id('A') }, { change: 'copy', id: id('A') })
  expect(shown(list)).toEqual(['A 1', 'A (copy) 2', 'A (copy 2) 3'])
  expect(list.map(({ enabled }) => enabled)).toEqual([true, false, false])
})

test('a predefined policy can be enabled and copied, and the copy may be changed', () => {
  const monitor = ranked(PREDEFINED)[0] as Policy
  expect(monitor).toMatchObject({ isMonitorOnly: true })
  const list = listAfter(ranked(PREDEFINED), { change: 'copy', id: idOf(monitor) })
  expect(list[0]).toMatchObject({ name: 'Default ATP policy (monitor only) (copy)', priority: 1 })
  expect(list[0]).not.toHaveProperty('isMonitorOnly')
})
