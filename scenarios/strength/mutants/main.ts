/**
 * `npm run mutants`: how many small mistakes, made by StrykerJS all over cas-core, a conformance run catches. Reports are
 * written into out/mutants: mutants.html and mutants.json in the schema of mutation testing, mutants.md for people.
 */
import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { terminalLine, writeFiles } from '#output'
import { unitsOf } from '../../spread/units.ts'
import { CANARIES, isOfCanary, placeOf, wrongCanaries } from './canaries.ts'
import { linesSince } from './lines-since.ts'
import { patternOf } from './place.ts'
import { drawnFrom, sitesOf } from './sample.ts'
import { isCaught, pageOf, scoreOf, sharesOf } from './told.ts'
import { tryMutants } from './tried.ts'

const { values } = parseArgs({
  options: {
    /** So many mutants, drawn from all; all of them where absent. */
    sample: { type: 'string' },
    /** By which the sample is drawn. */
    seed: { type: 'string', default: 'casproof' },
    /** Only lines that were changed since that commit. */
    since: { type: 'string' },
    /** Only files whose path below cas-core begins so. */
    only: { type: 'string', default: '' },
    /** Takes over what the last run with this option has found, where neither code nor units have changed by name. */
    incremental: { type: 'boolean', default: false },
    /** How many random scripts. */
    runs: { type: 'string', default: '20' },
    /** Every nth variant of the sweeps. */
    part: { type: 'string', default: '40' },
    concurrency: { type: 'string', default: String(availableParallelism()) },
    /** Percentage that has to be caught, or the run fails. */
    least: { type: 'string', default: '0' },
  },
})

const FOLDER = 'out/mutants'
const isProduct = (path: string): boolean => !/\.test\.ts$|\/testing\//.test(path)

/** Patterns of what is to be mutated. */
async function wanted(): Promise<readonly string[]> {
  const files = globSync('cas-core/**/*.ts')
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => isProduct(path) && path.startsWith(`cas-core/${values.only}`))
  if (files.length === 0) throw new RangeError(`--only: no file below cas-core begins with "${values.only}"`)
  const { since, sample } = values
  if (since !== undefined) {
    const diff = execFileSync('git', ['diff', '--unified=0', since, '--', ...files], { encoding: 'utf8' })
    return linesSince(diff)
  }
  if (sample === undefined) return files
  return drawnFrom(await sitesOf(files), Number(sample), values.seed).map(patternOf)
}

function scope(): string {
  const { only, sample, seed, since } = values
  const where = only === '' ? 'cas-core' : `cas-core/${only}…`
  if (since !== undefined) return `what was changed in ${where} since ${since}`
  return sample === undefined ? `all of ${where}` : `a sample of ${where}, by the seed "${seed}"`
}

const say = (line: string) => void process.stdout.write(`${terminalLine(line)}\n`)

const mutate = await wanted()
const canaries = CANARIES.map((canary) => patternOf(placeOf(canary)))
const orders = { version: '0', seed: 'casproof', runs: Number(values.runs), part: Number(values.part) }
// a known defect asks whether an invariant catches it, and not whether the product is right
const units = unitsOf(orders).filter(({ engine }) => engine !== 'defect')
const startedAt = performance.now()
const tried = await tryMutants({
  mutate: [...new Set([...mutate, ...canaries])],
  orders,
  units: units.map(({ id }) => id),
  concurrency: Number(values.concurrency),
  folder: FOLDER,
  isIncremental: values.incremental,
  isSample: values.sample !== undefined,
})
const seconds = Math.round((performance.now() - startedAt) / 1000)
const own = tried.filter((mutant) => !isOfCanary(mutant))
const all = sharesOf(own).at(-1)
const score = all && scoreOf(all)
const wrong = wrongCanaries(tried)
const told = [
  `${own.filter(isCaught).length} of ${own.length} mutants are caught${score === undefined ? '' : ` (${score.toFixed(1)} %)`}: ${scope()}`,
  `${units.length} units: every stored script, trial and audit, ${values.runs} random scripts, every ${values.part}th variant of the sweeps`,
  `${seconds} s with ${values.concurrency} processes`,
  ...(wrong.length > 0 ? wrong : [`${CANARIES.length} canaries were judged as they have to be`]),
]
const paths = writeFiles(FOLDER, { 'mutants.md': pageOf(own, told) })
for (const line of [...told, ...paths]) say(line)
process.exitCode = wrong.length > 0 || (score ?? 100) < Number(values.least) ? 1 : 0
