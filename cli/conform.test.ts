/** What `casproof conform` prints of a record: nothing in it acts on the terminal or forges a line. */
import { expect, test } from 'vitest'
import { printable, terminalText } from '#output'
import type { ConformanceRecord } from '#reports'
import { summaryText } from './conform-summary.ts'
import { HOSTILE, harmless } from './testing/hostile-export.ts'

const finding = { invariant: HOSTILE, detail: HOSTILE, step: 0 }
const record = {
  casproof: '0',
  seed: HOSTILE,
  shards: { of: 2, played: [1] },
  mail: { writes: 1, unsafe: 1 },
  scripts: [],
  trials: [{ name: HOSTILE, statement: HOSTILE, clauses: [], canFail: false, failed: true }],
  changes: [],
  notPlayed: [{ name: HOSTILE, runs: 1, reasons: [HOSTILE] }],
  options: { part: 1 },
  plays: [{ engine: 'random', name: HOSTILE, runs: 1, calls: 1, failures: 1 }],
  invariants: [{ name: HOSTILE, statement: HOSTILE, evaluated: 1, broken: 1, clauses: [] }],
  faults: [{ name: HOSTILE, planned: 1, fired: 1 }],
  reached: [{ kind: 'sometimes', name: HOSTILE, statement: HOSTILE, times: 0 }],
  defects: [
    { name: HOSTILE, story: HOSTILE, expected: HOSTILE, judged: true, caughtBy: [], runs: 1 },
    { name: HOSTILE, story: HOSTILE, expected: HOSTILE, judged: false, caughtBy: [], runs: 1 },
  ],
  failures: [
    { name: HOSTILE, play: HOSTILE, findings: [finding], moreFindings: 0, commands: 1, replay: HOSTILE },
  ],
} as unknown as ConformanceRecord

test('names that were written to deceive act on no terminal and forge no line', () => {
  const text = harmless(
    terminalText(
      summaryText(printable(record), { paths: ['out/conformance.md'], folder: 'out', seconds: 1 }),
    ),
  )
  expect(text).toContain(String.raw`seed "Ada\u{1b}[2K`)
  expect(text).toContain(', shard 1 of 2.')
  expect(text.split('\n').filter((line) => line.startsWith('Clean.'))).toEqual([])
})
