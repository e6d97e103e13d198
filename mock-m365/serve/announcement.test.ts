import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { announce, announced } from './announcement.ts'

const directory = mkdtempSync(join(tmpdir(), 'casproof-announcement-'))
afterAll(() => rmSync(directory, { recursive: true }))

const fileOf = (pid: number): string => join(directory, `serving-${pid}.json`)
const file = fileOf(process.pid)
const serving = {
  origin: 'https://localhost:1',
  proxy: 'http://127.0.0.1:2',
  caFile: 'ca.pem',
  close: async () => {},
}
const found = { origin: serving.origin, proxy: serving.proxy, caFile: 'ca.pem', pid: process.pid }

test('a server is found while it runs, and not after', () => {
  expect(announced(directory)).toBeUndefined()
  const withdraw = announce({ directory }, serving)
  expect(announced(directory)).toEqual(found)
  expect(readdirSync(directory)).toEqual([`serving-${process.pid}.json`])
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
  withdraw()
  expect([announced(directory), readdirSync(directory)]).toEqual([undefined, []])
  withdraw()
})

/** What another process has written, dated some seconds in the future. */
function byAnother(pid: number, secondsLater: number): string {
  writeFileSync(fileOf(pid), JSON.stringify({ ...found, origin: 'https://localhost:3', pid }))
  const at = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  utimesSync(fileOf(pid), at / 1000 + secondsLater, at / 1000 + secondsLater)
  return fileOf(pid)
}

test('of two servers with one home the later is found, and when it ends the earlier is found again', () => {
  const withdraw = announce({ directory }, serving)
  const later = byAnother(process.ppid, 2)
  expect(announced(directory)?.origin).toBe('https://localhost:3')
  rmSync(later)
  expect(announced(directory)).toEqual(found)
  withdraw()
})

test('the end of an earlier server leaves the later one announced', () => {
  const withdraw = announce({ directory }, serving)
  const later = byAnother(process.ppid, 2)
  withdraw()
  expect(announced(directory)?.origin).toBe('https://localhost:3')
  rmSync(later)
})

test('what a server left behind that died hides none that runs, and is swept away by the next', () => {
  const withdraw = announce({ directory }, serving)
  byAnother(2 ** 30, 2)
  expect(announced(directory)).toEqual(found)
  withdraw()
  announce({ directory }, serving)()
  expect(readdirSync(directory)).toEqual([])
})

test.each([
  ['a process that has died', { ...found, pid: 2 ** 30 }],
  ['a process group', { ...found, pid: -1 }],
  ['no process', { ...found, pid: 0 }],
  ['a text for a number', { ...found, pid: '1' }],
  ['half an announcement', { pid: process.pid }],
  ['nothing', null],
])('an announcement of %s is none', (_what, written) => {
  writeFileSync(file, JSON.stringify(written))
  expect(announced(directory)).toBeUndefined()
})
