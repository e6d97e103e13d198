import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { node } from './testing/child.ts'

const ENTRY = fileURLToPath(new URL('./casproof.mjs', import.meta.url))

test('a Node that cannot read TypeScript is told what to do', async () => {
  const old = await node(['--no-experimental-strip-types', ENTRY, '--help'])
  expect(old).toMatchObject({ code: 2, out: '' })
  expect(old.err).toMatch(/^casproof: Node [\d.]+ cannot run TypeScript\..*npm rebuild node/)
  expect((await node([ENTRY, '--help'])).out).toMatch(/^Usage: casproof /)
})

test('whoever reads no further ends it in peace, and a full disk is told', async () => {
  const shell = (command: string) =>
    promisify(execFile)('sh', ['-c', command], { env: { ...process.env, NODE: process.execPath, ENTRY } })
  expect((await shell('"$NODE" "$ENTRY" coverage | head -1')).stderr).toBe('')
  await expect(shell('"$NODE" "$ENTRY" --help > /dev/full')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^casproof: standard output cannot be written: ENOSPC/),
  })
})
