/**
 * JUnit XML, as CI servers read it: a suite per engine, and one each for invariants, defects, faults and replays. A run
 * that failed stands once, among the failures.
 * The format has no standard; elements and attributes are those that the common readers share (observed).
 */
import { conformanceAuditOf } from './conformance/witness.ts'
import type { ConformanceRecord } from './record.ts'

interface Case {
  readonly name: string
  /** Undefined where it passed. */
  readonly failure: string | undefined
  /** What a reader of the failure needs besides: the command that replays it. */
  readonly details?: string
}

const ENGINES = ['script', 'sweep', 'random'] as const

export function junitOf(record: ConformanceRecord): string {
  const { verdict } = conformanceAuditOf(record)
  const suites = [
    ...ENGINES.map((engine) => suite(engine, playCases(record, engine))),
    suite('invariants', record.invariants.map(invariantCase)),
    suite('defects', record.defects.map(defectCase)),
    suite('faults', record.faults.map(faultCase)),
    suite('failures', record.failures.map(failureCase)),
  ].filter((one) => one.tests > 0)
  if (verdict.runs === 0)
    suites.push(suite('plays', [{ name: 'something was played', failure: 'nothing was played' }]))
  const total = { tests: sumOf(suites, 'tests'), failures: sumOf(suites, 'failures') }
  const lines = [element('testsuites', { name: 'casproof', ...total }), ...suites.flatMap((one) => one.lines)]
  return ['<?xml version="1.0" encoding="UTF-8"?>', ...lines, '</testsuites>', ''].join('\n')
}

function playCases({ plays }: ConformanceRecord, engine: string): readonly Case[] {
  return plays
    .filter((one) => one.engine === engine)
    .map(({ name, runs, failures }) => ({
      name: failures > 0 ? `${name}: ${runs - failures} of ${runs} runs, without those that failed` : name,
      failure: undefined,
    }))
}

function invariantCase({
  name,
  statement,
  evaluated,
  broken,
}: ConformanceRecord['invariants'][number]): Case {
  if (broken > 0) return { name, failure: `broken ${broken} times of ${evaluated}`, details: statement }
  return { name, failure: evaluated === 0 ? 'never evaluated on anything' : undefined, details: statement }
}

function defectCase({ name, story, expected, caughtBy }: ConformanceRecord['defects'][number]): Case {
  if (caughtBy.includes(expected)) return { name, failure: undefined }
  const instead = caughtBy.length > 0 ? `; caught by ${caughtBy.join(', ')} instead` : ''
  return { name, failure: `not caught by ${expected}${instead}`, details: story }
}

function faultCase({ name, planned, fired }: ConformanceRecord['faults'][number]): Case {
  return { name, failure: planned > 0 && fired === 0 ? `planned ${planned} times, never struck` : undefined }
}

function failureCase({ name, findings, replay }: ConformanceRecord['failures'][number]): Case {
  const lines = findings.map(({ invariant, detail, step }) => `${invariant}, after step ${step}: ${detail}`)
  return {
    name,
    failure: findings[0]?.invariant ?? 'failed',
    details: [...lines, `replay: ${replay}`].join('\n'),
  }
}

interface Suite {
  readonly tests: number
  readonly failures: number
  readonly lines: readonly string[]
}

function suite(name: string, cases: readonly Case[]): Suite {
  const counts = { tests: cases.length, failures: cases.filter((one) => one.failure !== undefined).length }
  const lines = cases.flatMap((one) => caseLines(name, one))
  return { ...counts, lines: [`  ${element('testsuite', { name, ...counts })}`, ...lines, '  </testsuite>'] }
}

function caseLines(suiteName: string, { name, failure, details }: Case): readonly string[] {
  const attributes = { classname: `casproof.${suiteName}`, name }
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
