/**
 * README shows what commands print: each block that begins with `$ npx casproof` is run, and compared line by line. The
 * chapter on the product is pasted into a shell, block by block, while a mock is served.
 */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { node } from './testing/child.ts'
import { MAIN, serving } from './testing/served.ts'

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

const textOf = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

test('every command and every option that README names exists', () => {
  const files = readdirSync(new URL('.', import.meta.url))
  const known = files
    .filter((name) => /^main\.ts$|-commands\.ts$/.test(name))
    .map(textOf)
    .join('\n')
  const lines = README.replaceAll(/\\\n\s*/g, '').split('\n')
  const commands = lines.flatMap((line) => /npx casproof (\w+)(.*)/.exec(line.split('#')[0] ?? '') ?? [])
  expect(commands.length).toBeGreaterThan(20)
  for (const command of lines.flatMap((line) => /npx casproof (\w+)/.exec(line)?.[1] ?? []))
    expect(known).toContain(`.command('${command}')`)
  for (const line of lines.filter((one) => one.includes('npx casproof')))
    for (const [option] of line.matchAll(/--[a-z][a-z-]+/g))
      if (!['--help', '--without'].includes(option))
        expect(known).toMatch(new RegExp(`'(?:-., )?${option}[ ']`))
})

const chapter = /^## The product, from a shell\n([\s\S]+?)\n## /m.exec(README)?.[1] ?? ''
const walk = [...chapter.matchAll(/```console\n([\s\S]+?)```/g)].map(([, lines = '']) => lines)

/** Where no sqlite3 is installed. */
const SQLITE3 = `for (const row of new (require('node:sqlite').DatabaseSync)(process.argv[1]).prepare(process.argv[2]).all())
  console.log(Object.values(row).join('|'))`

test('the product’s life from a shell, as README has it in three blocks, ends with 0 at every command', async () => {
  const served = await serving()
  const script = [
    'set -e',
    `cd '${served.folder}'`,
    `npx() { shift; '${process.execPath}' '${MAIN}' "$@"; }`,
    `command -v sqlite3 > /dev/null || sqlite3() { '${process.execPath}' -e "${SQLITE3}" "$@"; }`,
    ...walk,
  ]
    .join('\n')
    .replaceAll('~/.casproof', served.folder)
    .replaceAll('8443', new URL(served.origin).port)
  const ended = await new Promise<{ code: unknown; out: string; err: string }>((end) => {
    execFile('bash', ['-c', script], { env: served.env }, (error, out, err) =>
      end({ code: error?.code ?? 0, out, err }),
    )
  })
  await served.stop()
  expect(walk).toHaveLength(3)
  expect(ended.code, `${ended.out}\n${ended.err}`).toBe(0)
  for (const said of [
    /^https:\/\/login\.microsoftonline\.com\/\S+$/m,
    /^Exchange Online \(Inline Mode\): Granted$/m,
    /^ {2}Exchange Online \(Inline Mode\) +Protected/m,
    /^cleaned up$/m,
    /^Synchronized: 1 \/ 100$/m,
    /\|grant begun\|/,
    /^next: casproof stage provision /m,
  ])
    expect(ended.out).toMatch(said)
})
