import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { auditCommand } from './audit.ts'

const out = mkdtempSync(join(tmpdir(), 'casproof-audit-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

async function printed(world: string, policies: 'all' | 'mixed'): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  await auditCommand({ version: '0', world, site: 'EU', directions: 'both', policies, out })
  const text = write.mock.calls.map(([one]) => String(one)).join('')
  write.mockRestore()
  process.exitCode = 0
  return text
}

test('a refused grant is told within the width of a terminal, with what it leaves', async () => {
  const text = await printed('clash', 'all')
  expect(text.split('\n').filter((line) => line.length > 110)).toEqual([])
  expect(text).toContain('remove it, then try again')
  expect(text).toContain('Left in the tenant: 1 servicePrincipals, 6 appRoleAssignments')
  expect(text).not.toContain('BROKEN')
  expect(text).toContain('Clean, but no stage was done')
})

test.each([
  ['all', 'Transport rules are updated'],
  ['mixed', 'Members enter and leave'],
] as const)('with policies for %s something is there to follow', async (policies, row) => {
  const text = await printed('busy', policies)
  expect(text).toContain('Clean.')
  const page = readFileSync(join(out, 'change-audit.md'), 'utf8')
  expect(page).toMatch(new RegExp(`\\| 2\\.\\d \\| ${row}[^|]*\\| witnessed`))
  expect(page).toMatch(/\| 2\.2 \| Once a day[^|]*\| witnessed/)
  expect(page).toMatch(/\| 2\.4 \| The access token[^|]*\| \*\*in part\*\*/)
  expect(page).toContain('2 of the site’s 10 stood before the grant')
})
