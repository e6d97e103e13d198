/** A mutant answers for itself alone, and not for what one before it has left behind. */
import { expect, test } from 'vitest'
import type { Unit } from '../../spread/engine.ts'
import { Judge } from './judge.ts'

const WORKER = new URL('./testing/spoiled-worker.ts', import.meta.url)
const orders = { version: '0', seed: 'judge', runs: 1, part: 1 }
const units = ['a', 'b'].map((name): Unit => ({ engine: 'script', id: `script/${name}`, cost: 1, name }))

test('each mutant is judged by what it does', async () => {
  const judge = new Judge(orders, WORKER)
  const verdictOn = async (id: string, isStatic = false) => {
    const { is, unit, played } = await judge.verdictOn({ id, fileName: 'x.ts', isStatic }, units)
    return [is, unit, played]
  }
  expect(await verdictOn('right')).toEqual(['survived', '', 2])
  expect(await verdictOn('wrong')).toEqual(['killed', 'script/a', 1])
  expect(await verdictOn('spoils')).toEqual(['killed', 'script/a', 1])
  expect(await verdictOn('right')).toEqual(['survived', '', 2])
  expect(await verdictOn('wrong', true)).toEqual(['killed', 'script/a', 1])
  expect(await verdictOn('right', true)).toEqual(['survived', '', 2])
  expect(await verdictOn('endless')).toEqual(['endless', 'script/a', 1])
  await judge.end()
})

test('what has killed a mutant of a file is asked first about the next one', async () => {
  const judge = new Judge(orders, WORKER)
  const asked = (order: readonly Unit[]) =>
    judge.verdictOn({ id: 'wrong', fileName: 'x.ts', isStatic: false }, order)
  expect((await asked(units.slice(1))).unit).toBe('script/b')
  expect((await asked(units)).unit).toBe('script/b')
  await judge.end()
})
