import { describe, expect, test } from 'vitest'
import type { ConformanceRecord } from '../record.ts'
import { comparisonOf } from './comparison.ts'
import { conformanceAuditOf } from './witness.ts'

const script = (name: string, failures: number, clauses: readonly string[] = []) => ({
  play: { engine: 'script' as const, name, runs: 1, calls: 10, failures },
  script: { name, clauses, failed: failures > 0 },
})

const record = (...scripts: ReturnType<typeof script>[]): ConformanceRecord => ({
  casproof: '1',
  seed: 's',
  options: {},
  plays: scripts.map(({ play }) => play),
  scripts: scripts.map((one) => one.script),
  invariants: [],
  trials: [],
  changes: [],
  mail: { writes: 0, unsafe: 0 },
  faults: [],
  reached: [],
  defects: [],
  failures: [],
  durations: [],
  notPlayed: [],
})

test('each case is told by what became of it since', () => {
  const before = record(script('a', 1), script('b', 1), script('c', 0, ['PI-01']), script('d', 0, ['PI-02']))
  const after = record(script('a', 1), script('b', 0), script('d', 1, ['PI-02']), script('e', 1))
  expect(comparisonOf(before, after)).toEqual({
    newlyFailing: ['script: d', 'script: e'],
    stillFailing: ['script: a'],
    fixed: ['script: b'],
    uncovered: ['script: c', 'clause PI-01'],
  })
  expect(comparisonOf(before, before)).toEqual({
    newlyFailing: [],
    stillFailing: ['script: a', 'script: b'],
    fixed: [],
    uncovered: [],
  })
})

describe('required clauses', () => {
  const played = record(script('a', 0, ['PI-01']), script('b', 1, ['PI-02']))
  const verdictOf = (more: Partial<ConformanceRecord>) => conformanceAuditOf({ ...played, ...more }).verdict

  test('are those that something held: what is broken or not witnessed fails the run', () => {
    expect(verdictOf({ required: ['PI-01', 'PI-02', 'PI-03'] }).unwitnessed).toEqual(['PI-02', 'PI-03'])
    const sound = record(script('a', 0, ['PI-01']))
    expect(conformanceAuditOf({ ...sound, required: ['PI-01'] }).verdict.passed).toBe(true)
    expect(conformanceAuditOf({ ...sound, required: ['PI-03'] }).verdict.passed).toBe(false)
  })

  test('are asked of the whole run, not of a shard', () => {
    expect(verdictOf({ required: ['PI-03'], shards: { of: 2, played: [1] } }).unwitnessed).toEqual([])
  })
})
