import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RESOURCES } from '../resources/index.ts'
import { GraphError } from '../wire/errors.ts'
import { indexable, testOf } from './evaluate.ts'
import { COMPARISONS, type Expression, FUNCTIONS, type Literal, print } from './expression.ts'
import { FILTER_DEPTH_MAX, FILTER_LENGTH_MAX, parseFilter } from './filter.ts'
import { queryOf } from './query.ts'

const name = fc
  .stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/)
  .filter((word) => !/^(not|in|any|all|and|or|null|true|false|eq|ne|g[te]|l[te])$/i.test(word))
const path = fc.array(name, { minLength: 1, maxLength: 3 })
const text = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom("O'Neil", "''", 'a,b)', '%24', '💡'))
const literal: fc.Arbitrary<Literal> = fc.oneof(
  text.map((value) => ({ type: 'string', value }) as const),
  fc.uuid().map((value) => ({ type: 'guid', value }) as const),
  fc.integer({ min: -999999, max: 999999 }).map((value) => ({ type: 'number', value }) as const),
  fc.boolean().map((value) => ({ type: 'boolean', value }) as const),
  fc
    .constantFrom('2026-01-15', '2026-01-15T09:30:00Z', '2026-01-15T09:30:00.123+02:00')
    .map((value) => ({ type: 'date', value }) as const),
  fc.constant({ type: 'null', value: null } as const),
)
const { expression } = fc.letrec<{ expression: Expression; leaf: Expression }>((tie) => ({
  leaf: fc.oneof(
    fc.record({
      kind: fc.constant('compare' as const),
      op: fc.constantFrom(...COMPARISONS),
      path,
      value: literal,
    }),
    fc.record({
      kind: fc.constant('in' as const),
      path,
      values: fc.array(literal, { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('call' as const), name: fc.constantFrom(...FUNCTIONS), path, value: text }),
    fc.record({ kind: fc.constant('lambda' as const), quantifier: fc.constant('any' as const), path }),
  ),
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc.record({ kind: fc.constant('not' as const), of: tie('expression') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('expression'), { minLength: 2, maxLength: 4 }),
    }),
    fc.record({
      kind: fc.constant('lambda' as const),
      quantifier: fc.constantFrom('any' as const, 'all' as const),
      path,
      variable: name,
      body: tie('expression'),
    }),
  ),
}))

/** Pieces that are nearly a filter, so that random text gets past its first word. */
const pieces = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '(',
        ')',
        ',',
        ':',
        '/',
        "'",
        ' ',
        'not ',
        ' and ',
        ' or ',
        ' eq ',
        ' in ',
        'any(',
        'g:g',
        'startswith(',
        'displayName',
        'null',
        'true',
        '$count',
        '1',
        '-',
        '2026-01-15',
        '__proto__',
        'constructor',
      ),
      fc.string({ maxLength: 6, unit: 'binary' }),
    ),
    { maxLength: 24 },
  )
  .map((all) => all.join(''))

const refusalOf = (act: () => unknown): unknown => {
  try {
    act()
    return undefined
  } catch (error) {
    return error instanceof GraphError ? undefined : error
  }
}

describe('$filter', () => {
  test('an expression printed and parsed is the same expression', () => {
    fc.assert(
      fc.property(expression, (one) => {
        expect(parseFilter(print(one))).toEqual(one)
      }),
      { numRuns: 3000 },
    )
  })

  test('whatever is sent as a query is read, or refused with a GraphError', () => {
    const option = fc.constantFrom(
      '$filter',
      '%24filter',
      '$search',
      '$orderby',
      '$select',
      '$top',
      '$expand',
      '$count',
      '$skiptoken',
      '$skip',
      'x',
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...RESOURCES),
        option,
        pieces,
        fc.boolean(),
        (resource, name, value, coded) => {
          const query = `${name}=${coded ? encodeURIComponent(value.toWellFormed()) : value}`
          expect(refusalOf(() => queryOf(resource.schema, query))).toBeUndefined()
        },
      ),
      { numRuns: 20_000 },
    )
  })

  test('length and depth have limits', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}a eq 1${')'.repeat(depth)}`
    expect(parseFilter(nested(FILTER_DEPTH_MAX - 1))).toBeDefined()
    expect(() => parseFilter(nested(FILTER_DEPTH_MAX))).toThrow(GraphError)
    const wide = Array.from({ length: 4 * FILTER_DEPTH_MAX }, () => '(a eq 1)').join(' and ')
    expect(parseFilter(wide).kind).toBe('and')
    expect(() => parseFilter('not '.repeat(2000))).toThrow(GraphError)
    expect(() => parseFilter(`a eq '${'x'.repeat(FILTER_LENGTH_MAX)}'`)).toThrow(GraphError)
  })

  const entity = {
    name: 'Émile',
    n: 5,
    none: null,
    list: ['SMTP:a@x', 'smtp:b@x'],
    of: { deep: true },
    at: '2026-01-15T09:30:00Z',
  }
  test.each([
    ["name eq 'émile'", true],
    ["name eq 'emile'", false],
    ['name ne null and none eq null', true],
    ['missing eq null', true],
    ['none ge 1', false],
    ['n ge 5 and n lt 6', true],
    ['n in (1,5)', true],
    ["startswith(name,'ÉM')", true],
    ["endswith(name,'ile') eq false", false],
    ["contains(name,'mil')", true],
    ["list/any(p:startswith(p,'smtp:b'))", true],
    ["list/any(p:p eq 'smtp:c@x')", false],
    ["list/all(p:endswith(p,'@x'))", true],
    ['list/any()', true],
    ['list/$count eq 2', true],
    ['missing/$count eq 0', true],
    ['of/deep eq true', true],
    ['of/__proto__ eq null', true],
    ['at eq 2026-01-15T10:30:00+01:00', true],
    ['at ge 2026-01-16', false],
    ['at in (2026-01-15T09:30:00Z)', true],
    ["not (name eq 'x') and (n eq 1 or n eq 5)", true],
    ["n eq 1 or n eq 5 and name eq 'x'", false],
  ])('%s is %s', (filter, expected) => {
    expect(testOf(parseFilter(filter), (one) => one)(entity)).toBe(expected)
  })

  test('an index answers an equality that everything else narrows, and nothing under or', () => {
    const index = (filter: string) => indexable(parseFilter(filter), (one) => one)
    expect(index("a eq 'x'")).toEqual({ property: 'a', value: 'x' })
    expect(index("startswith(b,'y') and a eq 'x'")).toEqual({ property: 'a', value: 'x' })
    for (const filter of ["a eq 'x' or b eq 'y'", "not (a eq 'x')", "a/b eq 'x'", 'a eq null', 'a eq true'])
      expect(index(filter)).toBeUndefined()
  })
})
