import { describe, expect, test } from 'vitest'
import {
  conformanceAuditOf,
  conformanceJson,
  conformanceJunit,
  conformanceMarkdown,
  conformanceSummary,
} from './index.ts'
import type { ConformanceRecord } from './record.ts'

const HOSTILE = `a|b \`c\` <b> & "q" 'q' ]]> __proto__ 🧑‍🚀\n\u0000\u000b\ud800\ufffe`

const passed: ConformanceRecord = {
  casproof: '0.1.0',
  seed: '42',
  options: { runs: 1000, part: 1 },
  durations: [],
  notPlayed: [],
  mail: { writes: 120, unsafe: 0 },
  scripts: [{ name: 'no role', clauses: ['PI-07'], failed: false }],
  trials: [
    { name: 'apart', statement: 'x', clauses: ['IV-09'], canFail: true, failed: false },
    { name: 'idle', statement: 'x', clauses: ['IV-05'], canFail: true, failed: false },
  ],
  changes: [
    { row: 'deprovisioning/sync', clauses: ['DP-01'], seen: 'reported', run: 'x' },
    { row: 'cleanup/pair', clauses: ['MC-02'], seen: 'witnessed', run: 'x' },
    { row: 'cleanup/app', clauses: ['MC-01'], seen: 'not seen', run: null },
  ],
  plays: [
    { engine: 'script', name: 'four stages', runs: 3, calls: 300, failures: 0 },
    { engine: 'sweep', name: 'grant', runs: 80, calls: 9000, failures: 0 },
  ],
  invariants: [
    {
      name: 'addresses',
      statement: 'The list holds the addresses.',
      evaluated: 500,
      broken: 0,
      clauses: ['PI-33', 'IV-03'],
    },
    {
      name: 'one pair',
      statement: 'There is one pair or none.',
      evaluated: 500,
      broken: 0,
      clauses: ['IV-04'],
    },
  ],
  faults: [{ name: 'throttled', planned: 40, fired: 38 }],
  reached: [
    { kind: 'sometimes', name: 'resumed', statement: 'A stage goes on.', times: 3 },
    { kind: 'stage', name: 'granted, provision', statement: 'x', times: 2 },
    { kind: 'stage', name: 'clean, upgrade', statement: 'x', times: 0 },
    { kind: 'struck', name: 'throttled in provision', statement: 'x', times: 38 },
  ],
  defects: [
    {
      name: 'list overwritten',
      story: 'Writes a plain list.',
      expected: 'addresses',
      judged: true,
      caughtBy: ['addresses'],
      runs: 2,
    },
  ],
  failures: [],
}
const [addresses, onePair] = passed.invariants
const [overwritten] = passed.defects

const failed: ConformanceRecord = {
  ...passed,
  mail: { writes: 120, unsafe: 0 },
  plays: [{ engine: 'random', name: 'scripts', runs: 1000, calls: 90_000, failures: 2 }],
  invariants: [
    { ...addresses, name: 'addresses', statement: 'x', evaluated: 9, broken: 2, clauses: ['PI-33', 'XX-99'] },
    { ...onePair, name: 'one pair', statement: 'x', evaluated: 0, broken: 0, clauses: ['IV-04'] },
  ],
  faults: [{ name: 'lost answer', planned: 4, fired: 0 }],
  defects: [
    {
      ...overwritten,
      name: 'list overwritten',
      story: 'x',
      expected: 'addresses',
      judged: true,
      caughtBy: ['one pair'],
      runs: 2,
    },
  ],
  failures: [
    {
      id: 'random/17',
      name: 'scripts, 17th run',
      play: 'scripts',
      findings: [{ invariant: 'addresses', detail: '203.0.113.7 is gone', step: 6 }],
      moreFindings: 0,
      commands: 9,
      script: { v: 1, name: 'x|y `z`' },
    },
  ],
}

describe('the conformance report', () => {
  test('a clause is held or broken by its witnesses, and without one not witnessed', () => {
    const statusIn = (record: ConformanceRecord, id: string) =>
      conformanceAuditOf(record).clauses.find((one) => one.id === id)
    expect(statusIn(passed, 'PI-33')).toMatchObject({ status: 'held', witnessedBy: ['addresses'] })
    expect(statusIn(failed, 'PI-33')).toMatchObject({ status: 'broken', witnessedBy: ['addresses'] })
    expect(statusIn(failed, 'IV-04')).toMatchObject({ status: 'not witnessed', witnessedBy: [] })
    expect(statusIn(passed, 'PI-07')).toMatchObject({ status: 'held', witnessedBy: ['script “no role”'] })
    const scripts = passed.scripts.map((one) => ({ ...one, failed: true }))
    expect(statusIn({ ...passed, scripts }, 'PI-07')).toMatchObject({ status: 'broken' })
    expect(statusIn(passed, 'MC-02')).toMatchObject({
      status: 'held',
      witnessedBy: ['documented change “cleanup/pair”'],
    })
    expect(statusIn(passed, 'DP-01')).toMatchObject({
      status: 'reported',
      witnessedBy: ['documented change “deprovisioning/sync”, reported by the product itself'],
    })
    expect(statusIn(passed, 'MC-01')).toMatchObject({ status: 'not witnessed' })
    const missing = passed.changes.map((one) => ({ ...one, seen: 'missing' as const }))
    expect(statusIn({ ...passed, changes: missing }, 'MC-02')).toMatchObject({ status: 'broken' })
    expect(conformanceAuditOf({ ...passed, changes: missing }).verdict).toMatchObject({
      passed: false,
      missingChanges: ['deprovisioning/sync, in “x”', 'cleanup/pair, in “x”', 'cleanup/app, in “null”'],
    })
    expect(conformanceAuditOf(failed).unknownClauses).toEqual(['XX-99'])
    expect(statusIn(passed, 'IV-09')).toMatchObject({ status: 'held', witnessedBy: ['trial “apart”'] })
  })

  test('a trial that cannot fail witnesses nothing, and the run has not passed', () => {
    const [apart, idle] = passed.trials
    if (!apart || !idle) throw new Error('two trials are needed')
    const record = { ...passed, trials: [apart, { ...idle, canFail: false }] }
    const { clauses, verdict } = conformanceAuditOf(record)
    expect(clauses.find(({ id }) => id === 'IV-05')).toMatchObject({ status: 'not witnessed' })
    expect(verdict).toMatchObject({ passed: false, idleTrials: ['idle'] })
    expect(conformanceMarkdown(record)).toContain('| Trials that can fail | 1 of 2<br>not: idle |')
    const broken = { ...passed, trials: [{ ...apart, failed: true }] }
    expect(conformanceAuditOf(broken).clauses.find(({ id }) => id === 'IV-09')).toMatchObject({
      status: 'broken',
    })
  })

  test('a clause that cannot be tested here says why, and is not called “not witnessed”', () => {
    const { clauses, families } = conformanceAuditOf(passed)
    const untestable = clauses.filter(({ status }) => status === 'not testable')
    expect(untestable.map(({ id }) => id)).toEqual(['DP-19', 'MC-14'])
    const page = conformanceMarkdown(passed)
    expect(page).toMatch(
      /\n### Not testable here: 2 of 233\n\n#### DP, .*: 1 of 25\n\n- \*\*DP-19\*\* Without .*\n(.*\n)*? {2}- why: These three APIs/,
    )
    expect(families.find(({ family }) => family === 'MC')?.counts).toEqual({
      broken: 0,
      held: 1,
      reported: 0,
      'not witnessed': 13,
      'not testable': 1,
    })
  })

  test('the clauses are counted by family, and the families are the whole table', () => {
    const { clauses, families } = conformanceAuditOf(failed)
    expect(families.map(({ family, clauses }) => `${family} ${clauses}`).join(', ')).toBe(
      'GA 22, PI 53, SY 35, RU 11, PT 17, UP 8, TK 14, DP 25, MC 15, VS 10, UI 13, IV 10',
    )
    for (const { clauses: all, counts } of families)
      expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(all)
    expect(families.reduce((sum, one) => sum + one.counts.broken, 0)).toBe(
      clauses.filter(({ status }) => status === 'broken').length,
    )
    expect(conformanceMarkdown(failed)).toContain(
      '\n| PI: granting access in inline mode | 53 | 1 |  | **1** | 51 |  |\n',
    )
  })

  test('the clauses read well in a terminal: no line is longer than 80 columns', () => {
    const page = conformanceMarkdown(passed)
    const lines = page.slice(page.indexOf('### Not witnessed')).split('\n')
    expect(lines.length).toBeGreaterThan(400)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  })

  test('passes only where all held, was evaluated, struck and was caught', () => {
    expect(conformanceAuditOf(passed).verdict).toMatchObject({ passed: true, runs: 83, calls: 9300 })
    const parts = ['plays', 'invariants', 'faults', 'defects', 'failures'] as const
    for (const part of parts)
      expect([part, conformanceAuditOf({ ...passed, [part]: failed[part] }).verdict.passed]).toEqual([
        part,
        false,
      ])
    expect(conformanceAuditOf({ ...passed, plays: [] }).verdict.passed).toBe(false)
  })

  test('the page says first what failed, with the command that plays it again', () => {
    const page = conformanceMarkdown(failed)
    expect(page).toContain('| Invariants that were evaluated | 1 of 2<br>not: one pair |')
    expect(page).toContain(
      '### 1. addresses: 1 run\n\n203.0.113.7 is gone\n\n- the simplest run: scripts, 17th run, 9 commands\n- played as: scripts\n\n```sh\nnpx casproof replay out/failures/01-addresses.json\n```',
    )
    expect(page.indexOf('## Failures')).toBeLessThan(page.indexOf('## Plays'))
    expect(page).toContain('| list overwritten | x | addresses | **no** | one pair | 2 |')
    expect(page).toMatch(/\n### Broken: 1 of 233\n[\s\S]*\n### Not witnessed: \d+ of 233\n/)
    expect(JSON.parse(conformanceJson(failed)).audit.verdict.passed).toBe(false)
  })

  test('a defect whose script fails without it is not judged, and a run with such a one has not passed', () => {
    const unsound = {
      ...passed,
      defects: passed.defects.map((one) => ({ ...one, judged: false, caughtBy: [] })),
    }
    expect(conformanceAuditOf(unsound).verdict).toMatchObject({
      passed: false,
      missedDefects: [],
      unjudgedDefects: ['list overwritten'],
    })
    expect(conformanceMarkdown(unsound)).toContain(
      '| Defects caught by the invariant that must catch them | 0 of 0<br>not judged, because the script fails without the defect, too: list overwritten |',
    )
  })

  test('a part of a run is not judged by what another part may evaluate or strike', () => {
    const idle = {
      ...passed,
      invariants: passed.invariants.map((one) => ({ ...one, evaluated: 0 })),
      faults: [{ name: 'lost answer', planned: 4, fired: 0 }],
    }
    const verdictOf = (record: ConformanceRecord) => conformanceAuditOf(record).verdict
    expect(verdictOf(idle)).toMatchObject({ passed: false, neverFired: ['lost answer'] })
    for (const part of [
      { ...idle, shards: { of: 2, played: [1] } },
      { ...idle, options: { ...idle.options, only: 'script/' } },
    ])
      expect(verdictOf(part)).toMatchObject({ passed: true, neverEvaluated: [], neverFired: [] })
  })

  test('a run that played nothing has not passed, in any form', () => {
    const nothing = { ...passed, plays: [], trials: [], changes: [], invariants: [], faults: [], defects: [] }
    expect(conformanceMarkdown(nothing)).toContain('**Not passed: nothing was played')
    expect(conformanceJunit(nothing)).toContain('<testsuites name="casproof" tests="1" failures="1">')
  })
})

describe('JUnit', () => {
  const attributesOf = (tag: string, xml: string) =>
    [...xml.matchAll(new RegExp(`<${tag} ([^>]*)>`, 'g'))].map((one) => one[1])
  const bad: ConformanceRecord = {
    ...passed,
    plays: passed.plays.map((one) => (one.name === 'grant' ? { ...one, failures: 5 } : one)),
    failures: Array.from({ length: 5 }, (_, i) => ({
      id: `sweep/grant/00/${i}`,
      name: `variant ${i}`,
      play: 'grant',
      findings: [{ invariant: 'addresses', detail: `203.0.113.${i} is gone`, step: 6 }],
      moreFindings: 0,
      commands: 9 - i,
      script: {},
    })),
    defects: [
      ...passed.defects,
      { name: 'unsound', story: 'x', expected: 'addresses', judged: false, caughtBy: [], runs: 0 },
    ],
  }

  test('reads as written here', () => {
    expect(conformanceJunit(bad)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="casproof" tests="12" failures="1">
  <testsuite name="script" tests="1" failures="0" skipped="0">
    <testcase classname="casproof.script" name="four stages"/>
  </testsuite>
  <testsuite name="sweep" tests="1" failures="1" skipped="0">
    <testcase classname="casproof.sweep" name="grant">
      <failure message="5 of 80 runs failed; the first: addresses: 203.0.113.4 is gone">addresses: 203.0.113.4 is gone&#10;  the simplest of 5 runs: variant 4&#10;  replay: npx casproof replay out/failures/01-addresses.json</failure>
    </testcase>
  </testsuite>
  <testsuite name="trial" tests="2" failures="0" skipped="0">
    <testcase classname="casproof.trial" name="apart"/>
    <testcase classname="casproof.trial" name="idle"/>
  </testsuite>
  <testsuite name="documented changes" tests="3" failures="0" skipped="1">
    <testcase classname="casproof.documented changes" name="deprovisioning/sync"/>
    <testcase classname="casproof.documented changes" name="cleanup/pair"/>
    <testcase classname="casproof.documented changes" name="cleanup/app">
      <skipped message="no run that was played shows it"/>
    </testcase>
  </testsuite>
  <testsuite name="invariants" tests="2" failures="0" skipped="0">
    <testcase classname="casproof.invariants" name="addresses"/>
    <testcase classname="casproof.invariants" name="one pair"/>
  </testsuite>
  <testsuite name="defects" tests="2" failures="0" skipped="1">
    <testcase classname="casproof.defects" name="list overwritten"/>
    <testcase classname="casproof.defects" name="unsound">
      <skipped message="not judged: the script fails without the defect, too"/>
    </testcase>
  </testsuite>
  <testsuite name="faults" tests="1" failures="0" skipped="0">
    <testcase classname="casproof.faults" name="throttled"/>
  </testsuite>
</testsuites>
`)
  })

  test('the same cases stand in every run, whatever failed', () => {
    const cases = (record: ConformanceRecord) =>
      attributesOf('testcase', conformanceJunit(record)).map((one) => one?.replace('/', ''))
    expect(cases({ ...bad, defects: passed.defects })).toEqual(cases(passed))
  })

  test('a trial that cannot fail and a documented change that is missing fail', () => {
    const [apart] = passed.trials
    const [change] = passed.changes
    if (!apart || !change) throw new Error('a trial and a change are needed')
    const xml = conformanceJunit({
      ...passed,
      trials: [{ ...apart, canFail: false }],
      changes: [{ ...change, seen: 'missing' }],
    })
    expect(xml).toContain('<failure message="found no fault with what is wrong on purpose">')
    expect(xml).toContain('<failure message="was due and not seen, in “x”">')
  })

  test('hostile names break neither the XML nor the page', () => {
    const names = { name: HOSTILE, statement: HOSTILE, story: HOSTILE, expected: HOSTILE, replay: HOSTILE }
    const hostile: ConformanceRecord = {
      ...failed,
      plays: failed.plays.map((one) => ({ ...one, ...names })),
      invariants: failed.invariants.map((one) => ({ ...one, ...names, clauses: [HOSTILE] })),
      faults: failed.faults.map((one) => ({ ...one, ...names })),
      defects: failed.defects.map((one) => ({ ...one, ...names, caughtBy: ['"><x/>'] })),
      failures: failed.failures.map((one) => ({
        ...one,
        ...names,
        findings: [{ invariant: HOSTILE, detail: HOSTILE, step: 0 }],
      })),
    }
    const xml = conformanceJunit(hostile)
    expect(xml.isWellFormed()).toBe(true)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: just these must not be there
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|<b>|<x\/>|]]>/)
    const bare = xml.replace(
      /<\?xml.*\?>|<\/?(testsuites?|testcase|failure|skipped)( [a-z]+="[^"<>]*")*\/?>/g,
      '',
    )
    expect(bare).not.toMatch(/[<>"']/)
    expect(bare).not.toMatch(/&(?!(amp|lt|gt|quot|apos|#10);)/)
    for (const table of conformanceMarkdown(hostile)
      .trimEnd()
      .split('\n\n')
      .filter((part) => part.startsWith('| '))) {
      const cells = table
        .split('\n')
        .map((row) => row.replaceAll('\\\\', '').replaceAll('\\|', '').split('|').length)
      expect(new Set(cells).size).toBe(1)
    }
  })
})

describe('the summary', () => {
  test('adds up the plays of an engine and counts what was caught', () => {
    const [script, sweep] = passed.plays
    const record = { ...passed, plays: [script, { ...script, runs: 4, calls: 50, failures: 1 }, sweep] }
    expect(conformanceSummary(record as ConformanceRecord)).toMatchObject({
      engines: [
        { engine: 'script', runs: 7, calls: 350, failures: 1 },
        { engine: 'sweep', runs: 80, calls: 9000, failures: 0 },
      ],
      invariants: [{ name: 'addresses', result: 'held' }, { name: 'one pair' }],
      defects: { caught: 1, judged: 1 },
      causes: [],
      moreCauses: 0,
    })
  })

  test('says how many causes it leaves out, and what never was evaluated', () => {
    const failures = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name, i) => ({
      id: name,
      name,
      play: 'y',
      findings: [{ invariant: name, detail: 'x', step: 0 }],
      moreFindings: 0,
      commands: 9 - i,
      replay: 'z',
    }))
    const summary = conformanceSummary({ ...failed, failures })
    expect(summary.causes.map(({ invariant }) => invariant)).toEqual(['g', 'f', 'e', 'd', 'c'])
    expect(summary.moreCauses).toBe(2)
    expect(summary.invariants.map(({ result }) => result)).toEqual(['broken', 'never evaluated'])
  })
})
