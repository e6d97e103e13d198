/** `npm run compat`: installs the separate client, lets every client play, prints the table. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { chosenFrom, HELP, shortName } from './choice.ts'
import type { RealClient } from './client.ts'
import { cliMicrosoft365 } from './clients/cli-microsoft365.ts'
import { CLIENTS } from './clients/index.ts'
import { play } from './play.ts'
import { reportOf, tableOf } from './table.ts'
import { openWorld } from './world.ts'

const APART = fileURLToPath(new URL('./apart/', import.meta.url))
const OUT = 'out'

const tell = (line: string) => void process.stderr.write(`${line}\n`)

try {
  const chosen = chosenFrom(process.argv.slice(2), CLIENTS)
  if (chosen) await compare(chosen)
  else process.stdout.write(HELP)
} catch (error) {
  tell(`compat: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 2
}

async function compare(clients: readonly RealClient[]): Promise<void> {
  if (clients.includes(cliMicrosoft365) && (await cliMicrosoft365.version()) === undefined)
    await installApart()
  const world = await openWorld()
  const cells = await play(clients, world, (name) => tell(`${name} …`)).finally(() => world.close())
  mkdirSync(OUT, { recursive: true })
  writeFileSync(`${OUT}/compatibility.md`, reportOf(cells))
  process.stdout.write(`${tableOf(cells)}\n`)
  for (const { client, operation, outcome, why } of cells)
    if (outcome === 'failed') process.stdout.write(`FAILED ${client}, ${operation}: ${why}\n`)
  process.stdout.write(`${OUT}/compatibility.md\n`)
  process.exitCode = cells.some(({ outcome }) => outcome === 'failed') ? 1 : 0
}

/** Asks first. If there is no terminal to ask on, it says how to leave the client out. */
async function installApart(): Promise<void> {
  const name = shortName(cliMicrosoft365)
  tell(`CLI for Microsoft 365 takes 460 MB in compat/apart; -- --without ${name} does without it.`)
  if (process.stdin.isTTY && !(await agreed('Install it, once? [y/N] '))) return
  tell('Installing it …')
  // npm is a script on Windows, which only a shell can start there.
  const shell = process.platform === 'win32'
  spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: APART, stdio: ['ignore', 2, 2], shell })
}

async function agreed(question: string): Promise<boolean> {
  const people = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y/i.test(await people.question(question))
  } finally {
    people.close()
  }
}
