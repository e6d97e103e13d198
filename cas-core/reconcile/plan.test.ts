import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InlineGoal as Goal } from '../service-accounts/inline/goals.ts'
import { OBJECTS } from '../service-accounts/inline/table.ts'
import {
  type Case,
  kindOf,
  LISTS,
  Model,
  NOTHING,
  NOW,
  ROWS,
  STATES,
  type Standing,
} from '../testing/model.ts'
import type { Action, Write } from './journal.ts'
import type { Step } from './plan.ts'
import { GRACE_MS } from './question.ts'
import { isList } from './row.ts'

const GOALS: readonly Goal[] = ['granted inbound', 'granted', 'deprovisioned', 'clean']

const standing: fc.Arbitrary<Standing> = fc.record({
  state: fc.constantFrom(...STATES),
  enabled: fc.boolean(),
  leftEnabled: fc.boolean(),
  foreign: fc.constantFrom('none', 'none', 'none', 'same name', 'other case'),
})
const places = fc.uniqueArray(fc.nat(9), { maxLength: 6 })
const aCase: fc.Arbitrary<Case> = fc.record({
  goal: fc.constantFrom(...GOALS),
  rows: fc.array(standing, { minLength: ROWS.length, maxLength: ROWS.length }),
  lists: fc.array(fc.record({ ours: places, customers: places, open: fc.boolean() }), {
    minLength: 2,
    maxLength: 2,
  }),
  domains: fc.subarray(['a.example', 'b.example']),
  users: fc.subarray(['u1', 'u2']),
  protection: fc.boolean(),
})

const placeOf = (steps: readonly Step[], key: string, ...actions: readonly Step['action'][]) =>
  steps.findIndex((step) => step.row.key === key && actions.includes(step.action))

/** Rows that refer to this one, directly or through others. */
const dependants = (key: string): string[] =>
  OBJECTS.filter((row) => (row.after as readonly string[]).includes(key)).flatMap((row) => [
    row.key,
    ...dependants(row.key),
  ])

const check = (property: (given: Case, model: Model) => void, numRuns = 500) =>
  fc.assert(
    fc.property(aCase, (given) => property(given, new Model(given))),
    { numRuns },
  )

describe('a plan', () => {
  test('for a tenant that is as the goal wants it is empty', () => {
    check((given, model) => {
      const { obstacles } = model.settle(given.goal)
      const hindered = new Set(obstacles.map(({ name }) => name))
      const flows = ROWS.filter(({ name, cells }) => hindered.has(name) && cells[given.goal] === 'present')
      for (const row of ROWS) {
        const [own, cell] = [model.own(row), row.cells[given.goal]]
        if (cell === 'kept' || hindered.has(row.name)) continue
        // what another row of the flow is to take over stays until it can
        if (flows.some(({ flow }) => flow !== undefined && flow === row.flow)) continue
        expect([row.key, own !== undefined]).toEqual([row.key, cell === 'present'])
        if (own) expect(kindOf(row).differences(row.wanted(model.context), own)).toEqual({})
        if (own && row.enabled)
          expect([row.key, own.fields.State]).toEqual([
            row.key,
            row.enabled(model.context) ? 'Enabled' : 'Disabled',
          ])
      }
    })
  })

  test('updates and removes only our own objects, and leaves those of the same name that are not', () => {
    check(({ goal }, model) => {
      for (const step of model.plan(goal).steps)
        if ('found' in step) expect(model.foreign).not.toContain(step.found)
        else if ('id' in step) expect(step.id ?? 'own').toMatch(/^own/)
      model.settle(goal)
      const all = [...model.objects.values()].flat()
      for (const one of model.foreign) expect(all).toContain(one)
    })
  })

  test('makes nothing beside an object of the same name, nor what refers to it', () => {
    check((given, model) => {
      const { steps, obstacles } = model.plan(given.goal)
      const names = new Set(obstacles.map(({ name }) => name))
      ROWS.forEach((row, i) => {
        const { foreign = 'none', state = 'absent' } = given.rows[i] ?? {}
        if (foreign === 'none' || state !== 'absent' || row.cells[given.goal] !== 'present') return
        expect(names).toContain(row.name)
        for (const key of [row.key, ...dependants(row.key)])
          expect([key, placeOf(steps, key, 'create', 'update', 'enable', 'claim')]).toEqual([key, -1])
      })
    })
  })

  test('stops what is to stop, makes what is referred to before what refers to it, switches on, then off', () => {
    check(({ goal }, model) => {
      const { steps } = model.plan(goal)
      const orders = { create: 1, update: 1, claim: 1, wait: 1, enable: 2, disable: 3, remove: 4, release: 4 }
      const running = new Set(
        ROWS.flatMap(({ flow, enabled, cells }) =>
          enabled?.(model.context) && cells[goal] === 'present' ? [flow] : [],
        ),
      )
      const order = steps.map((step) => {
        if (step.action === 'disable' && !running.has(step.row.flow)) return 0
        const isOff = step.action === 'update' && !isList(step.row) && step.row.enabled === false
        return isOff ? orders.disable : orders[step.action]
      })
      expect(order).toEqual(order.toSorted())
      for (const { row, action } of steps) {
        if (action === 'enable')
          for (const key of row.after)
            expect(placeOf(steps, key, 'enable')).toBeLessThan(placeOf(steps, row.key, 'enable'))
        if (action !== 'create') continue
        const made = placeOf(steps, row.key, 'create')
        // a rule that is made switched off needs what its parameters name; the others have to stand when it is switched on
        const named = row.after.filter((key) =>
          JSON.stringify(isList(row) || row.wanted(model.context.standing)).includes(nameOf(key)),
        )
        for (const key of named) expect(placeOf(steps, key, 'create')).toBeLessThan(made)
      }
    })
  })

  test('removes what refers to others before them', () => {
    check(({ goal }, model) => {
      const { steps } = model.plan(goal)
      for (const { row, action } of steps) {
        if (action !== 'remove') continue
        for (const key of row.after) {
          const later = placeOf(steps, key, 'remove', 'release')
          if (later >= 0)
            expect([row.key, key, placeOf(steps, row.key, 'remove') < later]).toEqual([row.key, key, true])
        }
      }
    })
  })

  test('claims exactly what is missing of a list, and releases exactly what was claimed', () => {
    check(({ goal }, model) => {
      const before = new Map(model.lists)
      const { steps } = model.plan(goal)
      for (const row of LISTS) {
        const entries = (action: Step['action']) =>
          steps.flatMap((step) =>
            'entries' in step && step.row.key === row.key && step.action === action ? step.entries : [],
          )
        const wanted = row.entries(model.context).filter((entry) => !before.get(row.kind)?.includes(entry))
        const { claimed = [], openClaims = [] } = model.known.get(row.key) ?? {}
        const ours = [...claimed, ...openClaims.flatMap((open) => open.entries)]
        const cell = row.cells[goal]
        expect(entries('claim')).toEqual(cell === 'present' ? wanted : [])
        expect(entries('release')).toEqual(cell === 'absent' ? ours : [])
      }
      model.settle('granted')
      model.settle('clean')
      for (const row of LISTS) expect(model.lists.get(row.kind)).toEqual(model.customers.get(row.kind))
    })
  })

  test('switches nothing on that somebody else has switched off, and says so', () => {
    check((given, model) => {
      const { steps, obstacles } = model.plan(given.goal)
      ROWS.forEach((row, i) => {
        const one = given.rows[i]
        const known = model.known.get(row.key)
        if (!one || !row.enabled || row.cells[given.goal] !== 'present' || !known?.leftEnabled || one.enabled)
          return
        expect(placeOf(steps, row.key, 'enable')).toBe(-1)
        if (row.enabled(model.context)) expect(obstacles.map(({ name }) => name)).toContain(row.name)
      })
    })
  })

  test('switches off what must not run, unless something of its flow is still to take over', () => {
    check((given, model) => {
      const { steps, obstacles } = model.plan(given.goal)
      const open = new Set([
        ...obstacles.map(({ key }) => key),
        ...steps.filter(({ action }) => action !== 'disable').map(({ row }) => row.key),
      ])
      for (const row of ROWS) {
        const own = model.own(row)
        if (!own || !row.enabled || row.cells[given.goal] !== 'present' || own.fields.State !== 'Enabled')
          continue
        if (row.enabled(model.context)) continue
        const isHeld = given.protection && ROWS.some(({ key, flow }) => flow === row.flow && open.has(key))
        if (!isHeld) expect([row.key, placeOf(steps, row.key, 'disable')]).not.toEqual([row.key, -1])
      }
    })
  })
})

const nameOf = (key: string): string => {
  const row = OBJECTS.find((one) => one.key === key)
  return row?.kind === 'group' ? `${key.toLowerCase()}@contoso.com` : JSON.stringify(row?.name)
}

describe('what is in doubt', () => {
  const bare = (): Case => ({
    goal: 'clean',
    rows: ROWS.map(() => ({ state: 'absent', enabled: false, leftEnabled: false, foreign: 'none' })),
    lists: [],
    domains: ['a.example'],
    users: [],
    protection: true,
  })

  const writeAt = (action: Action, at: number): Write => ({
    opId: 'x',
    action,
    at,
    entries: [],
    wanted: undefined,
  })

  test('a create without an answer is waited for, before its absence is believed', () => {
    const model = new Model(bare())
    model.known.set('R3', { ...NOTHING, open: [writeAt('create', NOW - 1)] })
    expect(model.plan('clean').steps).toMatchObject([{ action: 'wait', untilMs: NOW - 1 + GRACE_MS }])
    model.now = NOW - 1 + GRACE_MS
    expect(model.plan('clean').steps).toEqual([])
  })

  test('what was made a moment ago and does not show is neither made again nor believed to be gone', () => {
    for (const goal of ['granted', 'deprovisioned', 'clean'] as const) {
      const model = new Model(bare())
      const creation = writeAt('create', NOW - 1)
      model.known.set('C1', { ...NOTHING, id: 'made', lastDone: creation })
      expect(model.plan(goal).steps).toMatchObject([{ action: 'wait', untilMs: NOW - 1 + GRACE_MS }])
      model.now = NOW - 1 + GRACE_MS
      expect(model.plan(goal).steps.filter(({ action }) => action === 'wait')).toEqual([])
    }
  })

  test('what was removed a moment ago and still shows is neither there nor gone', () => {
    const given = bare()
    const [first] = ROWS.flatMap((row, i) => (row.key === 'R3' ? i : []))
    const rows = given.rows.map(
      (row, i): Standing => (i === first ? { ...row, state: 'journal lost', enabled: true } : row),
    )
    const model = new Model({ ...given, rows })
    const of = () => model.plan('granted').steps.filter(({ row }) => row.key === 'R3')
    const removal = writeAt('remove', NOW - 1)
    for (const known of [{ open: [removal] }, { lastDone: removal }]) {
      model.known.set('R3', { ...NOTHING, ...known })
      model.now = NOW
      expect(of()).toMatchObject([{ action: 'wait', untilMs: NOW - 1 + GRACE_MS }])
      model.now = NOW - 1 + GRACE_MS
      expect(of().map(({ action }) => action)).toEqual([])
    }
  })
})
