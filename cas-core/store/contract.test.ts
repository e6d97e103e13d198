/** The contract of every journal: memory and file today, other stores later. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Journal, JournalRecord } from '../ports.ts'
import { type FileJournal, fileJournal } from './file-journal.ts'
import { memoryJournal } from './memory-journal.ts'
import { LeaseHeld, LeaseLost, VersionConflict } from './refusals.ts'

const record = (at: number): JournalRecord => ({ type: 'test', at, epoch: 1 })
const TTL_MS = 1_000

/** `open` gives another view of the same store each time, as another process would have it. */
interface Store {
  readonly open: () => Journal
  readonly end: () => void
}

function inMemory(): Store {
  const journal = memoryJournal()
  return { open: () => journal, end: () => undefined }
}

function inFile(): Store {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'))
  const opened: FileJournal[] = []
  return {
    open() {
      const journal = fileJournal(join(folder, 'journal'))
      opened.push(journal)
      return journal
    },
    end() {
      for (const journal of opened) journal.close()
      rmSync(folder, { recursive: true })
    },
  }
}

test('every journal of this folder is held to the contract', () => {
  const self = readFileSync(new URL(import.meta.url), 'utf8')
  const journals = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('-journal.ts'))
  expect(journals).toContain('memory-journal.ts')
  const missing = journals.filter((file) => !self.includes(`from './${file}'`))
  expect(missing, 'journals that have no line in the list below').toEqual([])
})

describe.each([
  ['memory', inMemory],
  ['file', inFile],
])('a journal in %s', (_, store) => {
  let made: Store
  let first: Journal
  let second: Journal
  beforeEach(() => {
    made = store()
    first = made.open()
    second = made.open()
  })
  afterEach(() => made.end())

  test('gives back what was appended, in order, and to others too', async () => {
    const { fence } = await first.lease('a', TTL_MS, 0)
    expect(await first.append([record(1), record(2)], { version: 0, fence })).toBe(2)
    expect(await first.append([record(3)], { version: 2, fence })).toBe(3)
    expect(await second.read(0)).toEqual({ records: [record(1), record(2), record(3)], version: 3 })
    expect(await second.read(2)).toEqual({ records: [record(3)], version: 3 })
    expect(await second.read(3)).toEqual({ records: [], version: 3 })
    expect((await made.open().read(0)).version).toBe(3)
  })

  test('refuses records of who has not read the last ones, and keeps none of them', async () => {
    const { fence } = await first.lease('a', TTL_MS, 0)
    await first.append([record(1)], { version: 0, fence })
    for (const version of [0, 2])
      await expect(first.append([record(2), record(3)], { version, fence })).rejects.toThrow(VersionConflict)
    expect(await second.read(0)).toEqual({ records: [record(1)], version: 1 })
  })

  test('refuses records without a lease', async () => {
    await first.lease('a', TTL_MS, 0)
    await expect(second.append([record(1)], { version: 0, fence: 0 })).rejects.toThrow(LeaseLost)
  })

  test('is leased to one holder at a time, and the second is told who that is and until when', async () => {
    await first.lease('a', TTL_MS, 0)
    const refusal = second.lease('b', TTL_MS, TTL_MS - 1)
    await expect(refusal).rejects.toThrow(LeaseHeld)
    await expect(refusal).rejects.toMatchObject({ holder: 'a', untilMs: TTL_MS })
    expect((await second.lease('b', TTL_MS, TTL_MS)).fence).toBeGreaterThan(1)
  })

  test('is leased again as soon as it is released', async () => {
    const lease = await first.lease('a', TTL_MS, 0)
    await lease.release()
    await second.lease('b', TTL_MS, 0)
    await lease.release()
    await expect(first.lease('c', TTL_MS, 0)).rejects.toMatchObject({ holder: 'b' })
  })

  test('is leased anew to the same holder at once: it is the same worker, started again', async () => {
    const before = await first.lease('a', TTL_MS, 0)
    const { fence } = await second.lease('a', TTL_MS, 1)
    expect(fence).toBeGreaterThan(before.fence)
    await expect(first.append([record(1)], { version: 0, fence: before.fence })).rejects.toThrow(LeaseLost)
    expect(await second.append([record(2)], { version: 0, fence })).toBe(1)
  })

  test('takes nothing from a lease that ended and was taken over, whoever wrote nothing in between', async () => {
    const stale = await first.lease('a', TTL_MS, 0)
    const thief = await second.lease('b', TTL_MS, TTL_MS)
    await thief.release()
    await second.lease('c', TTL_MS, TTL_MS)
    const late = first.append([record(1)], { version: 0, fence: stale.fence })
    await expect(late).rejects.toThrow(LeaseLost)
    await expect(late).rejects.toMatchObject({ holder: 'c' })
    await expect(stale.renew(TTL_MS, TTL_MS)).rejects.toThrow(LeaseLost)
    expect((await second.read(0)).records).toEqual([])
  })

  test('goes on with a lease that has ended and was not taken over, and with a renewed one', async () => {
    const lease = await first.lease('a', TTL_MS, 0)
    expect(await first.append([record(1)], { version: 0, fence: lease.fence })).toBe(1)
    await lease.renew(TTL_MS, TTL_MS)
    await expect(second.lease('b', TTL_MS, 2 * TTL_MS - 1)).rejects.toMatchObject({ untilMs: 2 * TTL_MS })
    await second.lease('b', TTL_MS, 2 * TTL_MS)
  })
})
