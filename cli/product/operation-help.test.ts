/** Help follows from the table of operations: each example is taken by the schema that it is made from. */
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { OPERATIONS } from '#cas-core'
import { COLUMNS } from '../terminal.ts'
import { operationHelp, operationList, operationNamed } from './operation-help.ts'
import { operationInput } from './operation-input.ts'

const tooWide = (page: string) => page.split('\n').filter((line) => line.length > COLUMNS)

test('the list has every operation in 80 columns, with who may, and in which generation alone it is', () => {
  const page = operationList()
  expect(tooWide(page)).toEqual([])
  for (const { name } of OPERATIONS) expect(page).toMatch(new RegExp(`^  ${name} `, 'm'))
  const entry = (name: string) =>
    new RegExp(`^  ${name} [^(]*(\\([^)]*\\))`, 'm').exec(page)?.[1]?.replaceAll(/\s+/g, ' ')
  expect(entry('setLicence')).toBe('(vendor)')
  expect(entry('viewLicence')).toBe('(administrator)')
  expect(entry('viewServiceStatus')).toBe('(anyone)')
  expect(entry('verifyAndSubmit')).toMatch(/^\(administrator; cas.* only\)$/)
})

describe.each(OPERATIONS.map((row) => [row.name, row] as const))('%s', (name, row) => {
  test('says what it takes in 80 columns, and its example is taken', async () => {
    const page = await operationHelp(row)
    expect(tooWide(page)).toEqual([])
    expect(page.replaceAll(/\\\n\s*/g, '')).toContain(`npx casproof product ${name}`)
    const { example = {} } = await operationInput(row.input)
    const { administrator, ...rest } = example as { administrator?: object }
    const whole = administrator ? { ...rest, administrator: { ...administrator, password: 'x' } } : rest
    expect(v.safeParse(row.input, whole).issues).toBeUndefined()
    expect(page).not.toMatch(/"password"/)
  })
})

test('fields tell choices, what may be left out, and where a password comes from', async () => {
  const licence = await operationHelp(operationNamed('setLicence'))
  expect(licence).toMatch(/^ {2}site +"US", "EU", "Japan"/m)
  expect(licence).toMatch(/^ {2}account +an e-mail address \(optional\)$/m)
  expect(licence).toMatch(/^ {2}graceDays +a whole number from 0 to 365 \(optional: 30 without it\)$/m)
  expect(licence).toMatch(/ --role vendor$/m)
  const cleanUp = await operationHelp(operationNamed('cleanUp'))
  expect(cleanUp).toMatch(/^ {2}administrator.password +from the environment variable CASPROOF_PASSWORD$/m)
  expect(cleanUp).toContain('CASPROOF_PASSWORD=mock-password-of-admin')
})

test.each([
  ['beginGrnat', 'beginGrant'],
  ['viewgrant', 'viewGrant'],
  ['syncronizeTarget', 'synchronizeTargets'],
  ['addpolicies', 'addPolicy'],
])('%s is unknown, and %s may have been meant', (typed, meant) => {
  expect(() => operationNamed(typed)).toThrow(new RegExp(`did you mean .*\\b${meant}\\b`))
})

test('where nothing is near, nothing is guessed', () => {
  expect(() => operationNamed('xyzzy')).toThrow(
    /^"xyzzy" is not an operation; casproof product --list lists them$/,
  )
})
