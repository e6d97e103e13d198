/** Tables for spreadsheets, read back by the rules of RFC 4180. */
import { expect, test } from 'vitest'
import { change, fourStages, runOf, stage } from './four-stages.ts'
import { auditOf, changesCsv } from './index.ts'

const BOM = '\ufeff'

/** Fields by line. */
function read(csv: string): string[][] {
  expect(csv.startsWith(BOM)).toBe(true)
  const lines: string[][] = [[]]
  for (const [, quoted, plain = '', end] of csv
    .slice(1)
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end === '\r\n') lines.push([])
  }
  return lines.filter((line) => line.some((field) => field !== ''))
}

test('every change of the audit has its lines, with row and statement', () => {
  const [columns = [], ...lines] = read(changesCsv(fourStages))
  for (const line of lines) expect(line.length).toBe(columns.length)
  const numbers = new Set(lines.map(([number]) => Number(number)))
  expect(numbers.size).toBe(auditOf(fourStages).verdict.changes)
  const at = columns.indexOf('Documented change')
  expect(lines.every((line) => line[at] !== '' && line[at] !== 'undocumented')).toBe(true)
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', "=cmd|' /C calc'!A0", '＝1'])(
  'a name that would be a formula is text: %j',
  (name) => {
    const record = runOf([
      stage('provisioning', 1, [change('TransportRule', name, { after: { Name: name } })], []),
    ])
    const lines = read(changesCsv(record)).slice(1)
    expect(lines.flat().filter((field) => /^[=+\-@\t＝]/.test(field))).toEqual([])
    expect(lines.flat().some((field) => field.includes(name.replace('\t', '‹U+0009›')))).toBe(true)
  },
)

test('quotes, commas and line breaks stay in their field', () => {
  const name = 'a "b", c\r\nd'
  const record = runOf([
    stage('provisioning', 1, [change('groups', name, { after: { displayName: name } })], []),
  ])
  const [columns = [], line = []] = read(changesCsv(record))
  expect(line[columns.indexOf('Object')]).toBe('a "b", c ⏎ d')
})
