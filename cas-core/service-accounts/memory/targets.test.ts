/** The memory of targets is a reading of entries. */
import { expect, test } from 'vitest'
import { type TargetEntry, TargetMemory } from './targets.ts'

const user = (id: string, displayName = id) => ({ id, displayName, userPrincipalName: `${id}@contoso.com` })

function memoryOf(...entries: readonly TargetEntry[]): TargetMemory {
  const memory = new TargetMemory()
  for (const [at, entry] of entries.entries()) memory.take({ ...entry, at, epoch: 0 })
  return memory
}

const SELECTED: TargetEntry = { type: 'targets chosen', choice: 'selected' }

test('users are kept in the order in which they were added, and one who comes again is written over', () => {
  const memory = memoryOf(
    SELECTED,
    { type: 'users selected', users: [user('a'), user('b')] },
    { type: 'users selected', users: [user('c'), user('a', 'Renamed')] },
    { type: 'users removed', ids: ['b', 'nobody'] },
  )
  expect([...memory.users.values()]).toEqual([
    { ...user('a', 'Renamed'), addedAt: 1 },
    { ...user('c'), addedAt: 2 },
  ])
})

test('an extension keeps the users, and a new choice begins a new list', () => {
  const selected: TargetEntry = { type: 'users selected', users: [user('a')] }
  const extended = memoryOf(SELECTED, selected, { type: 'protection extended' })
  expect([extended.choice, extended.isSelected, extended.users.size]).toEqual(['selected', false, 1])
  const again = memoryOf(SELECTED, selected, { type: 'protection extended' }, SELECTED)
  expect([again.choice, again.isSelected, again.users.size]).toEqual(['selected', true, 0])
  const forgotten = memoryOf(SELECTED, selected, { type: 'targets forgotten' })
  expect([forgotten.choice, forgotten.isSelected, forgotten.users.size]).toEqual([undefined, false, 0])
})
