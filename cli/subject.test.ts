/** Systems under test from a shell: cas-core behind the protocol, and the adapter of the page. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ended, node } from './testing/child.ts'

const PAGE = readFileSync(new URL('../docs/subjects.md', import.meta.url), 'utf8')
const CAS_CORE = `'${process.execPath}' cli/main.ts subject`
const casproof = (...args: readonly string[]): Promise<Ended> => node(['cli/main.ts', ...args])

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'casproof-subject-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('cas-core is played as any other is, and its record says so', async () => {
  const only = 'script/the four stages'
  const { out, code } = await casproof('conform', '--subject', CAS_CORE, '--only', only, '--out', folder)
  expect(out).toContain('Passed: ')
  expect(out).toMatch(/NOT PLAYED trials \(\d+\): /)
  expect(code).toBe(0)
  const { record } = JSON.parse(readFileSync(join(folder, 'conformance.json'), 'utf8'))
  expect(record.options).toMatchObject({ subject: CAS_CORE, only })
  expect(readFileSync(join(folder, 'conformance.md'), 'utf8')).toContain('## Not Played')
})

test('a script is replayed on it, as a transcript of 80 columns', async () => {
  const script = 'scenarios/scripts/guide-000-inline-grant.json'
  const { out, code } = await casproof('replay', script, '--subject', CAS_CORE)
  expect(out).toMatch(/vendor +setLicence: site EU/)
  expect(out).toContain('All invariants held.')
  const lines = out.split('\n').slice(1)
  expect(lines.filter((line) => line.length > 80)).toEqual([])
  expect(code).toBe(0)
})

test('what cannot be played on it is refused with the reason', async () => {
  const script = 'scenarios/scripts/former-both-migrated.json'
  const { err, code } = await casproof('replay', script, '--subject', CAS_CORE)
  expect(err).toMatch(/CANNOT PLAY ".*": another product does it, which no operation of this console is/)
  expect(code).toBe(2)
})

test.each([
  ['true', /it printed no address such as http:\/\/127\.0\.0\.1:40123, and ended: exit code 0/],
  ["sh -c 'echo broken >&2; exit 3'", /exit code 3; it said: broken/],
  ['http://127.0.0.1:59999', /GET \/ is not answered at http:\/\/127\.0\.0\.1:59999: \S/],
])('a command that is not a system under test, %s, is told as what it is', async (command, message) => {
  const { err, code } = await casproof('conform', '--subject', command, '--out', folder)
  expect(err).toMatch(message)
  expect(code).toBe(2)
})

describe('the page', () => {
  const [, adapter = ''] = /```js\n([\s\S]+?)```/.exec(PAGE) ?? []
  const [, said = ''] = /```text\n([\s\S]+?)```/.exec(PAGE) ?? []

  test('shows what the kit says of its adapter', async () => {
    const file = join(folder, 'adapter.mjs')
    writeFileSync(file, adapter)
    const { out, code } = await casproof('conform', '--subject', `'${process.execPath}' '${file}'`, '--kit')
    const lines = out.split('\n')
    for (const line of said
      .trimEnd()
      .split('\n')
      .filter((one) => one !== '…'))
      expect(lines).toContain(line)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(code).toBe(1)
  })

  test('shows an address at which one listens that was started by somebody else', async () => {
    const child = spawn(process.execPath, ['cli/main.ts', 'subject'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const { value: address } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
      const { out, code } = await casproof('conform', '--subject', String(address), '--kit', '--json')
      const { checks } = JSON.parse(out)
      expect(checks.flatMap(({ breaches }: { breaches: string[] }) => breaches)).toEqual([])
      const notTried = checks.filter((one: object) => 'notTried' in one)
      expect(notTried.map(({ name }: { name: string }) => name)).toEqual(['keeps state', 'stops'])
      expect(code).toBe(0)
    } finally {
      child.kill('SIGKILL')
    }
  })
})

test('one that the harness has started ends with the harness, even if that was killed', async () => {
  const env = { ...process.env, CASPROOF_LISTEN: '127.0.0.1:0' }
  const child = spawn(process.execPath, ['cli/main.ts', 'subject'], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise((end) => child.once('exit', end))
  await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  child.stdin.end()
  expect(await ended).toBe(0)
})
