/**
 * JUnit XML, as CI servers read it.
 * The format has no standard; elements and attributes are those that the common readers share (observed).
 */
import type { Case, Suite } from './cases.ts'

export function junitOf(suites: readonly Suite[]): string {
  const all = suites.flatMap(({ cases }) => cases)
  const { tests, failures } = countsOf(all)
  const lines = [element('testsuites', { name: 'casproof', tests, failures }), ...suites.flatMap(suiteLines)]
  return ['<?xml version="1.0" encoding="UTF-8"?>', ...lines, '</testsuites>', ''].join('\n')
}

const countsOf = (cases: readonly Case[]) => ({
  tests: cases.length,
  failures: cases.filter((one) => one.failure !== undefined).length,
  skipped: cases.filter((one) => one.skipped !== undefined).length,
})

const suiteLines = ({ name, cases }: Suite): readonly string[] => [
  `  ${element('testsuite', { name, ...countsOf(cases), ...timeOf(cases) })}`,
  ...cases.flatMap((one) => caseLines(name, one)),
  '  </testsuite>',
]

/** In seconds, as readers expect them; left out where nothing was timed. */
function timeOf(cases: readonly Case[]): { readonly time?: string } {
  const timed = cases.filter(({ seconds }) => seconds !== undefined)
  const seconds = timed.reduce((sum, one) => sum + (one.seconds ?? 0), 0)
  return timed.length === 0 ? {} : { time: seconds.toFixed(3) }
}

function caseLines(suiteName: string, one: Case): readonly string[] {
  const { name, failure, skipped, details } = one
  const attributes = { classname: `casproof.${suiteName}`, name, ...timeOf([one]) }
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
