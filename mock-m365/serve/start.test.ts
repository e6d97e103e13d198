import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'

const IMPORT = `
  await import('#mock-m365/serve')
  process.stdout.write(process.moduleLoadList.filter((name) => name.includes('undici')).join())
`

it('a start of the server does not load Node’s undici, which nothing in it calls', () => {
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', IMPORT], { encoding: 'utf8' })).toBe('')
})
