import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JournalRecord } from '../ports.ts'
import { fileJournal } from './file-journal.ts'
import { isWhole, lineOf } from './lines.ts'

const record = (at: number): JournalRecord => ({ type: 'goal', at, epoch: 1 })
const older = (at: number): string => `${JSON.stringify(record(at))}\n`
let folder = ''
let path = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'))
  path = join(folder, 'journal')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function appended(...records: readonly JournalRecord[]): Promise<void> {
  const journal = fileJournal(path)
  const lease = await journal.lease('test', 1_000, 0)
  const { version } = await journal.read(0)
  await journal.append(records, { version, fence: lease.fence })
  await lease.release()
  journal.close()
}

async function recordsNow(): Promise<readonly JournalRecord[]> {
  const journal = fileJournal(path)
  try {
    return (await journal.read(0)).records
  } finally {
    journal.close()
  }
}

test('a file of bare records, as older versions wrote it, is read and gone on with', async () => {
  writeFileSync(path, older(1) + older(2))
  expect(await recordsNow()).toEqual([record(1), record(2)])
  await appended(record(3))
  expect(await recordsNow()).toEqual([record(1), record(2), record(3)])
})

test.each(['an older', 'this'])(
  'what a crash cut off is passed over, wherever: a file of %s kind',
  async (kind) => {
    if (kind === 'this') await appended(record(1), record(2))
    else writeFileSync(path, older(1) + older(2))
    const whole = readFileSync(path)
    const before = await recordsNow()
    const ends = [...whole.keys()].filter((at) => whole[at] === 0x0a)
    const lengths = [...whole.keys()].filter(
      (at) => at % 13 === 0 || ends.some((end) => Math.abs(end - at) < 2),
    )
    for (const length of lengths) {
      writeFileSync(path, whole.subarray(0, length))
      const left = await recordsNow()
      expect(left).toEqual(before.slice(0, left.length))
      await appended(record(3))
      await appended(record(4))
      // a record that lacks only its end is kept
      const now = await recordsNow()
      const kept = before.slice(0, now.length - 2)
      expect(kept.length - left.length).toBeLessThanOrEqual(ends.includes(length) ? 2 : 0)
      expect(now).toEqual([...kept, record(3), record(4)])
    }
  },
)

test('no flipped bit changes what the file means without notice', async () => {
  await appended(record(1))
  await appended(record(2), record(3))
  const whole = readFileSync(path)
  const before = await recordsNow()
  const changed: [number, readonly JournalRecord[]][] = []
  // a step that is prime to eight meets all bits of the bytes by turns
  for (let bit = 0; bit < whole.length * 8; bit += 11) {
    const bytes = Buffer.from(whole)
    const at = bit >> 3
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7))
    writeFileSync(path, bytes)
    const after = await recordsNow().catch(() => before)
    if (JSON.stringify(after) !== JSON.stringify(before)) changed.push([bit, after])
  }
  expect(changed).toEqual([])
})

test('no flipped bit of a line passes its checksum', () => {
  const text = lineOf({ version: 0, fence: 0, records: [record(1)] }).slice(0, -1)
  const bytes = Buffer.from(text)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Buffer.from(bytes)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(isWhole(flipped.toString())).toBe(false)
  }
  expect(isWhole(text)).toBe(true)
})

test('a line that is gone is missed by the next records, and one that stands twice counts once', async () => {
  await appended(record(1))
  await appended(record(2))
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  const expected = await recordsNow()
  for (const [i, line] of lines.entries()) {
    writeFileSync(path, `${lines.toSpliced(i, 1).join('\n')}\n`)
    const isMissed =
      lines.slice(i + 1).some((later) => later.includes('records')) && !line.includes('renewed')
    if (isMissed) await expect(recordsNow()).rejects.toThrow(/line \d+: follows on a line that is missing/)
    writeFileSync(path, `${lines.toSpliced(i, 0, line).join('\n')}\n`)
    expect(await recordsNow()).toEqual(expected)
  }
})

test('a broken line further up is refused by number, and the file is left as it was', async () => {
  const text = `${older(1)}{"type":7}\n${older(2)}`
  writeFileSync(path, text)
  expect(() => fileJournal(path)).toThrow(/journal, line 2: is not a journal record/)
  expect(readFileSync(path, 'utf8')).toBe(text)
})

test('the lease of a process that is gone is not waited for', async () => {
  const journal = fileJournal(path)
  await journal.lease('another', 1_000, 0)
  await expect(journal.lease('test', 1_000, 0)).rejects.toThrow('another works on this account until')
  journal.close()
  const text = readFileSync(path, 'utf8')
  const gone = { fence: 1, holder: 'another', untilMs: 1_000, pid: 4_194_305 }
  writeFileSync(path, lineOf({ lease: gone }))
  expect(readFileSync(path, 'utf8').length).toBeGreaterThan(text.length - 8)
  await appended(record(1))
  expect(await recordsNow()).toEqual([record(1)])
})

test('of two that write at once the file decides, and every reader alike', async () => {
  const [one, other] = [fileJournal(path), fileJournal(path)]
  const first = await one.lease('a', 1_000, 0)
  const second = await other.lease('b', 1_000, 1_000)
  await expect(one.append([record(1)], { version: 0, fence: first.fence })).rejects.toThrow(
    'b has taken over',
  )
  await other.append([record(2)], { version: 0, fence: second.fence })
  // a line that was on its way when the lease was taken over
  const late = lineOf({ version: 1, fence: first.fence, records: [record(3)] })
  writeFileSync(path, late, { flag: 'a' })
  for (const journal of [one, other]) expect((await journal.read(0)).records).toEqual([record(2)])
  expect(await other.append([record(4)], { version: 1, fence: second.fence })).toBe(2)
  for (const journal of [one, other]) journal.close()
})

test('a place that cannot hold a journal is named with the mend', () => {
  expect(() => fileJournal(join(folder, 'none', 'journal'))).toThrow(
    'none/journal: its folder does not exist; make the folder first',
  )
  expect(() => fileJournal(folder)).toThrow(`${folder}: is a folder; name a file in it`)
  expect(existsSync(`${folder}.lock`)).toBe(false)
})
