/** A conformance record in short, as a terminal shows it. */
import { printable } from '#output'
import {
  type Comparison,
  type ConformanceRecord,
  type ConformanceSummary,
  conformanceSummary,
  type FamilyCounts,
  replayCommandOf,
} from '#reports'
import { COLUMNS, table, wrapped } from './terminal.ts'

const COUNTED = ['held', 'reported', 'broken', 'not witnessed', 'not testable'] as const
const CLAUSE_WORDS =
  'said: reported by the product alone; open: not witnessed by anything that was played; no test: not testable here, for the reason in the report.\n'

const ENGINES = {
  script: 'stored scripts',
  audit: 'change audits',
  trial: 'trials',
  sweep: 'sweep of faults',
  workers: 'two workers',
  random: 'random scripts',
  pairs: 'pairs of faults',
  defect: 'known defects',
} as const

interface Printed {
  readonly paths: readonly string[]
  readonly folder: string
  readonly seconds?: number
  readonly comparison?: Comparison | undefined
  /** What an export does not tell, and what stands in for it. */
  readonly notes?: readonly string[]
}

/** What is printed of a record whose texts are printable. */
export function summaryText(
  record: ConformanceRecord,
  { paths, folder, seconds, comparison, notes = [] }: Printed,
): string {
  const summary = conformanceSummary(record)
  const { verdict, engines, invariants, defects } = summary
  // another part of the run may evaluate what this one does not
  const unevaluated = verdict.isPart ? 'not in this part' : 'NEVER EVALUATED'
  const plays = engines.map(({ engine, runs, calls, failures }) => [
    ENGINES[engine],
    String(runs),
    String(calls),
    String(failures),
  ])
  const checked = invariants.map(({ name, evaluated, result, broken }) => [
    name,
    String(evaluated),
    { held: 'held', broken: `BROKEN in ${broken}`, 'never evaluated': unevaluated }[result],
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
    ...notes.map((note) => wrapped(`note: ${printable(note)}`, COLUMNS, '  ').trimStart()),
    table(['played', 'runs', 'calls', 'failed'], plays),
    table(['invariant', 'checked', 'result'], checked),
    table(['clauses', 'all', 'held', 'said', 'broken', 'open', 'no test'], clauses),
    wrapped(CLAUSE_WORDS, COLUMNS, ''),
    `Mail probed after ${record.mail.writes} single writes; unsafe after ${record.mail.unsafe} of them.`,
    wrapped(`Faults that struck: ${fired}.`, COLUMNS, ''),
    ...record.notPlayed.map(({ name, runs, reasons }) =>
      wrapped(`NOT PLAYED ${name} (${runs}): ${reasons.join('; ')}`, COLUMNS, '  ').trimStart(),
    ),
    wrapped(reachedText(summary), COLUMNS, ''),
    ...verdict.notReached.map((name) => `  NOT REACHED ${name}`),
    `Defects caught by the invariant that must catch them: ${defects.caught} of ${defects.judged}.`,
    ...verdict.missedDefects.map((name) => `  MISSED ${name}: the invariant that must catch it did not`),
    ...verdict.missingChanges.map((row) => `  MISSING documented change ${row}`),
    ...verdict.unwitnessed.map((id) => `  NOT HELD: clause ${id}, which is required`),
    ...verdict.idleTrials.map(
      (name) => `  IDLE trial ${name}: it found no fault with what is wrong on purpose`,
    ),
    ...verdict.unjudgedDefects.map(
      (name) => `  not judged: ${name}, whose script fails without the defect, too`,
    ),
    '',
    ...failuresText(summary, folder),
    ...(comparison ? comparisonText(printable(comparison)) : []),
    `${verdict.passed ? 'Passed' : 'FAILED'}: ${verdict.runs} runs, ${verdict.calls} calls, ${seconds === undefined ? '' : `${seconds.toFixed(1)} s, `}seed "${record.seed}"${shardText(record)}.`,
    'Reports:',
    ...paths.map((path) => `  ${path}`),
    '',
  ].join('\n')
}

const reachedText = ({ reached: { sometimes, stage, struck } }: ConformanceSummary): string =>
  `Reached: ${sometimes.met} of ${sometimes.all} that must be met at some time; ${stage.met} of ${stage.all} stages by state; ${struck.met} of ${struck.all} faults by stage.`

const SINCE: Readonly<Record<keyof Comparison, string>> = {
  newlyFailing: 'failing now',
  stillFailing: 'still failing',
  fixed: 'fixed',
  uncovered: 'no longer covered',
}
const NAMED_MAX = 5

function comparisonText(comparison: Comparison): string[] {
  const kinds = Object.entries(SINCE).map(
    ([key, words]) => [words, comparison[key as keyof Comparison]] as const,
  )
  const head = kinds.map(([words, names]) => `${names.length} ${words}`).join(', ')
  return [
    `Since the earlier run: ${head}.`,
    ...kinds.flatMap(([words, names]) => names.slice(0, NAMED_MAX).map((name) => `  ${words}: ${name}`)),
    '',
  ]
}

const shardText = ({ shards }: ConformanceRecord): string =>
  shards ? `, shard ${shards.played.join(', ')} of ${shards.of}` : ''

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
