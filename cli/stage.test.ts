import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { stageCommand } from './stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'casproof-stage-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const ACCOUNT = file(
  'account.json',
  JSON.stringify({
    ...{ tenantId: 'x', site: 'x', directions: 'x', vendorKey: 'x', policies: [] },
    application: { clientId: 'x', clientSecret: 'x', redirectUri: 'x' },
  }),
)
const options = { account: ACCOUNT, journal: join(folder, 'journal'), purpose: 'mail flow' } as const
const missing = join(folder, 'missing.pem')

test.each([
  ['a CA that is not there', { ca: missing }, `--ca: ${missing} cannot be read: ENOENT`],
  ['a CA that is a folder', { ca: folder }, `--ca: ${folder} cannot be read: EISDIR`],
  ['a CA that is no certificate', { ca: ACCOUNT }, `--ca: ${ACCOUNT} holds no certificate in PEM`],
  ['an account that is not there', { account: missing }, `${missing} cannot be read: ENOENT`],
])('%s is named, and nothing is begun', async (_what, wrong, said) => {
  const failure = await stageCommand('provision', { ...options, ...wrong }).catch((error: Error) => error)
  expect(failure).toBeInstanceOf(Error)
  expect(String(failure)).toContain(said)
  if ('ca' in wrong) expect(String(failure)).toMatch(/; casproof serve prints where its own is$/)
})
