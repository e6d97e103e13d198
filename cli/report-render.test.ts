/** `casproof report render` and `compare`, on records that commands wrote. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { auditCommand } from './audit.ts'
import { reportCompare, reportRender } from './report-render.ts'

const folder = mkdtempSync(join(tmpdir(), 'casproof-render-'))
afterAll(() => rmSync(folder, { recursive: true }))
const place = (...names: readonly string[]) => join(folder, ...names)

async function told(act: () => unknown): Promise<{ text: string; code: unknown }> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    await act()
    return { text: write.mock.calls.map(([one]) => String(one)).join(''), code: process.exitCode ?? 0 }
  } finally {
    write.mockRestore()
    process.exitCode = 0
  }
}

const options = { version: '0', world: 'plain', site: 'EU', generation: 'cecp' } as const

beforeAll(async () => {
  await told(() => auditCommand({ ...options, policies: 'all', out: place('all') }))
  await told(() => auditCommand({ ...options, policies: 'mixed', out: place('mixed') }))
})

test('a record gives the same reports once more, in every form', async () => {
  await told(() => reportRender(place('all', 'change-audit.json'), { out: place('again') }))
  const names = readdirSync(place('all')).toSorted()
  expect(names).toEqual(['change-audit.csv', 'change-audit.html', 'change-audit.json', 'change-audit.md'])
  for (const name of names)
    expect(readFileSync(place('again', name), 'utf8'), name).toBe(readFileSync(place('all', name), 'utf8'))
})

test('a record does not differ from itself; other policies make other changes', async () => {
  const [all, mixed] = [place('all', 'change-audit.json'), place('mixed', 'change-audit.json')]
  expect(await told(() => reportCompare(all, all, {}))).toEqual({ text: 'No difference.\n', code: 0 })
  const { text, code } = await told(() => reportCompare(all, mixed, {}))
  expect(code).toBe(1)
  expect(text).toMatch(/^In both, with other values: \d+$/m)
  expect(text.replaceAll(/\s+/g, ' ')).toContain('TMCAS Inline Incoming Domain Transport Rule')
  const { text: json } = await told(() => reportCompare(all, mixed, { json: true }))
  expect(Object.keys(JSON.parse(json))).toEqual(['gone', 'added', 'differing'])
})

test('a later version, a record of another kind, and what is no record are refused by name', async () => {
  const written = readFileSync(place('all', 'change-audit.json'), 'utf8')
  const later = place('later.json')
  writeFileSync(later, written.replace('"v": 1', '"v": 2'))
  expect(() => reportRender(later, { out: place('no') })).toThrow(
    /later\.json: v \(line \d+.*\): a report of version 2, and this casproof reads version 1; read it with/,
  )
  writeFileSync(later, '{"plays": []}')
  expect(() => reportRender(later, { out: place('no') })).toThrow(/later\.json: casproof/)
  writeFileSync(later, '[1]')
  expect(() => reportRender(later, { out: place('no') })).toThrow(/later\.json: .*expected an object/)
})
