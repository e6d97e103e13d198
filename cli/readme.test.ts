/** README shows what commands print: each block that begins with `$ npx casproof` is run, and compared line by line. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { node } from './testing/child.ts'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const ENTRY = fileURLToPath(new URL('casproof.mjs', import.meta.url))

const shown = [...README.matchAll(/```console\n\$ npx casproof (.+)\n([\s\S]+?)```/g)].map(
  ([, command = '', lines = '']) => [command, lines.trimEnd().split('\n')] as const,
)

/** Arguments as a shell reads them, quoted or bare. */
const argumentsOf = (command: string): string[] =>
  [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare = '']) => quoted ?? bare)

test('README shows some', () => {
  expect(shown.length).toBeGreaterThan(1)
})

test.each(shown)('%s', async (command, lines) => {
  const { out } = await node([ENTRY, ...argumentsOf(command)], { env: { ...process.env, NO_COLOR: '1' } })
  let rest = out.split('\n')
  let isElided = false
  for (const line of lines) {
    if (line.trim() === '…') {
      isElided = true
      continue
    }
    const at = rest.indexOf(line)
    expect([line, at], 'the next line of README, and how far on it is printed').toEqual([
      line,
      isElided ? expect.any(Number) : 0,
    ])
    expect(at, line).toBeGreaterThanOrEqual(0)
    rest = rest.slice(at + 1)
    isElided = false
  }
})
