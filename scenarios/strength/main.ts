/**
 * `npm run strength`: how many plausible mistakes in cas-core a conformance run catches. Each edit is loaded into a
 * separate process, which plays the run up to its first failure.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { printable } from '#output'
import type { Edit } from './edit.ts'
import { EDITS } from './edits/index.ts'
import type { Caught } from './tried.ts'

const { values } = parseArgs({
  options: {
    /** Ids, separated by commas; all where absent. */
    only: { type: 'string' },
    workers: { type: 'string', default: '2' },
    /** For each edit. Who takes longer is not caught: a run has to say by itself that something does not end. */
    seconds: { type: 'string', default: '1200' },
    /** How many random scripts. */
    runs: { type: 'string', default: '200' },
    /** Every nth variant of the sweeps. */
    part: { type: 'string', default: '4' },
  },
})

const HOOK = new URL('./edited-module.ts', import.meta.url)
const PROGRAM = new URL('./tried.ts', import.meta.url)

interface Tried extends Caught {
  readonly id: string
  readonly seconds: number
}

async function tried({ id }: Edit): Promise<Tried> {
  const startedAt = performance.now()
  const child = spawn(
    process.execPath,
    ['--import', HOOK.href, PROGRAM.pathname, id, values.runs, values.part],
    { stdio: ['ignore', 'pipe', 'pipe'], timeout: Number(values.seconds) * 1000, killSignal: 'SIGKILL' },
  )
  let [said, error] = ['', '']
  child.stdout.on('data', (text) => {
    said += text
  })
  child.stderr.on('data', (text) => {
    error += text
  })
  const signal = await new Promise((resolve) => child.on('close', (_, by) => resolve(by)))
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  const [line] = said.split('\n')
  if (line) return { id, seconds, ...(JSON.parse(line) as Caught) }
  if (signal !== null) return { id, seconds, unit: '', by: '' }
  return { id, seconds, unit: 'the process', by: error.trim().slice(-300) }
}

const wanted = values.only?.split(',')
const queue = EDITS.filter(({ id }) => wanted?.includes(id) !== false)
const results: Tried[] = []

async function work(): Promise<void> {
  for (let edit = queue.shift(); edit; edit = queue.shift()) {
    const one = await tried(edit)
    results.push(one)
    const how = one.by === '' ? 'SURVIVED' : `${one.unit}: ${one.by}`
    process.stdout.write(`${printable(`${String(one.seconds).padStart(5)} s  ${one.id}  ${how}`)}\n`)
  }
}

await Promise.all(Array.from({ length: Number(values.workers) }, work))
const survivors = EDITS.filter(({ id }) => results.some((one) => one.id === id && one.by === ''))
for (const { id, file, story } of survivors)
  process.stdout.write(`SURVIVED ${id} (cas-core/${file}): ${story}\n`)
const caught = results.length - survivors.length
process.stdout.write(
  `${caught} of ${results.length} caught (${Math.round((100 * caught) / Math.max(1, results.length))} %).\n`,
)
mkdirSync('out', { recursive: true })
writeFileSync('out/strength.json', `${JSON.stringify(results, null, 1)}\n`)
process.exitCode = survivors.length === 0 ? 0 : 1
