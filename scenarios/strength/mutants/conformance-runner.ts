/** The conformance run as a test runner of StrykerJS: a unit is a test. https://stryker-mutator.io/docs/stryker-js/guides/create-a-plugin */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { StrykerOptions } from '@stryker-mutator/api/core'
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import {
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
} from '@stryker-mutator/api/test-runner'
import type { Orders, Unit } from '../../spread/engine.ts'
import { unitsOf } from '../../spread/units.ts'
import { type DryPlay, Judge } from './judge.ts'

/** What `StrykerOptions` has for this plugin. */
export interface ConformanceOptions {
  readonly conformance: { readonly orders: Orders; readonly units?: readonly string[] }
}

export const strykerValidationSchema = {
  properties: { conformance: { type: 'object', description: 'The orders of the conformance run.' } },
}

/** In the sandbox, for all of its runners: the units' ids, the fastest first. */
const FASTEST_FIRST = 'fastest-first.json'

class ConformanceRunner implements TestRunner {
  static readonly inject = tokens(commonTokens.options)
  readonly #concurrency: number
  readonly #units: readonly Unit[]
  readonly #newJudge: () => Judge
  readonly #judge: Judge

  // its process was told to go to the sandbox before
  constructor(options: StrykerOptions) {
    const { orders, units } = (options as unknown as ConformanceOptions).conformance
    this.#concurrency = Number(options.concurrency ?? 1)
    this.#units = unitsOf(orders).filter(({ id }) => units?.includes(id) !== false)
    const worker = pathToFileURL(join(process.cwd(), 'scenarios/strength/mutants/mutated-worker.ts'))
    this.#newJudge = () => new Judge(orders, worker)
    this.#judge = this.#newJudge()
  }

  capabilities() {
    return { reloadEnvironment: true }
  }

  async dryRun(): Promise<DryRunResult> {
    const queue = [...this.#units]
    const plays: DryPlay[] = []
    const lane = async () => {
      const judge = this.#newJudge()
      for (let unit = queue.shift(); unit; unit = queue.shift()) plays.push(await judge.dry(unit))
      await judge.end()
    }
    await Promise.all(Array.from({ length: this.#concurrency }, lane))
    plays.sort((a, b) => a.ms - b.ms)
    writeFileSync(FASTEST_FIRST, JSON.stringify(plays.map(({ unit }) => unit.id)))
    return {
      status: DryRunStatus.Complete,
      tests: plays.map(testOf),
      mutantCoverage: {
        static: { ...plays[0]?.atStart },
        perTest: Object.fromEntries(plays.map(({ unit, reached }) => [unit.id, { ...reached }])),
      },
    }
  }

  async mutantRun(asked: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, testFilter, mutantActivation, hitLimit } = asked
    const [isStatic, { id, fileName }] = [mutantActivation === 'static', activeMutant]
    const found = await this.#judge.verdictOn(
      { id, fileName, isStatic, hitLimit },
      this.#fastestFirst(testFilter),
    )
    const { is, unit, why, played } = found
    switch (is) {
      case 'killed':
        return { status: MutantRunStatus.Killed, killedBy: [unit], failureMessage: why, nrOfTests: played }
      case 'endless':
        return { status: MutantRunStatus.Timeout, reason: `${unit}: ${why}` }
      case 'survived':
        return { status: MutantRunStatus.Survived, nrOfTests: played }
    }
  }

  dispose(): Promise<void> {
    return this.#judge.end()
  }

  #fastestFirst(ids: readonly string[] | undefined): readonly Unit[] {
    const units = new Map(this.#units.map((unit) => [unit.id, unit]))
    const wanted = new Set(ids ?? units.keys())
    const order: readonly string[] = JSON.parse(readFileSync(FASTEST_FIRST, 'utf8'))
    return order.filter((id) => wanted.has(id)).flatMap((id) => units.get(id) ?? [])
  }
}

function testOf({ unit: { id }, ms, trouble }: DryPlay): TestResult {
  const told = { id, name: id, timeSpentMs: ms }
  return trouble === undefined
    ? { ...told, status: TestStatus.Success }
    : { ...told, status: TestStatus.Failed, failureMessage: trouble }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'conformance', ConformanceRunner)]
