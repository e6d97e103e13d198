/** A conformance run: the stored scripts, the sweep, random scripts and the defects, into one record. */
import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { shellWord } from '#output'
import {
  auditOf,
  type ConformanceRecord,
  documentedChangesOf,
  type Finding,
  MODES,
  type RunRecord,
} from '#reports'
import { scripts as randomScripts } from './arbitraries.ts'
import { AUDITS, audit } from './audit.ts'
import { DEFECTS } from './defects/index.ts'
import { play } from './harness/play.ts'
import type { Played } from './harness/played.ts'
import { modesOf, runRecordOf } from './harness/record.ts'
import { clausesShownBy, type Script, scriptFrom } from './harness/script.ts'
import { STEP_FAULTS } from './harness/step-faults.ts'
import { embeddedOrigin, together, type Warp } from './harness/world.ts'
import { INVARIANTS } from './invariants/index.ts'
import { replayCommand } from './replay-command.ts'
import { COMPARISONS, CONSOLE_SWEEPS, playCompared, SWEEPS, sweepOf } from './sweep.ts'
import { TRIALS } from './trials/index.ts'
import type { Trial } from './trials/trial.ts'

export interface ConformOptions {
  readonly version: string
  readonly seed: string
  /** How many random scripts to play. */
  readonly runs: number
  /** A sample of the sweep: every nth variant. */
  readonly part?: number
  /** Called as the run goes on: what is being played, and how far it is. */
  readonly progress?: (what: string, done: number) => void
  /** Plays everything with a product that is wrong in a known way. */
  readonly warp?: Warp
}

/** The scripts in `scripts/`, by file name. @throws RangeError naming the file, if one is broken */
export function storedScripts(): Script[] {
  const folder = new URL('./scripts/', import.meta.url)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      try {
        return scriptFrom(readFileSync(new URL(name, folder), 'utf8'))
      } catch (error) {
        throw new RangeError(`${name}: ${error instanceof Error ? error.message : error}`)
      }
    })
}

export async function conform(options: ConformOptions): Promise<ConformanceRecord> {
  const book = new Book()
  await playStored(book, options)
  await playAudits(book, options)
  await playTrials(book, options)
  for (const sweep of [...SWEEPS, ...CONSOLE_SWEEPS]) {
    let done = 0
    for await (const { script, played, findings } of sweepOf(sweep, options)) {
      const [struck] = played.world.faults.planned
      book.enter('sweep', `${sweep.name}: ${struck?.fault}`, script, played, findings)
      for (const { name } of COMPARISONS) book.evaluate(name)
      options.progress?.(`variants of the sweep of ${sweep.name}`, ++done)
    }
  }
  await playRandom(book, options)
  const defects = await playDefects(options)
  return {
    casproof: options.version,
    seed: options.seed,
    plays: book.plays(),
    invariants: [...INVARIANTS, ...COMPARISONS].map(({ name, statement, clauses }) => ({
      name,
      statement,
      clauses,
      ...book.countsOf(name),
    })),
    scripts: book.scripts,
    trials: book.trials,
    changes: book.changes(),
    mail: book.mail,
    faults: STEP_FAULTS.map(({ name }) => ({ name, ...book.faultsNamed(name) })),
    defects,
    failures: book.failures,
  }
}

async function playStored(book: Book, { version, warp = {}, progress }: ConformOptions): Promise<void> {
  for (const [i, script] of storedScripts().entries()) {
    const played = await play(script, embeddedOrigin(script.world), { warp })
    book.enter('script', script.name, script, played, played.findings)
    if (played.findings.length === 0)
      for (const mode of modesOf(played)) book.see(runRecordOf(played, version, [], mode))
    book.scripts.push({
      name: script.name,
      clauses: clausesShownBy(script),
      failed: played.findings.length > 0,
    })
    progress?.('stored scripts', i + 1)
  }
}

/** The runs that auditors are shown: what they call witnessed or missing, the conformance report does too. */
async function playAudits(book: Book, { version, warp = {} }: ConformOptions): Promise<void> {
  for (const options of AUDITS) book.see(await audit({ version, ...options }, warp))
}

async function playTrials(book: Book, { warp = {}, progress }: ConformOptions): Promise<void> {
  for (const [i, trial] of TRIALS.entries()) {
    // with a product that is wrong already, a trial may not come to its question
    const breaches = await trial.run(warp).catch((error: unknown) => [String(error)])
    const tried = await trial.runWrong()
    book.tried(
      trial,
      breaches,
      tried.every((one) => one.breaches.length > 0),
    )
    progress?.('trials', i + 1)
  }
}

/** fast-check draws and shrinks; the shrunk script is what a failure prints. */
async function playRandom(book: Book, { seed, runs, warp = {}, progress }: ConformOptions): Promise<void> {
  let done = 0
  const property = fc.asyncProperty(randomScripts(seed), async (script) => {
    const played = await play(script, embeddedOrigin(script.world), { warp })
    progress?.('random scripts', ++done)
    book.enter('random', 'random scripts', script, played, [])
    return played.findings.length === 0
  })
  const outcome = await fc.check(property, { seed: numberFrom(seed), numRuns: runs })
  if (!outcome.failed) return
  book.ranShort('random scripts', runs)
  const [script] = outcome.counterexample ?? []
  if (!script) throw outcome.errorInstance ?? new Error('a random run failed without a counterexample')
  const played = await play(script, embeddedOrigin(script.world), { warp })
  book.enter('random', 'random scripts', { ...script, name: 'random, shrunk' }, played, played.findings)
}

/** A product that is broken already breaks a defect's script by itself: such a defect is not judged. */
async function playDefects({
  progress,
  warp: broken = {},
}: ConformOptions): Promise<ConformanceRecord['defects']> {
  const results: ConformanceRecord['defects'][number][] = []
  const passes = new Map<string, boolean>()
  for (const { name, story, expected, script, warp } of DEFECTS) {
    const origin = embeddedOrigin(script.world)
    const key = JSON.stringify({ ...script, name: '' })
    const isSound = passes.get(key) ?? (await playCompared(script, origin, broken)).findings.length === 0
    passes.set(key, isSound)
    const findings = isSound ? (await playCompared(script, origin, together(broken, warp))).findings : []
    results.push({
      name,
      story,
      expected,
      judged: isSound,
      caughtBy: [...new Set(findings.map(({ invariant }) => invariant))],
      runs: isSound ? 1 : 0,
    })
    progress?.('known defects', results.length)
  }
  return results
}

type Engine = ConformanceRecord['plays'][number]['engine']

const isComparison = (name: string): boolean => COMPARISONS.some((one) => one.name === name)

/** What has been played so far, counted. */
class Book {
  readonly failures: ConformanceRecord['failures'][number][] = []
  readonly scripts: ConformanceRecord['scripts'][number][] = []
  readonly trials: ConformanceRecord['trials'][number][] = []
  readonly mail = { writes: 0, unsafe: 0 }
  readonly #plays = new Map<
    string,
    { engine: Engine; name: string; runs: number; calls: number; failures: number }
  >()
  /** Engines that ended at their first failure, and how many runs had been asked for. */
  readonly #asked = new Map<string, number>()
  readonly #evaluated = new Map<string, number>()
  readonly #broken = new Map<string, number>()
  readonly #seen = new Map<
    string,
    { readonly seen: 'witnessed' | 'reported' | 'missing'; readonly run: string }
  >()
  readonly #planned: string[] = []
  readonly #fired: string[] = []

  /** A trial is one play. Its calls are not counted: it may make none. */
  tried({ name, statement, clauses }: Trial, breaches: readonly string[], canFail: boolean): void {
    const failed = breaches.length > 0
    this.trials.push({ name, statement, clauses, canFail, failed })
    this.#plays.set(`trial ${name}`, { engine: 'trial', name, runs: 1, calls: 0, failures: failed ? 1 : 0 })
    if (!failed) return
    const findings = breaches.map((detail) => ({ invariant: name, detail, step: 0 }))
    const replay = `npx vitest run scenarios/trials.test.ts -t ${shellWord(name)}`
    this.failures.push({ name: `trial ${name}`, play: name, findings, replay })
  }

  enter(engine: Engine, name: string, script: Script, played: Played, findings: readonly Finding[]): void {
    const entry = this.#plays.get(name) ?? { engine, name, runs: 0, calls: 0, failures: 0 }
    entry.runs++
    entry.calls += played.world.cloud.calls.length
    this.#plays.set(name, entry)
    this.mail.writes += played.mail.writes
    this.mail.unsafe += played.mail.unsafe
    for (const [invariant, times] of played.evaluated)
      this.#evaluated.set(invariant, (this.#evaluated.get(invariant) ?? 0) + times)
    this.#planned.push(...played.world.faults.planned.map(({ fault }) => fault))
    this.#fired.push(...played.world.faults.fired.map(({ fault }) => fault))
    if (findings.length === 0) return
    entry.failures++
    for (const [invariant, own] of Map.groupBy(findings, (one) => one.invariant)) {
      // an invariant is put to every step, a comparison to the run
      const times = isComparison(invariant) ? 1 : new Set(own.map(({ step }) => step)).size
      this.#broken.set(invariant, (this.#broken.get(invariant) ?? 0) + times)
    }
    this.failures.push({ name: script.name, play: name, findings, replay: replayCommand(script) })
  }

  /** Checks in addition to the invariants, run by run. */
  evaluate(name: string): void {
    this.#evaluated.set(name, (this.#evaluated.get(name) ?? 0) + 1)
  }

  /** Compares a run with the documented changes. A change seen in one run stays seen; a missing change in one run stays missing. */
  see(run: RunRecord): void {
    for (const { row, status } of auditOf(run).stages.flatMap(({ rows }) => rows)) {
      const { seen } = this.#seen.get(row.id) ?? {}
      if (seen === 'missing' || (status !== 'missing' && seen !== undefined)) continue
      if (status === 'witnessed' || status === 'reported' || status === 'missing')
        this.#seen.set(row.id, { seen: status, run: run.scenario })
    }
  }

  changes(): ConformanceRecord['changes'] {
    return MODES.flatMap(documentedChangesOf).map(({ id, clauses }) => {
      const { seen = 'not seen', run = null } = this.#seen.get(id) ?? {}
      return { row: id, clauses, seen, run }
    })
  }

  ranShort(name: string, asked: number): void {
    this.#asked.set(name, asked)
  }

  plays(): ConformanceRecord['plays'] {
    return [...this.#plays.values()].map((one) => {
      const asked = this.#asked.get(one.name)
      return asked === undefined ? one : { ...one, asked }
    })
  }

  countsOf(invariant: string): { evaluated: number; broken: number } {
    return { evaluated: this.#evaluated.get(invariant) ?? 0, broken: this.#broken.get(invariant) ?? 0 }
  }

  faultsNamed(name: string): { planned: number; fired: number } {
    const count = (names: readonly string[]) => names.filter((one) => one === name).length
    return { planned: count(this.#planned), fired: count(this.#fired) }
  }
}

/** Our seed can be any text, but fast-check needs a whole number. */
function numberFrom(seed: string): number {
  let hash = 0
  for (const character of seed) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0
  return hash
}
