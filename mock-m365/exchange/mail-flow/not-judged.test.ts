/** Every setting is read by the mail flow, or is a limit that the coverage names. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NOUNS } from '../nouns/index.ts'
import { parameterTable } from '../parameters.ts'
import { NOT_JUDGED } from './not-judged.ts'

const folder = import.meta.dirname
const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|not-judged\.ts$/.test(file))
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('\n')
const words = new Set(source.match(/[A-Za-z][A-Za-z0-9]*/g))
const COMMON = new Set([...parameterTable({}).byName.keys(), 'Identity'])

/** Parameters of New- and Set-; an exception is read by the name of its condition. */
function settable(noun: string): readonly string[] {
  const { cmdlets = [] } = NOUNS.find(({ name }) => name === noun) ?? {}
  const names = cmdlets
    .filter(({ name }) => /^(?:New|Set)-/.test(name))
    .flatMap(({ table }) => [...table.byName.values()].map(({ name }) => name))
  return [...new Set(names)].filter((name) => !COMMON.has(name) && !name.startsWith('ExceptIf'))
}

describe.each(Object.entries(NOT_JUDGED))('%s', (noun, reasons) => {
  const listed = Object.values(reasons).flat()

  test('has no setting that is neither read nor a known limit', () => {
    expect(settable(noun).length).toBeGreaterThan(0)
    expect(settable(noun).filter((name) => !words.has(name) && !listed.includes(name))).toEqual([])
  })

  test('has no limit that is read after all, or that no cmdlet takes', () => {
    expect(listed.filter((name) => words.has(name) || !settable(noun).includes(name))).toEqual([])
  })
})
