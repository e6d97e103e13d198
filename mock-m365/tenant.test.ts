import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Base, type Entity } from './base.ts'
import { type Change, Tenant, type View } from './tenant.ts'

const KIND = 'things'
const OTHER_KIND = 'others'
const ACTOR = { type: 'system', id: 'test', displayName: 'test' } as const
const VALUES = ['Red', 'rED', 'blue', '', 7, null, undefined, true]

/** State before the first change, in list order. */
const BASE: readonly (readonly [string, Entity])[] = [
  ['b1', { id: 'b1', colour: 'Red' }],
  ['b2', { id: 'b2', colour: 'blue' }],
  ['b3', { id: 'b3', colour: 'rED' }],
]
const BASES: Readonly<Record<string, typeof BASE>> = { [KIND]: BASE, [OTHER_KIND]: [] }
const KEYS = ['b1', 'b2', 'b3', 'n1', 'n2', 'n3', '__proto__']

/** The tenant in its simplest form, however slow: a list of writes, replayed at each read. */
interface Naive {
  readonly tenant: Tenant
  readonly writes: Write[]
  readonly entries: Change[]
}
interface Write {
  readonly at: number
  readonly kind: string
  readonly key: string
  readonly after: Entity | undefined
}

function naiveList(kind: string, writes: readonly Write[]): [string, Entity][] {
  const state = new Map<string, Entity | undefined>(BASES[kind])
  for (const write of writes) if (write.kind === kind) state.set(write.key, write.after)
  return [...state].filter((pair): pair is [string, Entity] => pair[1] !== undefined)
}

const folded = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value)

function expectSame(view: View, writes: readonly Write[]): void {
  for (const kind of [KIND, OTHER_KIND]) {
    const wanted = naiveList(kind, writes)
    expect(view.list(kind)).toEqual(wanted.map(([, entity]) => entity))
    const byKey = new Map(wanted)
    for (const key of KEYS) expect(view.get(kind, key)).toBe(byKey.get(key))
    for (const value of VALUES) {
      const matching = wanted.filter(([, entity]) => folded(entity.colour) === folded(value))
      expect(view.find(kind, 'colour', value)).toEqual(matching.map(([, entity]) => entity))
    }
  }
}

const command = fc.record({
  /** Number of the acting tenant, modulo the number of tenants. */
  who: fc.nat(50),
  act: fc.constantFrom('write', 'write', 'write', 'write', 'remove', 'same', 'fork', 'find'),
  kind: fc.constantFrom(KIND, KIND, OTHER_KIND),
  key: fc.constantFrom(...KEYS),
  colour: fc.constantFrom(...VALUES),
  /** The clock advances by this before the act; several writes may have the same time. */
  ms: fc.constantFrom(0, 0, 1, 5),
})
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never

const baseOf = () =>
  new Base(Object.entries(BASES).map(([kind, entities]) => [kind, new Map(entities)] as const))

const begin = (): Naive => ({ tenant: new Tenant('t', baseOf()), writes: [], entries: [] })

function forkOf({ tenant, writes, entries }: Naive): Naive {
  return { tenant: tenant.fork(), writes: [...writes], entries: [...entries] }
}

function commit(naive: Naive, write: Write): void {
  const before = naive.tenant.get(write.kind, write.key)
  const call = { at: write.at, actor: ACTOR, call: 'test', requestId: String(naive.entries.length) }
  const entry = naive.tenant.commit(call, write.kind, write.key, write.after)
  if (before === write.after) {
    expect(entry).toBeUndefined()
    return
  }
  expect(entry).toMatchObject({ ...call, ...write, seq: naive.entries.length, before })
  if (entry) naive.entries.push(entry)
  naive.writes.push(write)
}

function play(commands: readonly Command[]): Naive[] {
  const tenants = [begin()]
  let at = 1000
  for (const { who, act, kind, key, colour, ms } of commands) {
    at += ms
    const naive = tenants[who % tenants.length]
    if (!naive) continue
    if (act === 'fork') tenants.push(forkOf(naive))
    else if (act === 'find') naive.tenant.find(kind, 'colour', colour)
    else if (act === 'remove') commit(naive, { at, kind, key, after: undefined })
    else if (act === 'same') commit(naive, { at, kind, key, after: naive.tenant.get(kind, key) })
    else commit(naive, { at, kind, key, after: { id: key, colour } })
  }
  return tenants
}

const commands = fc.array(command, { maxLength: 60 })

describe('tenant', () => {
  test('live state, lists and finds are a replay of the writes, in every fork', () => {
    fc.assert(
      fc.property(commands, (all) => {
        for (const { tenant, writes } of play(all)) expectSame(tenant, writes)
      }),
      { numRuns: 400 },
    )
  })

  test('a tenant that begins with the present state of another has it, and no past', () => {
    fc.assert(
      fc.property(commands, (all) => {
        for (const { tenant, writes } of play(all)) {
          const begun = new Tenant('t', tenant.asBase())
          expectSame(begun, writes)
          expect([begun.position, begun.changesSince()]).toEqual([0, []])
        }
      }),
      { numRuns: 200 },
    )
  })

  test('before(position) and asOf(time) are the replay of what had been written by then', () => {
    fc.assert(
      fc.property(commands, fc.nat(70), fc.integer({ min: -2, max: 120 }), (all, position, after) => {
        for (const { tenant, writes } of play(all)) {
          expectSame(tenant.before(position), writes.slice(0, position))
          const at = 1000 + after
          expectSame(
            tenant.asOf(at),
            writes.filter((write) => write.at <= at),
          )
        }
      }),
      { numRuns: 300 },
    )
  })

  test('asOf is right at every moment at which anybody wrote, in every fork', () => {
    fc.assert(
      fc.property(commands, (all) => {
        const tenants = play(all)
        const moments = new Set(tenants.flatMap(({ writes }) => writes.map(({ at }) => at)))
        for (const { tenant, writes } of tenants)
          for (const at of moments) {
            const then = naiveList(
              KIND,
              writes.filter((write) => write.at <= at),
            )
            expect(tenant.asOf(at).list(KIND)).toEqual(then.map(([, entity]) => entity))
          }
      }),
      { numRuns: 300 },
    )
  })

  test('the log only grows, and reads the same from every position in every fork', () => {
    fc.assert(
      fc.property(commands, fc.nat(70), (all, position) => {
        for (const { tenant, entries } of play(all)) {
          expect(tenant.position).toBe(entries.length)
          expect(tenant.changesSince()).toEqual(entries)
          expect(tenant.changesSince(position)).toEqual(entries.slice(position))
          expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i))
        }
      }),
      { numRuns: 200 },
    )
  })

  test('forks of forks, past the depth at which they are flattened, are like the first', () => {
    fc.assert(
      fc.property(fc.array(commands, { minLength: 20, maxLength: 24 }), (generations) => {
        let last = begin()
        const ancestors: Naive[] = []
        let at = 1000
        for (const generation of generations) {
          ancestors.push(last)
          last = forkOf(last)
          for (const { act, kind, key, colour, ms } of generation.slice(0, 4)) {
            at += ms
            const after = act === 'remove' ? undefined : { id: key, colour }
            commit(act === 'find' ? (ancestors.at(-1) ?? last) : last, { at, kind, key, after })
          }
        }
        for (const { tenant, writes, entries } of [...ancestors, last]) {
          expectSame(tenant, writes)
          expect(tenant.changesSince()).toEqual(entries)
        }
      }),
      { numRuns: 25 },
    )
  })
})

describe('a list that is long enough to be kept', () => {
  const many = Array.from({ length: 1200 }, (_, i) => [`k${i}`, { id: `k${i}` }] as const)
  const act = fc.record({
    key: fc.constantFrom('k3', 'k300', 'k511', 'k512', 'k1199', 'new', 'newer'),
    act: fc.constantFrom('write', 'write', 'remove', 'fork', 'read', 'read', 'many'),
  })

  test('is what it would be had it not been kept, and stays what it was for whoever holds it', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        let tenant = new Tenant('t', new Base([[KIND, new Map<string, Entity>(many)]]))
        let n = 0
        let held: { readonly list: readonly Entity[]; readonly copy: readonly Entity[] } | undefined
        const write = { at: 0, actor: ACTOR, call: 'test', requestId: 'test' }
        for (const { key, act } of acts) {
          if (act === 'fork') tenant = tenant.fork()
          else if (act === 'remove') tenant.commit(write, KIND, key, undefined)
          else if (act === 'write') tenant.commit(write, KIND, key, { id: key, n: n++ })
          else if (act === 'many')
            for (let i = 0; i < 300; i++) tenant.commit(write, KIND, `k${i}`, { id: `k${i}`, n: n++ })
          else {
            const list = tenant.list(KIND)
            expect(list).toEqual(tenant.before(tenant.position).list(KIND))
            const rows = tenant.rows(KIND)
            expect(rows.slice(500, 530)).toEqual(list.slice(500, 530))
            expect([rows.length, rows.slice(list.length - 3, list.length + 9)]).toEqual([
              list.length,
              list.slice(-3),
            ])
            held ??= { list, copy: [...list] }
          }
        }
        expect(held?.list).toEqual(held?.copy)
      }),
      { numRuns: 60 },
    )
  })
})
