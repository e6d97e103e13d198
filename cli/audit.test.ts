import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { auditCommand } from './audit.ts'

const out = mkdtempSync(join(tmpdir(), 'casproof-audit-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

const ADMIN = 'aaaaaaaa-2222-4333-8444-555555555555'
const EXPORT = JSON.stringify({
  tenant_id: '11111111-2222-4333-8444-555555555555',
  tenant_details: { DisplayName: 'Contoso' },
  domain_settings: { Id: 'contoso.onmicrosoft.com', IsDefault: true, IsInitial: true, IsVerified: true },
  privileged_users: { [ADMIN]: { DisplayName: 'Ada', roles: ['Global Administrator'] } },
})

const page = () => readFileSync(join(out, 'change-audit.md'), 'utf8')

async function printed(world: string, policies: 'all' | 'mixed'): Promise<{ text: string; code: unknown }> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  await auditCommand({
    version: '0',
    world,
    site: 'EU',
    directions: 'both',
    policies,
    generation: 'cecp',
    out,
  })
  const text = write.mock.calls.map(([one]) => String(one)).join('')
  write.mockRestore()
  const code = process.exitCode
  process.exitCode = 0
  return { text, code }
}

test('a refused grant is told within the width of a terminal, with what it leaves', async () => {
  const { text } = await printed('clash', 'all')
  expect(text.split('\n').filter((line) => line.length > 110)).toEqual([])
  expect(text).toContain('remove it, then try again')
  expect(text).toContain('Left in the tenant: 1 servicePrincipals, 6 appRoleAssignments')
  expect(text).not.toContain('BROKEN')
})

test.each(['cas', 'cecp'] as const)('API mode in the words of %s is clean', async (generation) => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  await auditCommand({ version: '0', mode: 'api', world: 'busy', site: 'EU', generation, out })
  const text = write.mock.calls.map(([one]) => String(one)).join('')
  write.mockRestore()
  expect([process.exitCode, text]).toEqual([0, expect.stringMatching(/\nClean\.\n/)])
  expect(page()).toContain('| Mode | API-based protection |')
  expect(page()).toMatch(/hidden folder[^|]*\(witnessed\)/)
})

test.each([
  ['clash', 'NO STAGE WAS DONE', 'exists already'],
  ['full', 'NO STAGE WAS DONE', '296 of 300 transport rules'],
  ['dehydrated', 'NO STAGE WAS DONE', 'not yet open to customization'],
  ['developer', 'NOT DONE TO THE END', "you can't create an inbound connector"],
])('on %s the verdict names what was not done and why, and the command exits 1', async (world, far, why) => {
  const { text, code } = await printed(world, 'all')
  expect(code).toBe(1)
  expect(text.slice(text.indexOf(far)).replaceAll('\n', ' ')).toContain(why)
  expect(text).toContain('Documented changes that are missing: 0.')
  expect(page().replaceAll('\\', '').split('## Undocumented')[0]).toContain(why)
})

test('an export: simulated, with its notes, and without the name of its folder', async () => {
  const state = join(out, 'export.json')
  writeFileSync(state, EXPORT)
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  await auditCommand({
    version: '0',
    state,
    site: 'EU',
    directions: 'both',
    policies: 'all',
    generation: 'cecp',
    out,
  })
  write.mockRestore()
  process.exitCode = 0
  expect(page()).toContain('(starting state: export.json). No real tenant was touched')
  expect(page()).toMatch(/## What the export does not hold\n\n[^\n]+\n\n- /)
  expect(page()).not.toContain(out)
  expect(page()).toContain('| Scenario | change audit of an export, policies all, directions both |')
})

test('reports of one tenant under other policies have other names, and say what the script did by itself', async () => {
  const names = []
  for (const policies of ['all', 'mixed'] as const) {
    await printed('busy', policies)
    names.push(/\| Scenario \| (.*) \|/.exec(page())?.[1])
    const shown = new Set([...page().matchAll(/^\| (\d+) \| 2026/gm)].map(([, seq]) => Number(seq)))
    const own = new Set([...page().matchAll(/#(\d+) /g)].map(([, seq]) => Number(seq)))
    expect(own.size).toBeGreaterThan(2)
    const all = [...shown, ...own].toSorted((a, b) => a - b)
    expect(all).toEqual(all.map((_, i) => i))
  }
  expect(names).toEqual([
    'change audit of busy, policies all, directions both',
    'change audit of busy, policies mixed, directions both',
  ])
})

test.each([
  ['all', 'Transport rules are updated'],
  ['mixed', 'Members enter and leave'],
] as const)('with policies for %s something is there to follow', async (policies, row) => {
  const { text, code } = await printed('busy', policies)
  expect(code).toBe(0)
  expect(text).toContain('Clean.')
  expect(page()).toMatch(new RegExp(`\\| 2\\.\\d \\| ${row}[^|]*\\| witnessed`))
  expect(page()).toMatch(/\| 2\.2 \| Once a day[^|]*\| reported/)
  expect(page()).toMatch(/\| 2\.4 \| The access token[^|]*\| \*\*in part\*\*/)
  expect(page()).toContain('2 of the site’s 10 were there before the grant')
})
