/** The laws of the house, each shown to fail on a planted breach, then held against the tree as it stands. */
import { describe, expect, test } from 'vitest'
import { BANNED_WORDS, idlePermissions } from './tidy/banned-words.ts'
import { DIRECTIONS } from './tidy/directions.ts'
import type { Law } from './tidy/law.ts'
import { NAMES } from './tidy/names.ts'
import { PROVENANCE } from './tidy/provenance.ts'
import { REACHABILITY } from './tidy/reachability.ts'
import { SIZES } from './tidy/sizes.ts'
import { isTypeScript, sourceTree } from './tidy/tree.ts'

const LAWS: readonly Law[] = [DIRECTIONS, BANNED_WORDS, SIZES, REACHABILITY, NAMES, PROVENANCE]

const TREE = sourceTree()

test('the tree that is judged is the whole house', () => {
  const rooms = new Set(TREE.filter(isTypeScript).map(({ path }) => path.split('/')[0]))
  expect([...rooms]).toEqual(
    expect.arrayContaining([
      'bench',
      'cas-core',
      'cli',
      'mock-m365',
      'reports',
      'scenarios',
      'vitest.config.ts',
    ]),
  )
  expect(TREE.map(({ path }) => path)).toEqual(expect.arrayContaining(['package.json', 'package-lock.json']))
})

test('every permission is for a place that exists', () => {
  expect(idlePermissions(TREE)).toEqual([])
})

describe.each(LAWS)('$name', ({ breaches, planted }) => {
  test.each(
    planted.map((plant) => [plant.files.at(-1)?.text.trim().slice(0, 60) || 'no text', plant] as const),
  )('in made-up files: %s', (_, { files, says }) => {
    expect(breaches(files)).toEqual(says)
  })

  test('one of the made-up files breaks it', () => {
    expect(planted.some(({ says }) => says.length > 0)).toBe(true)
  })

  test('the tree keeps it', () => {
    expect(breaches(TREE)).toEqual([])
  })
})
