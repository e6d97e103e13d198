import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JournalRecord } from '../reconcile/journal.ts'
import { fileJournal } from './file-journal.ts'

const goal = (at: number): JournalRecord => ({ type: 'goal', goal: 'granted', at, epoch: 1 })
let folder = ''
let path = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'))
  path = join(folder, 'journal')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what was appended is there when the file is opened again', () => {
  const first = fileJournal(path)
  first.append(goal(1))
  first.append(goal(2))
  first.close()
  const second = fileJournal(path)
  expect(second.records()).toEqual([goal(1), goal(2)])
  second.close()
})

test('a last line that a crash cut off is dropped, wherever it was cut', () => {
  const whole = `${JSON.stringify(goal(1))}\n`
  const torn = `${JSON.stringify(goal(2))}`
  for (let length = 1; length <= torn.length; length++) {
    writeFileSync(path, whole + torn.slice(0, length))
    const journal = fileJournal(path)
    expect(journal.records()).toEqual([goal(1)])
    journal.append(goal(3))
    journal.close()
    expect(readFileSync(path, 'utf8')).toBe(`${whole}${JSON.stringify(goal(3))}\n`)
  }
})

test('a broken line further up is refused by number, and the file is left as it was', () => {
  const text = `${JSON.stringify(goal(1))}\n{"type":7}\n${JSON.stringify(goal(2))}\n`
  writeFileSync(path, text)
  expect(() => fileJournal(path)).toThrow(/journal, line 2: is no journal record/)
  expect(readFileSync(path, 'utf8')).toBe(text)
  writeFileSync(path, '')
  fileJournal(path).close()
})

test('one process at a time', () => {
  const journal = fileJournal(path)
  expect(() => fileJournal(path)).toThrow(/holds .*journal\.lock/)
  journal.close()
  fileJournal(path).close()
})

test('the lock of a process that is gone is taken over', () => {
  appendFileSync(`${path}.lock`, '4194305')
  fileJournal(path).close()
})

test('several that find the lock of a process that is gone leave one holder', () => {
  writeFileSync(`${path}.lock`, '4194305')
  const journal = fileJournal(path)
  expect(() => fileJournal(path)).toThrow(`process ${process.pid} holds`)
  expect(readdirSync(folder).sort()).toEqual(['journal', 'journal.lock'])
  journal.close()
})

test('a lock that does not yet say whose it is counts as held', () => {
  writeFileSync(`${path}.lock`, '')
  expect(() => fileJournal(path)).toThrow('or delete the file where none runs')
})

test('a place that cannot hold a journal is named with the mend', () => {
  expect(() => fileJournal(join(folder, 'none', 'journal'))).toThrow(
    'none/journal: its folder does not exist; make the folder first',
  )
  expect(() => fileJournal(folder)).toThrow(`${folder}: is a folder; name a file in it`)
  expect(existsSync(`${folder}.lock`)).toBe(false)
})
