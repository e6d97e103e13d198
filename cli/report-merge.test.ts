/** `casproof conform` in shards and `casproof report merge`, as a CI matrix uses them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { conformanceRecordFrom, withoutDurations } from '#reports'
import { node } from './testing/child.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'casproof-shards-'))
afterAll(() => rmSync(folder, { recursive: true }))

const casproof = (...args: readonly string[]) => node([MAIN, ...args])
const PLAYED = ['conform', '--only', 'random/', '--runs', '20', '--workers', '1']
const place = (name: string) => join(folder, name)
const recordIn = (name: string) => join(place(name), 'conformance.json')
const bytesIn = (name: string) =>
  JSON.stringify(withoutDurations(conformanceRecordFrom(readFileSync(recordIn(name)), name)))

beforeAll(async () => {
  const parts = [[], ['--shard', '1/2'], ['--shard', '2/2']]
  const ended = await Promise.all(
    parts.map((shard, i) => casproof(...PLAYED, ...shard, '--out', place(`part-${i}`))),
  )
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0])
  expect(ended[1]?.out).toContain(', shard 1 of 2.')
})

test('two shards give the record of the whole, in every form', async () => {
  const { code, out } = await casproof(
    ...['report', 'merge', recordIn('part-2'), recordIn('part-1'), '--out', place('all')],
  )
  expect([code, out]).toEqual([0, expect.stringMatching(/^Passed: 20 runs, \d+ calls, seed "casproof"\.$/m)])
  expect(bytesIn('all')).toBe(bytesIn('part-0'))
  for (const name of ['conformance.md', 'junit.xml', 'ctrf.json'])
    expect(readFileSync(join(place('all'), name), 'utf8').length).toBeGreaterThan(100)
})

test('a shard that is missing fails the merge, by number', async () => {
  const { code, err } = await casproof(
    ...['report', 'merge', recordIn('part-2'), '--out', place('some'), '--json'],
  )
  expect([code, err]).toEqual([1, 'casproof: not the whole run: shard 1 of 2 is missing\n'])
})

test('records of other runs are refused by name, with what to do', async () => {
  const other = place('other.json')
  const record = readFileSync(recordIn('part-1'), 'utf8')
  const merge = (...files: readonly string[]) => casproof('report', 'merge', ...files, '--out', place('no'))
  writeFileSync(other, record.replace('"seed": "casproof"', '"seed": "b"'))
  const seeds = await merge(recordIn('part-2'), other)
  expect([seeds.code, seeds.err]).toEqual([
    2,
    expect.stringMatching(/^casproof: \S+other\.json: seed is "b" here, and "casproof" in \S+; merge shards/),
  ])
  writeFileSync(other, record.replaceAll(/"casproof": "[^"]+"/g, '"casproof": "9.9.9"'))
  const versions = await merge(other)
  expect([versions.code, versions.err]).toEqual([
    2,
    expect.stringMatching(
      /^casproof: the records are of casproof 9\.9\.9, and this is .*: merge them with the one/,
    ),
  ])
  const whole = await merge(recordIn('part-0'))
  expect([whole.code, whole.err]).toEqual([
    2,
    expect.stringContaining('not of a shard; casproof conform --shard'),
  ])
})
