/** A mutation run measures something: what is known to be wrong is caught, and what changes nothing survives. */
import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { storedScripts } from '../../stored-scripts.ts'
import { CANARIES, isOfCanary, placeOf, wrongCanaries } from './canaries.ts'
import { linesSince } from './lines-since.ts'
import { holds, type Place, patternOf, placeFrom } from './place.ts'
import { drawnFrom, sitesOf } from './sample.ts'
import { pageOf, sharesOf } from './told.ts'
import { type TriedMutant, tryMutants } from './tried.ts'

const FOLDER = 'out/mutants-under-test'
const TABLE = 'cas-core/service-accounts/inline/table.ts'
const LIMITS = 'cas-core/objects/limits.ts'

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

test('StrykerJS plays units in its sandbox: canaries are killed, equivalent ones survive, what is within is left out', async () => {
  const canaries = CANARIES.filter(({ file }) => [TABLE, LIMITS].includes(`cas-core/${file}`))
  const script = storedScripts().find(({ seed }) => seed === 'four-stages')
  const tried = await tryMutants({
    mutate: canaries.map((canary) => patternOf(placeOf(canary))),
    orders: { version: '0', seed: 'canaries', runs: 1, part: 100 },
    units: [`script/${script?.name}`],
    ...{ concurrency: 1, folder: FOLDER, isIncremental: false, isSample: true, isQuiet: true },
  })
  expect(wrongCanaries(tried, canaries)).toEqual([])
  expect(tried.filter((mutant) => !isOfCanary(mutant, canaries))).toEqual([])
  const statuses = tried.map(({ replacement, status, isStatic }) => [replacement, status, isStatic])
  expect(statuses).toContainEqual(['+1', 'Killed', false])
  expect(statuses).toContainEqual(['""', 'Killed', true])
  expect(statuses).toContainEqual(['true', 'Survived', false])
})

test('a run that judges a canary otherwise, or does not try it, is told', () => {
  const judged = CANARIES.map((canary) => ({
    ...placeOf(canary),
    replacement: canary.replacement,
    status: 'Killed',
  }))
  const told = wrongCanaries(judged)
  expect(told).toHaveLength(CANARIES.filter(({ status }) => status === 'Survived').length)
  expect(told[0]).toMatch(/is told as Killed, and had to survive: the run measures nothing$/)
  expect(wrongCanaries([])).toHaveLength(CANARIES.length)
  expect(() => placeOf({ ...(CANARIES[0] as (typeof CANARIES)[0]), around: 'nowhere' })).toThrow(
    /stands 0 times/,
  )
})

test('a sample is the same for a seed, as large as asked, and no place of it stands within another', async () => {
  const sites = await sitesOf([TABLE, LIMITS])
  const drawn = drawnFrom(sites, 30, 'a')
  expect(drawnFrom(sites.toReversed(), 30, 'a')).toEqual(drawn)
  expect(drawnFrom(sites, 30, 'b')).not.toEqual(drawn)
  const mutants = sites.filter((site) => drawn.includes(site)).reduce((sum, one) => sum + one.mutants, 0)
  expect(mutants).toBeGreaterThanOrEqual(30)
  const within = (a: Place, b: Place) => a !== b && a.file === b.file && holds(a, b)
  expect(drawn.filter((a) => drawn.some((b) => within(b, a)))).toEqual([])
  expect(drawn.map((place) => placeFrom(patternOf(place)))).toEqual(
    drawn.map(({ file, start, end }) => ({ file, start, end })),
  )
})

test('lines of a diff are told, those that only went are not', () => {
  const diff = `diff --git a/cas-core/a.ts b/cas-core/a.ts
--- a/cas-core/a.ts
+++ b/cas-core/a.ts
@@ -3 +3,2 @@ here
+x
+y
@@ -9,2 +10,0 @@
-z
@@ -20 +19 @@
+w`
  expect(linesSince(diff)).toEqual(['cas-core/a.ts:3-4', 'cas-core/a.ts:19-19'])
})

test('the page tells the score by folder, and what has survived', () => {
  const mutant = (status: string, file = LIMITS): TriedMutant => ({
    ...{
      file,
      start: { line: 1, column: 0 },
      end: { line: 1, column: 4 },
      mutator: 'Regex',
      replacement: 'a`b',
    },
    ...{ status, killedBy: [], coveredBy: 3, isStatic: false, why: '' },
  })
  const mutants = [mutant('Killed'), mutant('Timeout'), mutant('Survived'), mutant('NoCoverage', TABLE)]
  expect(sharesOf(mutants)).toEqual([
    { folder: 'cas-core/objects', mutants: 3, caught: 2, survived: 1, unreached: 0 },
    { folder: 'cas-core/service-accounts', mutants: 1, caught: 0, survived: 0, unreached: 1 },
    { folder: 'all', mutants: 4, caught: 2, survived: 1, unreached: 1 },
  ])
  const page = pageOf(mutants, ['told'])
  expect(page).toContain('| all | 4 | 2 | 1 | 1 | 50.0 % |')
  expect(page).toContain('- cas-core/objects/limits.ts:1:0 Regex, reached by 3 units: `/**` → `aˋb`')
})
