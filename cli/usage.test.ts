/** Commands with wrong arguments end at once with 2, and one sentence that names the option and what to do. */
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { requireWritable, writeFiles } from '#output'
import { node } from './testing/child.ts'

const folder = mkdtempSync(join(tmpdir(), 'casproof-usage-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'a-file')
writeFileSync(file, '')
const large = join(folder, 'large')
writeFileSync(large, '')
truncateSync(large, 65 * 1024 * 1024)
const device = existsSync('/dev/zero') ? '/dev/zero' : folder

function run(script: string, args: readonly string[], home = folder) {
  const main = fileURLToPath(new URL(script, import.meta.url))
  return node([main, ...args], { env: { ...process.env, CASPROOF_HOME: home } })
}

const MAIL = ['mail', '--from', 'a@b.example', '--to', 'ada.lovelace@contoso.com']
const under = existsSync('/proc/self') ? '/proc/casproof' : join(file, 'x')

test.concurrent.each([
  [['--nope'], /unknown option '--nope'/],
  [['nope'], /unknown command 'nope'/],
  [['conform', '--runs', 'many'], /expected a whole number from 1/],
  [['conform', '--for', 'long'], /expected a time, such as 90s, 10m or 2h/],
  [['conform', '--for', '10m', '--runs', '5'], /'--for <time>' cannot be used with option '--runs <number>'/],
  [['conform', '--shard', '4/3'], /expected a share and their number, such as 1\/3/],
  [['conform', '--only', 'nothing'], /no unit has an id that begins with "nothing"; ids begin with script\//],
  [['report', 'merge'], /missing required argument 'records'/],
  [['report', 'merge', 'no-such-file'], /record: no-such-file cannot be read/],
  [['stage', 'provision'], /required option '--account <file>' not specified/],
  [['stage', 'nope', '--account', 'a', '--journal', 'b'], /Allowed choices are consent-url/],
  [[...MAIL, '--expect', 'banana'], /Allowed choices are inbox, junk, quarantine, internet, .*lost/],
  [[...MAIL, '--after', 'lunch'], /Allowed choices are nothing, provision, deprovision, clean-up/],
  [[...MAIL, '--served', '--world', 'busy'], /--served and --world contradict each other/],
  [[...MAIL, '--served', '--after', 'nothing'], /--served and --after contradict each other/],
  [[...MAIL, '--state', 'x', '--world', 'busy'], /--state and --world contradict each other/],
  [[...MAIL, '--ip', '1.2.3'], /ip: "1\.2\.3" is not an address/],
  [['audit', '--state', 'x', '--world', 'plain'], /--state and --world contradict each other/],
  [['audit', '--mode', 'api', '--policies', 'all'], /--mode api and --policies contradict each other/],
  [['audit', '--state', folder], /^casproof: --state: \S+ cannot be read: it is a folder\n$/],
  [
    ['audit', '--state', device],
    /^casproof: --state: \S+ cannot be read: it is (not a regular file|a folder)\n$/,
  ],
  [[...MAIL, '--state', large], /large cannot be read: it is larger than 64 MiB\n$/],
  [['serve', '--state', file, '--users', '5'], /--state and --users contradict each other/],
  [['serve', '--port', '0', '--site', 'Mars'], /"Mars" is not a site; the sites are US, EU, /],
  [
    ['audit', '--out', file],
    /^casproof: --out: nothing can be written into \S+ \(\S+ is not a folder\); name a folder/,
  ],
  [['conform', '--out', under], /^casproof: --out: nothing can be written into .*; name a folder/],
  [
    ['serve', '--port', '0', '--host', '999.1.1.1'],
    /^casproof: --host: "999\.1\.1\.1" is not an address of this machine/,
  ],
  [['replay', '[]'], /script: .*; a script is JSON, or a file of it: \{"v": 1, /],
  [
    ['replay', 'no-such-file'],
    /^casproof: script: no-such-file cannot be read: there is no such file; a script is JSON, or a file/,
  ],
  [['replay', file], /a-file: .*; a script is JSON, or a file of it/],
] as const)('casproof %j ends with 2', async (args, sentence) => {
  const { code, out, err } = await run('main.ts', args)
  expect(err).toMatch(sentence)
  expect([code, out]).toEqual([2, ''])
  expect(err).not.toMatch(/\n {4}at /)
})

test.concurrent.each([[['--help']], [['--version']], [['mail', '--help']]])(
  'casproof %j is not a failure',
  async (args) => {
    const { code, out, err } = await run('main.ts', args)
    expect([code, err]).toEqual([0, ''])
    expect(out).not.toBe('')
  },
)

test.concurrent.each([[['--help']], [['product', '--help']], [['administrator', '--help']]])(
  'casproof %j fits in 80 columns',
  async (args) => {
    const { out } = await run('main.ts', args)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  },
)

test.concurrent.each([['--only', 'nope'], ['--nope']])(
  'npm run bench -- %s %s says what it takes',
  async (...args) => {
    const { code, err } = await run(
      '../bench/main.ts',
      args.filter((one) => one !== undefined),
    )
    expect(err).toMatch(/^bench: .*; it takes --json and --only with one of "/)
    expect([code, err.split('\n').length]).toEqual([2, 2])
  },
)

test('a server whose home can never be made says so, and ends', async () => {
  const { code, out, err } = await run('main.ts', ['serve', '--port', '0'], join(under, 'home'))
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(/^casproof: \S+home: .* Set CASPROOF_HOME to a directory that can be written\.\n$/)
})

test('a folder is made level by level, and nothing is left of the trial', () => {
  const deep = join(folder, 'a', 'b')
  requireWritable(deep)
  expect(existsSync(join(folder, 'a'))).toBe(false)
  expect(writeFiles(deep, { 'x.md': 'text' })).toEqual([join(deep, 'x.md')])
  expect(() => requireWritable(join(file, 'below'))).toThrow(/^--out: nothing can be written into .*below/)
})
