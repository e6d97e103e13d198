/** What CI servers read: each form counts the same cases, and no name in it is taken for a command. */
import { describe, expect, test } from 'vitest'
import { annotationsOf } from './annotations.ts'
import type { Suite } from './cases.ts'
import { ctrfOf } from './ctrf.ts'
import { junitOf } from './junit.ts'
import { cutTo } from './step-summary.ts'

const SUITES: readonly Suite[] = [
  {
    name: 'script',
    cases: [
      { name: 'four stages', seconds: 1.25 },
      { name: 'no role', failure: 'broke', details: 'replay: x', seconds: 0.5 },
    ],
  },
  { name: 'defects', cases: [{ name: 'unsound', skipped: 'not judged' }] },
]

test('CTRF has the cases of JUnit, with their ends and times', () => {
  const { results } = JSON.parse(ctrfOf(SUITES, '1.2.3', { startMs: 1000, stopMs: 4000 }))
  expect(results).toEqual({
    tool: { name: 'casproof', version: '1.2.3' },
    summary: {
      tests: 3,
      passed: 1,
      failed: 1,
      skipped: 1,
      pending: 0,
      other: 0,
      start: 1000,
      stop: 4000,
    },
    tests: [
      { name: 'four stages', status: 'passed', duration: 1250, suite: ['script'] },
      {
        name: 'no role',
        status: 'failed',
        duration: 500,
        suite: ['script'],
        message: 'broke',
        trace: 'replay: x',
      },
      { name: 'unsound', status: 'skipped', duration: 0, suite: ['defects'], message: 'not judged' },
    ],
  })
})

test('JUnit says how long a case and its suite took, where it was timed', () => {
  const xml = junitOf(SUITES)
  expect(xml).toContain('<testcase classname="casproof.script" name="four stages" time="1.250"/>')
  expect(xml).toContain('<testsuite name="script" tests="2" failures="1" skipped="0" time="1.750">')
  expect(xml).toContain('<testcase classname="casproof.defects" name="unsound">')
})

describe('annotations of GitHub Actions', () => {
  const cause = (invariant: string, sentence: string) => ({
    invariant,
    sentence,
    runs: 2,
    plays: [],
    also: [],
    number: 1,
    file: 'failures/01-x.json',
    simplest: { id: 'x', name: 'x', play: 'x', findings: [], moreFindings: 0, commands: 1 },
  })

  test('a name with a line break stays one command', () => {
    const [line = ''] = annotationsOf([cause('a: b, c', '100 %\r\n::stop-commands::x')], 'out')
    expect(line).toBe(
      '::error title=a%3A b%2C c::100 %25%0D%0A::stop-commands::x%0A2 runs. Replay: npx casproof replay out/failures/01-x.json',
    )
    expect(line.split(/[\r\n]/)).toHaveLength(1)
  })

  test('there are no more than a step shows', () => {
    expect(annotationsOf(Array(30).fill(cause('a', 'b')), 'out')).toHaveLength(10)
  })
})

test('a summary that is too long for the page ends after a paragraph, and says where the rest is', () => {
  const text = Array.from({ length: 5000 }, (_, i) => `Überschrift ${i}`).join('\n\n')
  const kept = cutTo(text, 20_000)
  expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(20_000)
  expect(kept).toMatch(/\n\nÜberschrift \d+\n\nThe rest does not fit here: see conformance\.md\.\n$/)
  expect(cutTo(text, 1_000_000)).toBe(text)
})
