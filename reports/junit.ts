/**
 * JUnit XML, as CI servers read it: a suite per engine, and one each for documented changes, invariants, defects and
 * faults. A case is a stored script, a trial, a group of variants, a documented change, an invariant, a defect or a
 * fault. Its name is the same in every run, and it fails where it failed.
 * The format has no standard; elements and attributes are those that the common readers share (observed).
 */
import { conformanceAuditOf } from './conformance/witness.ts'
import type { ConformanceRecord } from './record.ts'

interface Case {
  readonly name: string
  /** Present where it failed. */
  readonly failure?: string
  /** Present where it was not judged, and why. */
  readonly skipped?: string
  /** What a reader of the failure also needs: the command that replays it. */
  readonly details?: string
}

const PLAYED = ['script', 'audit', 'sweep', 'random', 'defect'] as const

export function junitOf(record: ConformanceRecord): string {
  const { verdict } = conformanceAuditOf(record)
  const suites = [
    ...PLAYED.map((engine) => suite(engine, playCases(record, engine))),
    suite(
      'trial',
      record.trials.map((one) => trialCase(record, one)),
    ),
    suite('documented changes', record.changes.map(changeCase)),
    suite('invariants', record.invariants.map(invariantCase)),
    suite('defects', record.defects.map(defectCase)),
    suite('faults', record.faults.map(faultCase)),
  ].filter((one) => one.tests > 0)
  if (verdict.runs === 0)
    suites.push(suite('plays', [{ name: 'something was played', failure: 'nothing was played' }]))
  const total = { tests: sumOf(suites, 'tests'), failures: sumOf(suites, 'failures') }
  const lines = [element('testsuites', { name: 'casproof', ...total }), ...suites.flatMap((one) => one.lines)]
  return ['<?xml version="1.0" encoding="UTF-8"?>', ...lines, '</testsuites>', ''].join('\n')
}

const playCases = ({ plays, failures }: ConformanceRecord, engine: string): readonly Case[] =>
  plays
    .filter((one) => one.engine === engine)
    .map((one) =>
      playCase(
        one,
        failures.filter(({ play }) => play === one.name),
      ),
    )

/** This many failed runs are reported in full. The first ones are enough to begin with, and the page has all. */
const FAILURES_TOLD_MAX = 3
const FINDINGS_SHOWN_MAX = 5

function playCase(
  { name, runs, failures }: ConformanceRecord['plays'][number],
  failed: ConformanceRecord['failures'],
): Case {
  const [first] = failed
  if (failures === 0) return { name }
  const breach = first?.findings[0]
  const why = breach ? `${breach.invariant}: ${breach.detail}` : 'failed'
  const more = failed.length > FAILURES_TOLD_MAX ? [`… and ${failed.length - FAILURES_TOLD_MAX} more`] : []
  return {
    name,
    failure: runs === 1 ? why : `${failures} of ${runs} runs failed; the first: ${why}`,
    details: [...failed.slice(0, FAILURES_TOLD_MAX).flatMap(failureLines), ...more].join('\n'),
  }
}

function failureLines({ name, findings, replay }: ConformanceRecord['failures'][number]): string[] {
  const shown = findings.slice(0, FINDINGS_SHOWN_MAX)
  const more = findings.length > shown.length ? [`  … and ${findings.length - shown.length} more`] : []
  const lines = shown.map(({ invariant, detail, step }) => `  ${invariant}, after step ${step}: ${detail}`)
  return [name, ...lines, ...more, `  replay: ${replay}`]
}

function trialCase(
  record: ConformanceRecord,
  { name, canFail, failed }: ConformanceRecord['trials'][number],
): Case {
  const play = record.plays.find((one) => one.engine === 'trial' && one.name === name)
  const failures = record.failures.filter((one) => one.play === name)
  if (failed) return play ? playCase(play, failures) : { name, failure: 'failed' }
  return canFail ? { name } : { name, failure: 'found no fault with what is wrong on purpose' }
}

function changeCase({ row, seen, run }: ConformanceRecord['changes'][number]): Case {
  if (seen === 'missing') return { name: row, failure: `was due and not seen, in “${run}”` }
  return seen === 'not seen' ? { name: row, skipped: 'no run that was played shows it' } : { name: row }
}

function invariantCase({
  name,
  statement,
  evaluated,
  broken,
}: ConformanceRecord['invariants'][number]): Case {
  if (broken > 0) return { name, failure: `broken in ${broken} of ${evaluated} checks`, details: statement }
  return evaluated === 0 ? { name, failure: 'never evaluated on anything', details: statement } : { name }
}

function defectCase({ name, story, expected, judged, caughtBy }: ConformanceRecord['defects'][number]): Case {
  if (!judged) return { name, skipped: 'not judged: the script fails without the defect, too' }
  if (caughtBy.includes(expected)) return { name }
  const instead = caughtBy.length > 0 ? `; caught by ${caughtBy.join(', ')} instead` : ''
  return { name, failure: `not caught by ${expected}${instead}`, details: story }
}

function faultCase({ name, planned, fired }: ConformanceRecord['faults'][number]): Case {
  return planned > 0 && fired === 0 ? { name, failure: `planned ${planned} times, never struck` } : { name }
}

interface Suite {
  readonly tests: number
  readonly failures: number
  readonly skipped: number
  readonly lines: readonly string[]
}

function suite(name: string, cases: readonly Case[]): Suite {
  const counts = {
    tests: cases.length,
    failures: cases.filter((one) => one.failure !== undefined).length,
    skipped: cases.filter((one) => one.skipped !== undefined).length,
  }
  const lines = cases.flatMap((one) => caseLines(name, one))
  return { ...counts, lines: [`  ${element('testsuite', { name, ...counts })}`, ...lines, '  </testsuite>'] }
}

function caseLines(suiteName: string, { name, failure, skipped, details }: Case): readonly string[] {
  const attributes = { classname: `casproof.${suiteName}`, name }
  if (skipped !== undefined)
    return [
      `    ${element('testcase', attributes)}`,
      `      ${element('skipped', { message: skipped }, '/')}`,
      '    </testcase>',
    ]
  if (failure === undefined) return [`    ${element('testcase', attributes, '/')}`]
  const opened = element('failure', { message: failure })
  return [
    `    ${element('testcase', attributes)}`,
    `      ${opened}${xml(details ?? failure)}</failure>`,
    '    </testcase>',
  ]
}

function element(tag: string, attributes: Readonly<Record<string, string | number>>, close = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${xml(String(value))}"`)
  return `<${tag}${written.join('')}${close}>`
}

function sumOf(suites: readonly Suite[], of: 'tests' | 'failures'): number {
  return suites.reduce((total, one) => total + one[of], 0)
}

/** What XML 1.0 cannot hold at all, not even as an entity: https://www.w3.org/TR/xml/#charsets */
const NO_XML_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(NO_XML_CHARACTER, '\u{FFFD}')
    .replace(/[&<>"'\t\n\r]/g, (character) => ENTITIES[character] ?? character)
}
