/** The laws of the house, each shown to fail on a planted breach, then applied to the tree as it is. */
import { describe, expect, test } from 'vitest'
import { BANNED_WORDS, idlePermissions } from './tidy/banned-words.ts'
import { CIRCLES } from './tidy/circles.ts'
import { DIRECTIONS } from './tidy/directions.ts'
import { LADDER_LAW } from './tidy/ladder.ts'
import type { Law, Plant } from './tidy/law.ts'
import { NAMES } from './tidy/names.ts'
import { PLAIN_WORDS } from './tidy/plain-words.ts'
import { PROVENANCE } from './tidy/provenance.ts'
import { REACHABILITY } from './tidy/reachability.ts'
import { SIZES } from './tidy/sizes.ts'
import { isSource, sourceTree } from './tidy/tree.ts'

const LAWS: readonly Law[] = [
  DIRECTIONS,
  LADDER_LAW,
  CIRCLES,
  BANNED_WORDS,
  SIZES,
  REACHABILITY,
  NAMES,
  PROVENANCE,
  PLAIN_WORDS,
]

const TREE = sourceTree(new URL('../', import.meta.url))

const titleOf = ({ files, says }: Plant): string =>
  says.length > 0 ? `says of a made-up file: ${says[0]}` : `says nothing of a made-up ${files[0]?.path}`

test('the tree that is judged is the whole house', () => {
  const rooms = new Set(TREE.filter(isSource).map(({ path }) => path.split('/')[0]))
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

test('every permission is used where it is given', () => {
  expect(idlePermissions(TREE)).toEqual([])
})

describe.each(LAWS)('$name', ({ breaches, planted }) => {
  test.each(planted.map((made) => [titleOf(made), made] as const))('%s', (_, { files, says }) => {
    expect(breaches(files)).toEqual(says)
  })

  test('one of the made-up files breaks it', () => {
    expect(planted.some(({ says }) => says.length > 0)).toBe(true)
  })

  test('the tree keeps it', () => {
    expect(breaches(TREE)).toEqual([])
  })
})
