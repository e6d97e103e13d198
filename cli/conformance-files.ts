/** The files of a conformance record: reports, what CI servers read, and a capsule for each cause of failure. */
import { appendFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { writeFiles } from '#output'
import {
  type Comparison,
  type ConformanceRecord,
  capsulesOf,
  clausesCsv,
  conformanceAnnotations,
  conformanceCtrf,
  conformanceHtml,
  conformanceJson,
  conformanceJunit,
  conformanceMarkdown,
  conformanceStepSummary,
  FAILURES_FOLDER,
  type RunTimes,
} from '#reports'
import { print } from './print.ts'

interface Told {
  readonly times: RunTimes
  readonly comparison?: Comparison | undefined
}

/** What a run before this one has left in the folder. Other files stay. */
const A_CAPSULE = /^\d\d-[a-z\d-]+\.json$/

/**
 * @param told when the run began and ended, and what it is compared with @param more further reports, text by name
 * @returns the paths of what was written
 */
export function writeConformance(
  record: ConformanceRecord,
  out: string,
  { times, comparison }: Told,
  more: Readonly<Record<string, string>> = {},
): readonly string[] {
  const reports = writeFiles(out, {
    'conformance.html': conformanceHtml(record, out, comparison),
    'conformance.md': conformanceMarkdown(record, out, comparison),
    'conformance.json': conformanceJson(record),
    'clauses.csv': clausesCsv(record),
    'junit.xml': conformanceJunit(record, out),
    'ctrf.json': conformanceCtrf(record, times, out),
    ...more,
  })
  return [...reports, ...writeCapsules(record, join(out, FAILURES_FOLDER))]
}

/** Capsules of an earlier run would tell of failures that this one did not meet. */
function writeCapsules(record: ConformanceRecord, folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    for (const name of readdirSync(folder)) if (A_CAPSULE.test(name)) rmSync(join(folder, name))
  const capsules = Object.entries(capsulesOf(record)).map(
    ([name, text]) => [name.slice(FAILURES_FOLDER.length + 1), text] as const,
  )
  return capsules.length === 0 ? [] : writeFiles(folder, Object.fromEntries(capsules))
}

/** Tells the CI server that runs this: GitHub Actions shows annotations and a summary; others read the files. */
export function tellServer(
  record: ConformanceRecord,
  out: string,
  comparison?: Comparison,
  env: Readonly<Record<string, string | undefined>> = process.env,
): void {
  if (env.GITHUB_ACTIONS === 'true')
    print(
      conformanceAnnotations(record, out)
        .map((line) => `${line}\n`)
        .join(''),
    )
  const summary = env.GITHUB_STEP_SUMMARY
  if (summary === undefined || summary === '') return
  const bytesTaken = statSync(summary, { throwIfNoEntry: false })?.size ?? 0
  appendFileSync(summary, conformanceStepSummary(record, out, bytesTaken, comparison))
}
