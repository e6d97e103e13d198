/** Work on one mailbox, one after the other. */
import { expect, test } from 'vitest'
import { inTurns } from './turns.ts'

test('work of one name waits for what was begun before, even if that fails; that of another does not', async () => {
  const alone = inTurns()
  const told: string[] = []
  const gate = Promise.withResolvers<void>()
  const first = alone('a', async () => {
    await gate.promise
    told.push('first')
    throw new Error('broken')
  })
  const second = alone('a', async () => told.push('second'))
  await alone('b', async () => told.push('other'))
  gate.resolve()
  await expect(first).rejects.toThrow('broken')
  await second
  expect(told).toEqual(['other', 'first', 'second'])
})
