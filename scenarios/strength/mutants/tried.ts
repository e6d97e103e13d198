/** One run of StrykerJS over cas-core, in which a conformance run is the tests. */
import { rmSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LogLevel, PartialStrykerOptions } from '@stryker-mutator/api/core'
import { Stryker } from '@stryker-mutator/core'
import type { Orders } from '../../spread/engine.ts'
import type { Judged } from './canaries.ts'
import type { ConformanceOptions } from './conformance-runner.ts'

export interface TriedMutant extends Judged {
  readonly mutator: string
  /** Ids of the units that found fault. */
  readonly killedBy: readonly string[]
  /** How many units reach its place. */
  readonly coveredBy: number
  readonly isStatic: boolean
  readonly why: string
}

export interface Trial {
  /** Patterns of files, each of which may name lines, as StrykerJS takes them. */
  readonly mutate: readonly string[]
  readonly orders: Orders
  /** Ids of the units that are played; all of the orders where absent. */
  readonly units?: readonly string[]
  readonly concurrency: number
  /** Where reports go, below the folder that the process is in. */
  readonly folder: string
  /** Whether to take over what the run before has found. */
  readonly isIncremental: boolean
  /** Whether what stands within a place that is named by line and column is left out. */
  readonly isSample: boolean
  readonly isQuiet?: boolean
}

const PLUGINS = [
  new URL('./conformance-runner.ts', import.meta.url),
  new URL('./outside-the-sample.ts', import.meta.url),
]

/** @throws Error where a unit fails without a mutant */
export async function tryMutants(trial: Trial): Promise<readonly TriedMutant[]> {
  const { mutate, orders, units, concurrency, folder, isIncremental, isSample, isQuiet = false } = trial
  const sandbox = `${folder}/sandbox`
  // one that was left by a run that was ended
  rmSync(sandbox, { recursive: true, force: true })
  const options: PartialStrykerOptions & ConformanceOptions = {
    mutate: [...mutate],
    testRunner: 'conformance',
    conformance: { orders, ...(units ? { units } : {}) },
    plugins: PLUGINS.map((url) => fileURLToPath(url)),
    ignorers: isSample ? ['outside the sample'] : [],
    coverageAnalysis: 'perTest',
    concurrency,
    incremental: isIncremental,
    incrementalFile: `${folder}/incremental.json`,
    reporters: isQuiet ? [] : ['html', 'json', process.stdout.isTTY ? 'progress' : 'progress-append-only'],
    htmlReporter: { fileName: `${folder}/mutants.html` },
    jsonReporter: { fileName: `${folder}/mutants.json` },
    logLevel: (isQuiet ? 'error' : 'info') as LogLevel,
    // below node_modules of this folder, so that none is linked
    tempDirName: sandbox,
    symlinkNodeModules: false,
    cleanTempDir: 'always',
    ignorePatterns: ['out', 'docs', 'examples', 'bench', 'compat', '*.md'],
    // nothing is compiled
    disableTypeChecks: false,
    tsconfigFile: 'none',
    // the runner itself ends what does not end
    timeoutMS: 3_600_000,
    dryRunTimeoutMinutes: 120,
    thresholds: { high: 90, low: 80, break: null },
  }
  const results = await new Stryker(options).runMutationTest()
  return results
    .filter(({ status }) => status !== 'Ignored')
    .map((result) => ({
      file: relative(process.cwd(), result.fileName),
      // columns of reports count from 1
      start: { ...result.location.start, column: result.location.start.column - 1 },
      end: { ...result.location.end, column: result.location.end.column - 1 },
      mutator: result.mutatorName,
      replacement: result.replacement,
      status: result.status,
      killedBy: result.killedBy ?? [],
      coveredBy: result.coveredBy?.length ?? 0,
      isStatic: result.static === true,
      why: result.statusReason ?? '',
    }))
}
