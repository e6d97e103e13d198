import { expect, test, vi } from 'vitest'
import { coverageCommand } from './coverage.ts'

async function printed(options: Parameters<typeof coverageCommand>[0]): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  await coverageCommand(options)
  const text = write.mock.calls.map(([one]) => String(one)).join('')
  write.mockRestore()
  return text
}

test('coverage says what is emulated, which share of the examples matches and why others do not, and what is refused', async () => {
  const text = await printed({})
  expect(text).toMatch(/^Emulated: \d+ operations/)
  expect(text).toMatch(/graph +\d+ +\d+/)
  expect(text).toMatch(/Parameters of cmdlets: \d+ of \d+ documented ones/)
  expect(text).toMatch(/TransportRule +Get 6\/6, New 175\/175, Set 174\/174/)
  expect(text).toMatch(/share that matches.* \d+\.\d %/)
  expect(text).toMatch(/page +Intune/)
  const [, bare = ''] = /Without any evidence[^\n]*: (\d+)\n/.exec(text) ?? []
  const pages = text.matchAll(
    /^ {2}(?:entra|graph|exchange) .+?(?: and (\d+) more)? \((?:documented|observed|inferred|proposed)\): \S+$/gm,
  )
  const operations = [...pages].map(([, more = '0']) => 1 + Number(more))
  expect(operations.reduce((sum, count) => sum + count, 0)).toBe(Number(bare))
  expect(operations.length).toBeLessThan(40)
  expect(text).toContain('Refused as not emulated')
  expect(text).toContain('Search UnifiedAuditLog')
})

test('a list names every operation with its page', async () => {
  const text = await printed({ list: true })
  expect(text).toMatch(
    /exchange +New-TransportRule .*https:\/\/learn\.microsoft\.com\/powershell\/module\/exchange\/new-transportrule/,
  )
  expect(text).toMatch(/^ {2}POST \/saml2$/m)
})

test('JSON is one line that a program can read', async () => {
  const text = await printed({ json: true })
  const { operations, refused, examples } = JSON.parse(text)
  expect(text.trimEnd()).not.toContain('\n')
  expect([operations.length > 400, refused.length > 50, examples.shares.length]).toEqual([true, true, 2])
})
