/** The clause table is whole: each family has its clauses, counted here by hand from the public pages, without a gap. */
import { describe, expect, test } from 'vitest'
import { clauses } from './index.ts'

/** Counted by hand, apart from the table under test. */
const FAMILIES = {
  GA: 22,
  PI: 53,
  SY: 35,
  RU: 11,
  PT: 17,
  UP: 8,
  TK: 14,
  DP: 25,
  MC: 15,
  VS: 10,
  UI: 13,
  IV: 10,
} as const

const NOT_TESTABLE_MAX = 5

describe('the clause table', () => {
  test.for(Object.entries(FAMILIES))(
    '%s has %i clauses, numbered from 01 without a gap',
    ([family, count]) => {
      const ids = clauses.map(({ id }) => id).filter((id) => id.startsWith(`${family}-`))
      expect(ids).toEqual(
        Array.from({ length: count }, (_, i) => `${family}-${String(i + 1).padStart(2, '0')}`),
      )
    },
  )

  test('there are 233 clauses, all of these families', () => {
    expect(clauses.length).toBe(233)
    expect(new Set(clauses.map(({ id }) => id.slice(0, 3)))).toEqual(
      new Set(Object.keys(FAMILIES).map((family) => `${family}-`)),
    )
  })

  test('each states one claim in a sentence, and no two say the same', () => {
    for (const { id, statement } of clauses)
      expect([id, statement]).toEqual([id, expect.stringMatching(/^\p{Lu}.+\.$/u)])
    expect(new Set(clauses.map(({ statement }) => statement)).size).toBe(clauses.length)
  })

  test('at most five cannot be tested here, each with its reason', () => {
    const reasons = clauses.flatMap(({ notTestable }) => notTestable ?? [])
    expect(reasons.length).toBeLessThanOrEqual(NOT_TESTABLE_MAX)
    for (const reason of reasons) expect(reason).toMatch(/^\p{Lu}.{40,}\.$/u)
  })
})
