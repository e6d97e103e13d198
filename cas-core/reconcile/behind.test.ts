/** Each write whose outcome is open, and what is seen of it: what is planned, and whether time has to pass. */
import { expect, test } from 'vitest'
import type { Found } from '../objects/kind.ts'
import { kindOf, NOTHING, NOW } from '../testing/model.ts'
import type { Action, Known, Write } from './journal.ts'
import { planSteps } from './plan.ts'
import { digestOf, GRACE_MS } from './question.ts'
import type { ListRow, ObjectRow } from './row.ts'

const MINUTE_AGO = NOW - 60_000
const DAY_AGO = NOW - 24 * 3_600_000
const CELLS = { wanted: 'present', 'wanted off': 'present', gone: 'absent' } as const
const WANTED = { Name: 'Rule', Priority: 0 }

const ruleFor = (goal: keyof typeof CELLS): ObjectRow => ({
  key: 'R1',
  kind: 'transportRule',
  name: 'Rule',
  cells: CELLS,
  after: [],
  wanted: () => WANTED,
  enabled: goal === 'wanted',
})
const LIST: ListRow = {
  key: 'S1',
  kind: 'spoofAllowList',
  name: 'list',
  cells: CELLS,
  after: [],
  entries: ['a', 'b'],
}

/** `on` and `off` are the rule as wanted, switched on or off; `other` is one with other values. */
type Seen = 'none' | 'on' | 'off' | 'other' | readonly string[]

const writeOf = (action: Action, at: number): Write => ({
  opId: action,
  action,
  at,
  entries: action === 'claim' || action === 'release' ? LIST.entries : [],
  wanted: action === 'create' || action === 'update' ? digestOf(WANTED) : undefined,
  ...(action === 'remove' ? { id: 'ours' } : {}),
})

const seenRule = (seen: Seen): Found[] =>
  seen === 'none' || typeof seen !== 'string'
    ? []
    : [
        {
          id: 'ours',
          name: 'Rule',
          marker: { key: 'R1', opId: 'create' },
          fields: {
            ...WANTED,
            ...(seen === 'other' ? { Priority: 7 } : {}),
            State: seen === 'off' ? 'Disabled' : 'Enabled',
          },
        },
      ]

/** What is planned: actions, or until when it is waited, in minutes from now. */
function planned(
  goal: keyof typeof CELLS,
  open: Action | undefined,
  seen: Seen,
  done: Action | undefined,
  madeAt: number | undefined,
): string {
  const isList = typeof seen !== 'string'
  const opened = open ? [writeOf(open, MINUTE_AGO)] : []
  const known: Known = {
    ...NOTHING,
    ...(madeAt === undefined ? {} : { madeAt, ...(isList ? { claimed: LIST.entries } : { id: 'ours' }) }),
    lastDone: done && writeOf(done, done === 'create' || done === 'claim' ? (madeAt ?? 0) : MINUTE_AGO),
    open: opened,
    openClaims: opened.filter(({ action }) => action === 'claim'),
    tried: open === 'create' ? ['create'] : [],
  }
  const { steps } = planSteps({
    table: [isList ? LIST : ruleFor(goal)],
    goal,
    standing: new Map(),
    kindOf: (kind) => kindOf({ kind }),
    observed: {
      objects: new Map([['transportRule', seenRule(seen)]]),
      lists: new Map([['spoofAllowList', isList ? seen : []]]),
    },
    memory: { epoch: 1, goal, reached: false, of: () => known },
    nowMs: NOW,
    refused: new Map(),
  })
  return steps
    .map((step) => {
      if (step.action === 'wait') return `wait ${(step.untilMs - NOW) / 60_000}`
      const gone = step.action === 'release' && step.gone ? ` (${step.gone} gone)` : ''
      return `${step.action}${gone}`
    })
    .join(', ')
}

const PATIENCE = `wait ${(GRACE_MS - 60_000) / 60_000}`
const CASES: readonly (readonly [
  goal: keyof typeof CELLS,
  open: Action | undefined,
  seen: Seen,
  done: Action | undefined,
  madeAt: number | undefined,
  plan: string,
  why: string,
])[] = [
  [
    'wanted',
    'create',
    'none',
    undefined,
    undefined,
    'create, enable',
    'names are unique: asking again makes no second one',
  ],
  ['wanted', 'create', 'off', undefined, undefined, 'enable', 'its mark shows that it was made'],
  ['gone', 'create', 'off', undefined, undefined, 'remove', 'its mark shows that it was made'],
  ['gone', 'create', 'none', undefined, undefined, PATIENCE, 'the request may still take effect'],
  ['wanted', 'update', 'on', 'create', DAY_AGO, '', 'it is as wanted'],
  ['wanted', 'update', 'other', 'create', DAY_AGO, 'update', 'it is not as wanted'],
  ['wanted', 'update', 'other', 'update', DAY_AGO, 'update', 'the open write may have brought it about'],
  ['wanted', undefined, 'other', 'update', DAY_AGO, PATIENCE, 'only a server that is behind explains it'],
  ['wanted', 'enable', 'off', 'create', MINUTE_AGO, 'enable', 'it shows what was done before'],
  ['wanted', 'enable', 'on', 'create', MINUTE_AGO, '', 'it was off until the open write'],
  [
    'wanted',
    'enable',
    'on',
    'disable',
    DAY_AGO,
    'enable',
    'either the open write or a server that is behind shows it on',
  ],
  ['wanted off', 'disable', 'on', 'enable', DAY_AGO, 'disable', 'it shows what was done before'],
  [
    'wanted off',
    'disable',
    'off',
    'enable',
    DAY_AGO,
    'disable',
    'either the open write or a server that is behind shows it off',
  ],
  ['wanted off', undefined, 'off', 'enable', DAY_AGO, PATIENCE, 'only a server that is behind explains it'],
  ['gone', 'remove', 'on', 'enable', DAY_AGO, 'remove', 'it is still there'],
  [
    'gone',
    'remove',
    'none',
    'enable',
    DAY_AGO,
    'remove',
    'the open removal explains it, and its answer confirms it',
  ],
  [
    'gone',
    'remove',
    'none',
    'create',
    DAY_AGO,
    'remove',
    'the open removal explains it, and its answer confirms it',
  ],
  [
    'gone',
    'remove',
    'none',
    'create',
    MINUTE_AGO,
    PATIENCE,
    'a server may not have heard of it, and would answer the removal as if it were gone',
  ],
  ['gone', undefined, 'none', 'enable', DAY_AGO, PATIENCE, 'nothing of ours explains it'],
  ['wanted', 'remove', 'none', 'enable', DAY_AGO, 'create, enable', 'the open removal explains it'],
  ['wanted', 'remove', 'on', 'enable', DAY_AGO, PATIENCE, 'the removal may still take effect'],
  ['wanted', 'claim', [], undefined, undefined, 'claim', 'adding what is there changes nothing'],
  ['gone', 'claim', [], undefined, undefined, 'release', 'the request may have taken effect'],
  ['gone', 'release', ['a', 'b'], 'claim', DAY_AGO, 'release', 'they are still there'],
  ['gone', 'release', [], 'claim', DAY_AGO, 'release (a,b gone)', 'the open release explains it'],
  ['gone', 'release', ['b'], 'claim', DAY_AGO, 'release (a gone)', 'the open release explains the one'],
  ['gone', 'release', [], 'claim', MINUTE_AGO, PATIENCE, 'a server may not have heard of the entries'],
  ['gone', undefined, [], 'claim', MINUTE_AGO, PATIENCE, 'nothing of ours explains it'],
  ['wanted', 'release', ['a', 'b'], 'claim', DAY_AGO, '', 'they are there'],
]

test.each(CASES)(
  '%s; open %s, seen %s, done %s, made %s: %s, since %s',
  (goal, open, seen, done, madeAt, plan) => {
    expect(planned(goal, open, seen, done, madeAt)).toBe(plan)
  },
)

test('each kind of write is tried, seen and not seen', () => {
  const tried = new Set(
    CASES.map(([, open, seen]) => `${open} ${seen === 'none' || seen.length === 0 ? 'not seen' : 'seen'}`),
  )
  const actions: readonly Action[] = ['create', 'remove', 'release']
  for (const action of actions)
    for (const seen of ['seen', 'not seen']) expect(tried).toContain(`${action} ${seen}`)
})
