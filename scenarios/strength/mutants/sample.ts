/** Places to mutate, drawn from all that StrykerJS would mutate. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { commonTokens } from '@stryker-mutator/api/plugin'
import { createInstrumenter } from '@stryker-mutator/instrumenter'
import { createInjector } from 'typed-inject'
import { holds, type Place, patternOf } from './place.ts'

interface Site extends Place {
  /** How many mutants this place has. */
  readonly mutants: number
}

const silent = () => undefined
const QUIET = {
  ...{ trace: silent, debug: silent, info: silent, warn: silent, error: silent, fatal: silent },
  ...{ isTraceEnabled: () => false, isDebugEnabled: () => false, isInfoEnabled: () => false },
  ...{ isWarnEnabled: () => false, isErrorEnabled: () => false, isFatalEnabled: () => false },
}

/** Every place of these files that can be mutated. @param files from the folder that the process is in */
export async function sitesOf(files: readonly string[]): Promise<readonly Site[]> {
  const instrumenter = createInjector()
    .provideValue(commonTokens.logger, QUIET)
    .injectFunction(createInstrumenter)
  const read = files.map((name) => ({ name, mutate: true, content: readFileSync(name, 'utf8') }))
  const { mutants } = await instrumenter.instrument(read, {
    ignorers: [],
    excludedMutations: [],
    plugins: null,
  })
  const sites = new Map<string, Site>()
  for (const { fileName: file, location } of mutants) {
    // its lines count from 0
    const [start, end] = [location.start, location.end].map((at) => ({ ...at, line: at.line + 1 }))
    if (!start || !end) continue
    const key = patternOf({ file, start, end })
    sites.set(key, { file, start, end, mutants: (sites.get(key)?.mutants ?? 0) + 1 })
  }
  return [...sites.values()]
}

/**
 * So many mutants, or a few more. Where others change nothing of a place, it is drawn by the same seeds as before. No place
 * stands within another one.
 */
export function drawnFrom(sites: readonly Site[], mutants: number, seed: string): readonly Place[] {
  const lots = sites.map((site) => ({ site, lot: lotOf(`${seed} ${patternOf(site)}`) }))
  const drawn: Site[] = []
  let count = 0
  for (const { site } of lots.sort((a, b) => (a.lot < b.lot ? -1 : 1))) {
    if (count >= mutants) break
    if (drawn.some((one) => one.file === site.file && (holds(one, site) || holds(site, one)))) continue
    drawn.push(site)
    count += site.mutants
  }
  return drawn
}

const lotOf = (text: string): string => createHash('sha256').update(text).digest('hex')
