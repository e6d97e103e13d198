/** One conformance run up to its first failure, in a process that an edit was loaded into: prints what failed. */
import * as fc from 'fast-check'
import { scripts as randomScripts } from '../arbitraries.ts'
import { AUDITS, audit } from '../audit.ts'
import { storedScripts } from '../conform.ts'
import { DEFECTS } from '../defects/index.ts'
import { play } from '../harness/play.ts'
import type { Script } from '../harness/script.ts'
import { embeddedOrigin } from '../harness/world.ts'
import { CONSOLE_SWEEPS, playCompared, SWEEPS, sweepOf } from '../sweep.ts'
import { TRIALS } from '../trials/index.ts'
import { auditOf } from '#reports'

const RUNS = 200
const SEED = process.env.STRENGTH_SEED ?? 'casproof'
function numberFrom(seed: string): number {
  let hash = 0
  for (const character of seed) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0
  return hash
}

function caught(engine: string, name: string, by: string): never {
  console.log(JSON.stringify({ engine, name, by }))
  process.exit(0)
}

async function guarded<T>(engine: string, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    return caught(engine, name, `threw ${error instanceof Error ? `${error.name}: ${error.message}` : error}`)
  }
}

const judge = (engine: string, script: Script, findings: readonly { invariant: string; detail: string }[]) => {
  const [first] = findings
  if (first) caught(engine, script.name, `${first.invariant}: ${first.detail.slice(0, 200)}`)
}

process.on('uncaughtException', (error) => caught('process', 'uncaught', String(error)))
process.on('unhandledRejection', (error) => caught('process', 'unhandled rejection', String(error)))

for (const script of storedScripts())
  judge('script', script, (await guarded('script', script.name, () => play(script, embeddedOrigin(script.world)))).findings)
for (const trial of TRIALS) {
  const [breach] = await guarded('trial', trial.name, () => trial.run({}))
  if (breach !== undefined) caught('trial', trial.name, breach.slice(0, 200))
}
for (const options of AUDITS) {
  const run = await guarded('audit', 'audit', () => audit({ version: '0', ...options }))
  const { missing, undocumented } = auditOf(run).verdict
  if (missing + undocumented > 0) caught('audit', options.world ?? 'audit', `${missing} missing, ${undocumented} undocumented`)
}
for (const { name, script, warp, expected } of DEFECTS) {
  const found = await guarded('defect', name, async () => {
    const sound = await playCompared(script, embeddedOrigin(script.world))
    judge('defect', { ...script, name }, sound.findings)
    return playCompared(script, embeddedOrigin(script.world), warp)
  })
  if (!found.findings.some(({ invariant }) => invariant === expected)) caught('defect', name, 'it is not caught any more')
}
const property = fc.asyncProperty(randomScripts(SEED), async (script) => {
  judge('random', script, (await guarded('random', script.name, () => play(script, embeddedOrigin(script.world)))).findings)
})
await fc.check(property, { seed: numberFrom(SEED), numRuns: RUNS })
for (const sweep of [...SWEEPS, ...CONSOLE_SWEEPS])
  for await (const { script, findings } of sweepOf(sweep, { part: Number(process.env.STRENGTH_PART ?? 6) })) judge('sweep', script, findings)
console.log(JSON.stringify({ engine: 'none', name: '', by: '' }))
