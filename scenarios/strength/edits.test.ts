/** The edits are data about cas-core as it is: each must still apply. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { edited } from './edit.ts'
import { EDITS } from './edits/index.ts'

const textOf = (file: string): string =>
  readFileSync(new URL(`../../cas-core/${file}`, import.meta.url), 'utf8')

test.each(EDITS.map((edit) => [edit.id, edit] as const))('%s applies exactly once', (_, edit) => {
  expect(edited(textOf(edit.file), edit)).not.toBe(textOf(edit.file))
})

test('an edit whose text is not there, or is there twice, is refused by name', () => {
  const edit = { id: 'a', file: 'b.ts', from: 'x', to: 'y', story: 'c' }
  expect(() => edited('z', edit)).toThrow('a: its text stands 0 times in cas-core/b.ts, not once')
  expect(() => edited('x x', edit)).toThrow('2 times')
})

test('no two have one id, and each room of cas-core is edited', () => {
  expect(new Set(EDITS.map(({ id }) => id)).size).toBe(EDITS.length)
  const rooms = [...new Set(EDITS.map(({ file }) => file.split('/')[0]))].sort()
  expect(rooms).toEqual([
    ...['company', 'console', 'directory', 'microsoft', 'notifications', 'objects', 'policies', 'profiles'],
    ...['reconcile', 'scanning', 'schedule', 'service-accounts', 'stages', 'store'],
  ])
})
