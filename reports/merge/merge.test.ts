import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Counts, ENGINES } from '../record.ts'
import { mergedCounts, NO_COUNTS } from './merge.ts'

const few = fc.constantFrom('a', 'b', 'c')
const many = fc.nat({ max: 1000 })
const engine = fc.constantFrom(...ENGINES)
const list = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 4 })

/** What a name stands for is the same in every part: only what is counted differs. */
const counts: fc.Arbitrary<Counts> = fc.record({
  plays: list(fc.record({ engine, name: few, runs: many, calls: many, failures: many })),
  invariants: list(
    few.chain((name) =>
      fc.record({
        name: fc.constant(name),
        statement: fc.constant(`${name} holds`),
        clauses: fc.constant([name]),
        evaluated: many,
        broken: many,
      }),
    ),
  ),
  scripts: list(fc.record({ name: few, clauses: fc.constant([]), failed: fc.boolean() })),
  trials: list(
    fc.record({
      name: few,
      statement: fc.constant('x'),
      clauses: fc.constant([]),
      canFail: fc.boolean(),
      failed: fc.boolean(),
    }),
  ),
  changes: list(
    fc.record({
      row: few,
      clauses: fc.constant([]),
      seen: fc.constantFrom('witnessed', 'reported', 'missing'),
      run: few,
    }),
  ),
  mail: fc.record({ writes: many, unsafe: many }),
  faults: list(fc.record({ name: few, planned: many, fired: many })),
  reached: list(
    fc.record({
      kind: fc.constantFrom('sometimes' as const, 'struck' as const),
      name: few,
      statement: fc.constant('x'),
      times: many,
    }),
  ),
  defects: list(
    few.map((name) => ({ name, story: 'x', expected: 'y', judged: true, caughtBy: [name], runs: 1 })),
  ),
  failures: fc.uniqueArray(
    fc
      .record({
        engine,
        number: fc.nat({ max: 40 }),
        broke: few,
        commands: fc.nat({ max: 5 }),
        runs: fc.integer({ min: 1, max: 9 }),
      })
      .map(({ engine: from, number, broke, commands, runs }) => ({
        id: `${from}/${number}`,
        name: `run ${number}`,
        play: from,
        ...(runs > 1 ? { runs } : {}),
        findings: [{ invariant: broke, detail: `${number} is gone`, step: number % 3 }],
        moreFindings: 0,
        commands,
      })),
    { maxLength: 8, selector: ({ id }) => id },
  ),
  notPlayed: list(
    fc.record({
      name: few,
      runs: many,
      reasons: fc.uniqueArray(few, { maxLength: 2 }).map((all) => all.toSorted()),
    }),
  ),
  durations: list(fc.record({ engine, name: few, ms: many })),
})

const bytes = (one: Counts): string => JSON.stringify(one)

describe('merging parts of a run', () => {
  test('the order of the parts changes no byte', () => {
    fc.assert(
      fc.property(fc.array(counts, { maxLength: 5 }), fc.integer(), (parts, turn) => {
        const turned = [
          ...parts.slice(turn % (parts.length + 1)),
          ...parts.slice(0, turn % (parts.length + 1)),
        ]
        expect(bytes(mergedCounts(turned))).toBe(bytes(mergedCounts(parts)))
        expect(bytes(mergedCounts(parts.toReversed()))).toBe(bytes(mergedCounts(parts)))
      }),
    )
  })

  test('how they are grouped changes no byte', () => {
    fc.assert(
      fc.property(fc.array(counts, { maxLength: 3 }), fc.array(counts, { maxLength: 3 }), (some, others) => {
        const grouped = mergedCounts([mergedCounts(some), mergedCounts(others)])
        expect(bytes(grouped)).toBe(bytes(mergedCounts([...some, ...others])))
      }),
    )
  })

  test('nothing adds nothing, and a merged part stays as it is', () => {
    fc.assert(
      fc.property(counts, (one) => {
        const merged = mergedCounts([one])
        expect(bytes(mergedCounts([NO_COUNTS, one, NO_COUNTS]))).toBe(bytes(merged))
        expect(bytes(mergedCounts([merged]))).toBe(bytes(merged))
      }),
    )
  })
})

const failure = (id: string, commands: number, broke: string) => ({
  id,
  name: 'x',
  play: 'random scripts',
  findings: [{ invariant: broke, detail: `${id} is gone`, step: 0 }],
  moreFindings: 0,
  commands,
})

test('runs of a play that broke in the same way are told by the three simplest, and counted', () => {
  const failures = [5, 2, 9, 2, 7].map((commands, i) => failure(`random/${i}`, commands, 'a'))
  const merged = mergedCounts(
    [...failures, failure('random/9', 30, 'b')].map((one) => ({ ...NO_COUNTS, failures: [one] })),
  )
  expect(merged.failures.map(({ id, runs = 1 }) => [id, runs])).toEqual([
    ['random/0', 1],
    ['random/1', 3],
    ['random/3', 1],
    ['random/9', 1],
  ])
})

test('failures of the engine that is asked for first stand before others', () => {
  const failures = ['random/1', 'defect/1', 'script/b', 'script/a'].map((id) => failure(id, 1, id))
  const merged = mergedCounts([{ ...NO_COUNTS, failures }])
  expect(merged.failures.map(({ id }) => id)).toEqual(['script/a', 'script/b', 'random/1', 'defect/1'])
})

test('what is missing in one run stays missing, whatever others show', () => {
  const seen = (status: 'witnessed' | 'reported' | 'missing', run: string): Counts => ({
    ...NO_COUNTS,
    changes: [{ row: 'x', clauses: [], seen: status, run }],
  })
  const merged = mergedCounts([seen('witnessed', 'a'), seen('missing', 'c'), seen('missing', 'b')])
  expect(merged.changes).toEqual([{ row: 'x', clauses: [], seen: 'missing', run: 'b' }])
})
