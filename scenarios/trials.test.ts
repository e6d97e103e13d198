/** Each trial holds, and each way to be wrong that it names is found: what cannot fail shows nothing. */
import { describe, expect, test } from 'vitest'
import { clauses } from '#reports'
import { TRIALS } from './trials/index.ts'

describe.for(TRIALS.map((one) => [one.name, one] as const))('%s', ([, trial]) => {
  test('holds', async () => {
    expect(await trial.run()).toEqual([])
  })

  test('fails with each product or report that is wrong', async () => {
    const tried = await trial.runWrong()
    expect(tried.length).toBeGreaterThan(0)
    expect(tried.filter(({ breaches }) => breaches.length === 0).map(({ wrong }) => wrong)).toEqual([])
  })

  test('names clauses that exist', () => {
    const known = clauses.map(({ id }) => id)
    expect(trial.clauses.length).toBeGreaterThan(0)
    expect(trial.clauses.filter((id) => !known.includes(id))).toEqual([])
  })
})

test('no two have one name', () => {
  expect(new Set(TRIALS.map(({ name }) => name)).size).toBe(TRIALS.length)
})
