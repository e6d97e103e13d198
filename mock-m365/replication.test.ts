/** Replication: no write is seen too early or too late by a reader, and at the end all are seen. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Base } from './base.ts'
import { GoneSinceRead, type Lag, type LagRule, Replication } from './replication.ts'
import { seededIds } from './seeded-ids.ts'
import { Microsoft365 } from './services.ts'
import { Tenant, type View, type Write } from './tenant.ts'
import { virtualClock } from './virtual-clock.ts'

const ID = '11111111-1111-4111-8111-111111111111'
const START = 1_000_000
const writeAt = (at: number): Write => ({
  at,
  actor: { type: 'system', id: 'x', displayName: 'x' },
  call: 'x',
  requestId: 'x',
})

function lagging(lag: Lag) {
  const tenant = new Tenant(ID, new Base([['users', new Map([['old', { id: 'old', name: 'a' }]])]]))
  tenant.commit(writeAt(START - 1), 'users', 'before', { id: 'before', name: 'a' })
  const replication = new Replication(lag, [tenant])
  const names = (at: number, reader: 'graph' | 'exchange' = 'graph') =>
    replication
      .viewOf(tenant, reader, at)
      .list('users')
      .map(({ id }) => id)
  const add = (id: string, at: number) => tenant.commit(writeAt(at), 'users', id, { id, name: 'a' })
  return { tenant, replication, names, add }
}

describe('a write is seen', () => {
  test('after a duration', () => {
    const { names, add } = lagging({ rules: [{ kind: 'users', seconds: 30 }] })
    add('new', START)
    expect(names(START + 29_999)).toEqual(['old', 'before'])
    expect(names(START + 30_000)).toEqual(['old', 'before', 'new'])
  })

  test('after a number of requests that read the kind, however often each of them asks', () => {
    const { tenant, replication, names, add } = lagging({ rules: [{ kind: 'users', reads: 2 }] })
    names(START)
    add('new', START)
    const view = replication.viewOf(tenant, 'graph', START)
    for (let n = 0; n < 5; n++) expect(view.get('users', 'new')).toBeUndefined()
    expect(view.find('users', 'name', 'a')).toHaveLength(2)
    expect(names(START)).toHaveLength(2)
    expect(names(START)).toHaveLength(3)
  })

  test('by one reader later than by another, and of one kind later than of another', () => {
    const rules: LagRule[] = [
      { kind: 'users', reader: 'exchange', seconds: 900 },
      { kind: 'groups', seconds: 5 },
    ]
    const { tenant, replication, names, add } = lagging({ rules })
    add('new', START)
    tenant.commit(writeAt(START), 'groups', 'g', { id: 'g' })
    expect(names(START)).toHaveLength(3)
    expect(names(START, 'exchange')).toHaveLength(2)
    expect(replication.viewOf(tenant, 'exchange', START).list('groups')).toEqual([])
    expect(names(START + 900_000, 'exchange')).toHaveLength(3)
  })

  test('by turns and not, where replicas alternate; the same seed gives the same turns', () => {
    const turns = () => {
      const { names, add } = lagging({ rules: [{ kind: '*', seconds: 3600 }], alternating: 'seed' })
      add('new', START)
      return Array.from({ length: 20 }, () => names(START).length)
    }
    expect(new Set(turns())).toEqual(new Set([2, 3]))
    expect(turns()).toEqual(turns())
  })

  test('by the request that wrote it', () => {
    const { tenant, replication } = lagging({ rules: [{ kind: '*', seconds: 3600 }] })
    const view = replication.viewOf(tenant, 'graph', START)
    expect(view.get('users', 'mine')).toBeUndefined()
    view.commit(writeAt(START), 'users', 'mine', { id: 'mine' })
    expect(view.get('users', 'mine')).toEqual({ id: 'mine' })
    expect(replication.viewOf(tenant, 'graph', START).get('users', 'mine')).toBeUndefined()
    expect(tenant.get('users', 'mine')).toEqual({ id: 'mine' })
  })
})

describe('a write through a view that is behind', () => {
  const behind = (change: { readonly after: object | undefined }) => {
    const { tenant, replication } = lagging({ rules: [{ kind: '*', seconds: 60 }] })
    tenant.commit(writeAt(START), 'users', 'old', change.after ? { id: 'old', ...change.after } : undefined)
    return { tenant, view: replication.viewOf(tenant, 'graph', START + 1) }
  }

  test('meets what is gone: it is refused, and what would have fallen with it has fallen', () => {
    for (const after of [{ id: 'old', name: 'b' }, undefined]) {
      const { tenant, view } = behind({ after: undefined })
      const { position } = tenant
      expect(view.get('users', 'old')).toBeDefined()
      expect(() => view.commit(writeAt(START + 1), 'users', 'old', after)).toThrow(GoneSinceRead)
      expect(view.commit(writeAt(START + 1), 'users', 'old', after, true)).toBeUndefined()
      expect([tenant.position, tenant.get('users', 'old')]).toEqual([position, undefined])
    }
  })

  test('changes what it means to change, and no more', () => {
    const { tenant, view } = behind({ after: { name: 'a', city: 'Turin' } })
    view.commit(writeAt(START + 1), 'users', 'old', { id: 'old', name: 'b' })
    expect(tenant.get('users', 'old')).toEqual({ id: 'old', name: 'b', city: 'Turin' })
  })

  test('takes away what it means to take away', () => {
    const { tenant, view } = behind({ after: { name: 'c', city: 'Turin' } })
    view.commit(writeAt(START + 1), 'users', 'old', { id: 'old' })
    expect(tenant.get('users', 'old')).toEqual({ id: 'old', city: 'Turin' })
  })
})

test('without delays a view is the tenant itself', () => {
  const tenant = new Tenant(ID, new Base())
  const cloud = new Microsoft365({ clock: virtualClock(START), ids: seededIds('x'), tenants: [tenant] })
  expect(cloud.viewOf(tenant, 'graph', START)).toBe(tenant)
})

test.each([
  [{ kind: 'users' }, 'lag.rules[0]: neither seconds nor reads'],
  [{ kind: '', seconds: 1 }, 'lag.rules[0].kind: is empty'],
  [{ kind: 'users', seconds: 1.5 }, 'lag.rules[0].seconds: 1.5 is not a whole number from 0 to 86400'],
  [{ kind: 'users', reads: -1 }, 'lag.rules[0].reads: -1 is not a whole number from 0 to 1000'],
])('a rule that says nothing is refused: %j', (rule, message) => {
  expect(() => new Replication({ rules: [rule] }, [])).toThrow(new RangeError(message))
})

test('once the delay has drained, every read equals the truth', () => {
  const kind = fc.constantFrom('users', 'groups')
  const key = fc.constantFrom('old', 'a', 'b', 'c')
  const rule = fc.record(
    { kind: fc.constantFrom('users', 'groups', '*'), seconds: fc.nat(20), reads: fc.nat(4) },
    { requiredKeys: ['kind', 'seconds'] },
  )
  const act = fc.oneof(
    fc.record({ kind, key, name: fc.option(fc.constantFrom('x', 'y')), wait: fc.nat(10) }),
    fc.record({ read: fc.constant(true) }),
  )
  const lag = fc.record(
    { rules: fc.array(rule, { maxLength: 3 }), alternating: fc.string({ maxLength: 3 }) },
    { requiredKeys: ['rules'] },
  )
  fc.assert(
    fc.property(lag, fc.array(act, { maxLength: 12 }), (delays, acts) => {
      const { tenant, replication } = lagging(delays)
      let at = START
      const readAll = (view: View) =>
        ['users', 'groups'].flatMap((one) => [
          view.list(one),
          ['old', 'a', 'b', 'c'].map((id) => view.get(one, id)),
          ['x', 'y'].map((name) => view.find(one, 'name', name)),
        ])
      for (const one of acts) {
        if ('read' in one) {
          // Readers only see states that the tenant has had.
          const seen = replication.viewOf(tenant, 'graph', at)
          expect(seen.positionOf('users')).toBeLessThanOrEqual(tenant.position)
          readAll(seen)
        } else {
          at += one.wait * 1000
          tenant.commit(
            writeAt(at),
            one.kind,
            one.key,
            one.name ? { id: one.key, name: one.name } : undefined,
          )
        }
      }
      at += 20_000
      for (let n = 0; n < 5; n++) readAll(replication.viewOf(tenant, 'graph', at))
      expect(readAll(replication.viewOf(tenant, 'graph', at))).toEqual(readAll(tenant))
    }),
    { numRuns: 400 },
  )
})
