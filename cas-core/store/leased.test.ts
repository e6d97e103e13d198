/** A journal that several callers of one process use at once: each record is taken once, in its order. */
import { expect, test } from 'vitest'
import type { Journal, JournalRecord } from '../ports.ts'
import { LeasedJournal } from './leased.ts'
import { memoryJournal } from './memory-journal.ts'

const record = (at: number): JournalRecord => ({ type: 'test', at, epoch: 1 })

/** A journal whose reads wait until the gate opens. */
function slow(earlier: readonly JournalRecord[]) {
  const inner = memoryJournal(earlier)
  const gate = Promise.withResolvers<void>()
  const journal: Journal = {
    ...inner,
    async read(after) {
      await gate.promise
      return inner.read(after)
    },
  }
  return { journal, open: gate.resolve }
}

const clock = { now: () => 7, sleep: async () => undefined }

test('two callers that read at once take each record once', async () => {
  const { journal, open } = slow([record(1), record(2)])
  const taken: number[] = []
  const leased = new LeasedJournal({ journal, clock }, ({ at }) => taken.push(at))
  const reads = [leased.catchUp(), leased.catchUp()]
  open()
  await Promise.all(reads)
  expect(taken).toEqual([1, 2])
})

test('a record that is appended while another caller reads is taken once, after those before it', async () => {
  const { journal, open } = slow([record(1)])
  const taken: number[] = []
  const leased = new LeasedJournal({ journal, clock }, ({ at }) => taken.push(at))
  const work = leased.leased(async () => {
    const read = leased.catchUp()
    await Promise.all([read, leased.append({ type: 'test' }, 1)])
  })
  open()
  await work
  expect(taken).toEqual([1, 7])
})

test('a read that fails is told to its caller, and the next one reads on', async () => {
  const inner = memoryJournal([record(1)])
  let fails = 1
  const journal: Journal = {
    ...inner,
    read: async (after) => {
      if (fails-- > 0) throw new Error('no disk')
      return inner.read(after)
    },
  }
  const taken: number[] = []
  const leased = new LeasedJournal({ journal, clock }, ({ at }) => taken.push(at))
  const [first, second] = [leased.catchUp(), leased.catchUp()]
  await expect(first).rejects.toThrow('no disk')
  await second
  expect(taken).toEqual([1])
})
