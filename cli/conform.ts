/** `casproof conform`: a conformance run on the embedded tenants, and its reports. */
import { printable, requireWritable } from '#output'
import {
  type ConformanceRecord,
  type ConformanceSummary,
  changeAuditJson,
  changeAuditMarkdown,
  conformanceAuditOf,
  conformanceSummary,
  type FamilyCounts,
  replayCommandOf,
} from '#reports'
import { AUDITS, audit, conform, conformSubject, withSimplest } from '#scenarios'
import { tellServer, writeConformance } from './conformance-files.ts'
import { print, printJson } from './print.ts'
import { COLUMNS, progressOn, table, wrapped } from './terminal.ts'
import { withSubject } from './with-subject.ts'

export interface ConformCommandOptions {
  readonly version: string
  readonly seed: string
  readonly runs: number
  readonly part: number
  readonly only?: string
  /** A system under test elsewhere: a command, or an address. */
  readonly subject?: string
  readonly out: string
  readonly json?: boolean
  readonly ci?: boolean
}

/** Sets the exit code: 0 if every invariant held, 1 if something failed. */
export async function conformCommand({
  out,
  json = false,
  ci = false,
  ...options
}: ConformCommandOptions): Promise<void> {
  requireWritable(out)
  const startMs = Date.now()
  const { progress, done } = progressOn(process.stderr)
  const record = await played(options, progress)
  done()
  const times = { startMs, stopMs: Date.now() }
  const paths = writeConformance(record, out, times, options.subject ? {} : await auditFiles(options.version))
  if (ci) tellServer(record, out)
  const { passed } = conformanceAuditOf(record).verdict
  const seconds = (times.stopMs - startMs) / 1000
  if (json) printJson(record)
  else print(summaryText(printable(record), { paths, folder: out, seconds }))
  process.exitCode = passed ? 0 : 1
}

type Played = Omit<ConformCommandOptions, 'out' | 'json' | 'ci'>

async function played(
  { subject, ...options }: Played,
  progress: (what: string, done: number) => void,
): Promise<ConformanceRecord> {
  if (subject !== undefined)
    return withSubject(subject, (host) => conformSubject({ ...options, subject, progress }, host))
  const found = await conform({ ...options, progress })
  return withSimplest(found, {}, (i) => progress('causes of failure, to make them simple', i))
}

async function auditFiles(version: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  for (const options of AUDITS) {
    const record = await audit({ version, ...options })
    const name = `change-audit-${record.tenant.source}${record.mode === 'API' ? '-api' : ''}`
    files[`${name}.md`] = changeAuditMarkdown(record)
    files[`${name}.json`] = changeAuditJson(record)
  }
  return files
}

const COUNTED = ['held', 'reported', 'broken', 'not witnessed', 'not testable'] as const
const CLAUSE_WORDS =
  'said: reported by the product alone; open: not witnessed by anything that was played; no test: not testable here, for the reason in the report.\n'

const ENGINES = {
  script: 'stored scripts',
  audit: 'change audits',
  trial: 'trials',
  sweep: 'sweep of faults',
  random: 'random scripts',
  defect: 'known defects',
} as const

/** What is printed of a record whose texts are printable. */
export function summaryText(
  record: ConformanceRecord,
  { paths, folder, seconds }: { paths: readonly string[]; folder: string; seconds: number },
): string {
  const summary = conformanceSummary(record)
  const { verdict, engines, invariants, defects } = summary
  const plays = engines.map(({ engine, runs, calls, failures }) => [
    ENGINES[engine],
    String(runs),
    String(calls),
    String(failures),
  ])
  const checked = invariants.map(({ name, evaluated, result, broken }) => [
    name,
    String(evaluated),
    { held: 'held', broken: `BROKEN in ${broken}`, 'never evaluated': 'NEVER EVALUATED' }[result],
  ])
  const counts = (families: readonly Pick<FamilyCounts, 'clauses' | 'counts'>[]) =>
    [
      families.map(({ clauses }) => clauses),
      ...COUNTED.map((status) => families.map((one) => one.counts[status])),
    ].map((each) => String(each.reduce((sum, n) => sum + n, 0)))
  const clauses = [
    ...summary.families.map((one) => [`${one.family} ${one.title}`, ...counts([one])]),
    ['all', ...counts(summary.families)],
  ]
  const fired = record.faults.map((fault) => `${fault.name} ${fault.fired}`).join(', ')
  return [
    table(['played', 'runs', 'calls', 'failed'], plays),
    table(['invariant', 'checked', 'result'], checked),
    table(['clauses', 'all', 'held', 'said', 'broken', 'open', 'no test'], clauses),
    wrapped(CLAUSE_WORDS, COLUMNS, ''),
    `Mail probed after ${record.mail.writes} single writes; unsafe after ${record.mail.unsafe} of them.`,
    wrapped(`Faults that struck: ${fired}.`, COLUMNS, ''),
    ...record.notPlayed.map(({ name, runs, reasons }) =>
      wrapped(`NOT PLAYED ${name} (${runs}): ${reasons.join('; ')}`, COLUMNS, '  ').trimStart(),
    ),
    `Defects caught by the invariant that must catch them: ${defects.caught} of ${defects.judged}.`,
    ...verdict.missedDefects.map((name) => `  MISSED ${name}: the invariant that must catch it did not`),
    ...verdict.missingChanges.map((row) => `  MISSING documented change ${row}`),
    ...verdict.idleTrials.map(
      (name) => `  IDLE trial ${name}: it found no fault with what is wrong on purpose`,
    ),
    ...verdict.unjudgedDefects.map(
      (name) => `  not judged: ${name}, whose script fails without the defect, too`,
    ),
    '',
    ...failuresText(summary, folder),
    `${verdict.passed ? 'Passed' : 'FAILED'}: ${verdict.runs} runs, ${verdict.calls} calls, ${seconds.toFixed(1)} s, seed "${record.seed}".`,
    'Reports:',
    ...paths.map((path) => `  ${path}`),
    '',
  ].join('\n')
}

function failuresText({ causes, moreCauses }: ConformanceSummary, folder: string): string[] {
  const lines = causes.flatMap((cause) => [
    wrapped(`FAILED ${cause.invariant}: ${cause.sentence}`, 80, '  ').trimStart(),
    wrapped(
      `in ${cause.runs} ${cause.runs === 1 ? 'run' : 'runs'}, the simplest: ${cause.simplest.name}`,
      80,
      '  ',
    ),
    `  replay: ${replayCommandOf(cause, folder)}`,
    '',
  ])
  return moreCauses > 0 ? [...lines, `… and ${moreCauses} more causes in the report`, ''] : lines
}
