/** The help of every command: within the columns of a plain terminal, with examples that can be pasted. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { CONTROL_ROUTES } from '#mock-m365/serve'
import { COLUMNS } from './terminal.ts'
import { node } from './testing/child.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const helpOf = async (...command: readonly string[]) => (await node([MAIN, ...command, '--help'])).out

const general = await helpOf()
const commands = [
  ...(/\nCommands:\n([\s\S]+?)\n\n/.exec(general)?.[1]?.matchAll(/^ {2}(\w+)/gm) ?? []),
].flatMap(([, name = '']) => (name === 'help' ? [] : [name]))

const tooWide = (text: string) => text.split('\n').filter((line) => line.length > COLUMNS)

describe('help fits into 80 columns', () => {
  test('the general one, which names the commands', () => {
    expect(commands.length).toBeGreaterThan(9)
    expect(tooWide(general)).toEqual([])
  })

  test.concurrent.each(commands)('casproof %s --help', async (name) => {
    const help = await helpOf(name)
    expect(help).toMatch(/^Usage: casproof /)
    expect(tooWide(help)).toEqual([])
  })
})

test('the help of serve names every route of the control surface', async () => {
  const help = await helpOf('serve')
  for (const { method, path, says } of CONTROL_ROUTES)
    expect(help).toMatch(
      new RegExp(`${method} +/_casproof/${path.replace(/[{}.]/g, '\\$&')}\\n +${says.slice(0, 9)}`),
    )
})
