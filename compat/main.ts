/** `npm run compat`: installs the clients that stand apart, lets every client play, prints the table. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cliMicrosoft365 } from './clients/cli-microsoft365.ts'
import { CLIENTS } from './clients/index.ts'
import { play } from './play.ts'
import { reportOf, tableOf } from './table.ts'
import { openWorld } from './world.ts'

const APART = fileURLToPath(new URL('./apart/', import.meta.url))
const OUT = 'out'

if ((await cliMicrosoft365.version()) === undefined) {
  process.stdout.write('Installing the clients that stand apart, once.\n')
  // npm is a script on Windows, which only a shell can start there.
  const shell = process.platform === 'win32'
  spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: APART, stdio: 'inherit', shell })
}
const world = await openWorld()
const cells = await play(CLIENTS, world).finally(() => world.close())
mkdirSync(OUT, { recursive: true })
writeFileSync(`${OUT}/compatibility.md`, reportOf(cells))
process.stdout.write(`${tableOf(cells)}\n`)
for (const { client, operation, outcome, why } of cells)
  if (outcome === 'failed') process.stdout.write(`FAILED ${client}, ${operation}: ${why}\n`)
process.stdout.write(`${OUT}/compatibility.md\n`)
process.exitCode = cells.some(({ outcome }) => outcome === 'failed') ? 1 : 0
