/** Commands on a customer's export, as README shows them, and on an export with deceptive names. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { node } from './testing/child.ts'
import { ADMIN, exportFile, HOSTILE, harmless } from './testing/hostile-export.ts'

const folder = mkdtempSync(join(tmpdir(), 'casproof-state-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const casproof = (...args: string[]) => node([MAIN, ...args])

describe('mail of an exported tenant', () => {
  const file = exportFile(folder, 'Contoso', 'Mark', true)
  test.each(['contoso.com', 'contoso.onmicrosoft.com'])(
    'reaches its people at %s, and leaves it',
    async (domain) => {
      const person = `${ADMIN}@${domain}`
      const into = await casproof(
        'mail',
        '--state',
        file,
        '--after',
        'deprovision',
        '--from',
        'friend@partner.example',
        '--to',
        person,
        '--expect',
        'inbox',
      )
      expect(into).toMatchObject({ code: 0, out: expect.stringContaining('delivered to the Inbox') })
      expect(into.err).toContain(`<object id>@contoso.onmicrosoft.com and <object id>@contoso.com`)
      const from = await casproof(
        'mail',
        '--state',
        file,
        '--from',
        `${ADMIN}@contoso.com`,
        '--to',
        'friend@partner.example',
        '--expect',
        'internet',
      )
      expect(from).toMatchObject({ code: 0, out: expect.stringContaining('handed to the Internet') })
    },
  )
})

describe('a conformance run on an exported tenant', () => {
  const file = exportFile(folder, 'Contoso', 'Mark', false)
  const out = join(folder, 'conformance')

  test('plays what can be played there, says what cannot, and writes its reports', async () => {
    const { code, out: said } = await casproof(
      ...['conform', '--state', file, '--only', 'script/the four stages', '--out', out],
    )
    expect(code).toBe(0)
    expect(said).toMatch(/^note: Not in the export/m)
    expect(said).toMatch(/^NOT PLAYED known defects/m)
    expect(said).toMatch(/^Passed: \d+ runs/m)
    expect(readdirSync(out)).toContain('conformance.md')
    expect(said.split('\n').filter((line) => line.length > 80 && !line.includes(folder))).toEqual([])
  })

  test('is replayed on the same export alone', async () => {
    const script = JSON.stringify({
      ...{ v: 1, name: 'x', seed: 'x', world: 'state', site: 'EU', directions: 'both', policies: 'all' },
      steps: [{ op: 'restart' }],
    })
    expect((await casproof('replay', script)).err).toContain('name it with --state <file>')
    expect(await casproof('replay', script, '--state', file)).toMatchObject({
      code: 0,
      out: expect.stringContaining('All invariants held.'),
    })
  })
})

test('a file that cannot be read as an export leaves no folder, and says what is read', async () => {
  const file = join(folder, 'other.json')
  writeFileSync(file, '{"a":1}')
  const out = join(folder, 'reports')
  const { code, err } = await casproof('audit', '--state', file, '--out', out)
  expect([code, existsSync(out)]).toEqual([2, false])
  expect(err).toMatch(
    /^casproof: \S+other\.json: not an export .* accepted are: ScubaGear \(ProviderSettingsExport\.json, /,
  )
})

describe('names that were written to deceive', () => {
  const file = exportFile(folder, HOSTILE, `${HOSTILE} rule`, false)
  const out = join(folder, 'hostile')
  const person = `${ADMIN}@contoso.com`

  test('act on no terminal, and forge no line of an audit', async () => {
    const { code, out: text, err } = await casproof('audit', '--state', file, '--out', out)
    harmless(err)
    expect(code).not.toBe(2)
    expect(
      harmless(text)
        .split('\n')
        .filter((line) => line === 'Clean.').length,
    ).toBeLessThanOrEqual(code === 0 ? 1 : 0)
    expect(text).toContain(String.raw`Ada\u{1b}[2K\u{1b}]0;pwned\u{7}`)
    for (const name of readdirSync(out)) {
      const report = readFileSync(join(out, name), 'utf8')
      if (name.endsWith('.json')) expect(JSON.parse(report).record.tenant.displayName).toBe(HOSTILE)
      else expect(report.split(/[\n\u2028]/)).not.toContain('Clean.')
    }
    const json = await casproof('audit', '--state', file, '--out', out, '--json')
    expect(JSON.parse(harmless(json.out)).tenant.displayName).toBe(HOSTILE)
  })

  test.each([[[]], [['--json']]])('act on no terminal where mail is shown %j', async (options) => {
    const {
      code,
      out: text,
      err,
    } = await casproof('mail', '--state', file, '--from', 'a@partner.example', '--to', person, ...options)
    expect(code).toBe(0)
    harmless(err)
    expect(harmless(text)).toContain('pwned')
  })

  test('act on no terminal in what is replayed', async () => {
    const script = {
      v: 1,
      name: HOSTILE,
      seed: HOSTILE,
      world: 'plain',
      site: 'EU',
      directions: 'both',
      policies: 'all',
      steps: [{ op: 'administrator', act: 'add rule', value: HOSTILE }],
    }
    const { code, out: text, err } = await casproof('replay', JSON.stringify(script))
    expect([code, harmless(err)]).toEqual([0, ''])
    expect(harmless(text)).toContain(String.raw`Ada\u{1b}[2K`)
  })

  test('errors about an argument do not pass it on, either', async () => {
    const bad = {
      v: 1,
      name: 'a',
      seed: 'a',
      world: HOSTILE,
      site: 'EU',
      directions: HOSTILE,
      policies: 'all',
      steps: [],
    }
    const { code, err } = await casproof('replay', JSON.stringify(bad))
    expect(code).toBe(2)
    expect(harmless(err).trimEnd().split('\n')).toHaveLength(1)
  })
})
