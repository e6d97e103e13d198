/** The kit finds nothing wrong with cas-core, what is missing in the least adapter, and each thing that is made wrong in it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { casCoreCommand, opened } from '../testing/ground.ts'
import { CHECKS } from './checks.ts'
import { type Checked, runKit } from './run.ts'

const CLOCK = { now: Date.now, sleep: (ms: number) => setTimeout(ms) }

const [, ADAPTER = ''] =
  /```js\n([\s\S]+?)```/.exec(readFileSync(new URL('../../../docs/subjects.md', import.meta.url), 'utf8')) ??
  []

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'casproof-adapter-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function kitOn(command: string, endingMs = 60_000): Promise<readonly Checked[]> {
  let close: (() => Promise<void>) | undefined
  const checked = await runKit(async () => {
    const ground = await opened(command, {
      clock: CLOCK,
      env: process.env,
      nowMs: Date.now(),
      endingMs,
    })
    close = ground.close
    return ground.subject
  })
  await close?.()
  return checked
}

/** The least adapter, with something made wrong in it. */
async function wrong(name: string, from: string | RegExp, to: string): Promise<readonly Checked[]> {
  const text = ADAPTER.replace(from, to)
  if (text === ADAPTER && from !== to) throw new Error(`the adapter has no ${from}`)
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, text)
  // one that goes on is not waited for
  return kitOn(`'${process.execPath}' '${file}'`, name === 'stops' ? 500 : undefined)
}

const failed = (all: readonly Checked[]) =>
  all.filter(({ breaches }) => breaches.length > 0).map(({ name }) => name)

test('cas-core owes nothing', async () => {
  const all = await kitOn(casCoreCommand())
  expect(all.flatMap(({ breaches }) => breaches)).toEqual([])
  expect(all.flatMap(({ notTried }) => notTried ?? [])).toEqual([])
  expect(all.map(({ name }) => name)).toEqual(['tells itself', ...CHECKS.map(({ name }) => name)])
})

test('the least adapter of the page lacks operations, and nothing else', async () => {
  const all = await wrong('least', '', '')
  expect(failed(all)).toEqual(['has the four stages'])
  expect(all.flatMap(({ notTried }) => notTried ?? [])).toEqual([])
  expect(ADAPTER.trimEnd().split('\n').length).toBeLessThan(120)
})

test.each([
  ['tells itself', 'protocol: 1,', 'protocol: 2,'],
  ['refuses ill-formed settings', "typeof asked.store !== 'string'", 'false'],
  ['refuses unknown operations', '[404, { error', '[200, { error'],
  ['refuses ill-formed requests', '[400, { error: { message: error.message } }]', '[500, {}]'],
  ['refuses ill-formed input', 'if (unknown) return', 'if (false) return'],
  ['knows who may', '!who.includes(user.role)', 'false'],
  ['keeps state', 'writeFileSync(settings.store, JSON.stringify(all))', ''],
  ['keeps state', /settings\.store/g, "new URL('kept.json', import.meta.url)"],
  ['lives in its time', 'told(Date.parse(JSON.parse(text).now))', 'told(Date.parse("2020-01-01"))'],
  ['stops', 'process.exit()', 'undefined'],
] as const)('%s: seen to fail with %s as %s', async (name, from, to) => {
  const all = await wrong(name.replaceAll(' ', '-'), from, to)
  expect(failed(all)).toContain(name)
  expect(all.find((one) => one.name === name)?.breaches.join('\n')).not.toMatch(/undefined is not|TypeError/)
})
