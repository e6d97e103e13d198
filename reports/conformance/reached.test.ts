import { expect, test } from 'vitest'
import { conformanceMarkdown, NO_COUNTS } from '../index.ts'
import type { ConformanceRecord } from '../record.ts'
import { conformanceAuditOf } from './witness.ts'

const met: ConformanceRecord = {
  casproof: '0.1.0',
  seed: '42',
  options: { runs: 200, part: 1 },
  ...NO_COUNTS,
  plays: [{ engine: 'script', name: 'four stages', runs: 1, calls: 100, failures: 0 }],
  reached: [
    { kind: 'sometimes', name: 'resumed', statement: 'A stage goes on.', times: 3 },
    { kind: 'stage', name: 'granted, provision', statement: 'x', times: 2 },
    { kind: 'stage', name: 'clean, upgrade', statement: 'x', times: 0 },
    { kind: 'struck', name: 'throttled in provision', statement: 'x', times: 38 },
  ],
}
const missed = { ...met, reached: met.reached.map((one) => ({ ...one, times: 0 })) }
const verdictOf = (record: ConformanceRecord) => conformanceAuditOf(record).verdict

test('a whole run has to have met what must happen at some time, and says what it has not', () => {
  expect(verdictOf(met)).toMatchObject({ passed: true, notReached: [] })
  expect(verdictOf(missed)).toMatchObject({ passed: false, notReached: ['resumed'] })
})

test.each([
  ['a part of a run', { only: 'script/' }],
  ['a sample', { part: 2 }],
  ['another system under test', { subject: 'node product.js' }],
  ['a product that is wrong on purpose', { defect: 'x' }],
])('%s need not', (_, options) => {
  expect(verdictOf({ ...missed, options: { ...missed.options, ...options } }).passed).toBe(true)
})

test('a shard need not', () => {
  expect(verdictOf({ ...missed, shards: { of: 2, played: [1] } }).passed).toBe(true)
})

test('the report tells what was never met, and how much of the states and faults was', () => {
  expect(conformanceMarkdown(missed)).toContain('| resumed | A stage goes on. | **never** |')
  expect(conformanceMarkdown(met)).toContain('1 of 2 stages in a state of the account were begun.')
})
