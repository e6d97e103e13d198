import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { announce, announced } from './announcement.ts'

const directory = mkdtempSync(join(tmpdir(), 'casproof-announcement-'))
afterAll(() => rmSync(directory, { recursive: true }))

const file = join(directory, 'serving.json')
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
  expect(readdirSync(directory)).toEqual(['serving.json'])
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
  withdraw()
  expect([announced(directory), readdirSync(directory)]).toEqual([undefined, []])
  withdraw()
})

test('of two servers with one home the later is found, and the earlier does not take it away', () => {
  const withdraw = announce({ directory }, serving)
  const later = JSON.stringify({ ...found, origin: 'https://localhost:3', pid: process.ppid })
  writeFileSync(file, later)
  expect(announced(directory)?.origin).toBe('https://localhost:3')
  withdraw()
  expect(readFileSync(file, 'utf8')).toBe(later)
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
