/** `casproof conform`: a conformance run on the embedded tenants, and its reports. */
import { printable, requireWritable, writeFiles } from '#output'
import {
  type ConformanceRecord,
  changeAuditJson,
  changeAuditMarkdown,
  conformanceAuditOf,
  conformanceJson,
  conformanceJunit,
  conformanceMarkdown,
} from '#reports'
import { AUDITS, audit, conform } from '#scenarios'
import { print, printJson } from './print.ts'
import { progressOn, table, wrapped } from './terminal.ts'

export interface ConformCommandOptions {
  readonly version: string
  readonly seed: string
  readonly runs: number
  readonly part: number
  readonly out: string
  readonly json?: boolean
}

/** Sets the exit code: 0 if every invariant held, 1 if something failed. */
export async function conformCommand({
  out,
  json = false,
  ...options
}: ConformCommandOptions): Promise<void> {
  requireWritable(out)
  const startedAt = performance.now()
  const { progress, done } = progressOn(process.stderr)
  const record = await conform({ ...options, progress })
  done()
  const files = { ...conformanceFiles(record), ...(await auditFiles(options.version)) }
  const paths = writeFiles(out, files)
  const { passed } = conformanceAuditOf(record).verdict
  const seconds = (performance.now() - startedAt) / 1000
  if (json) printJson(record)
  else print(summary(printable(record), paths, seconds))
  process.exitCode = passed ? 0 : 1
}

const conformanceFiles = (record: ConformanceRecord) => ({
  'conformance.md': conformanceMarkdown(record),
  'conformance.json': conformanceJson(record),
  'junit.xml': conformanceJunit(record),
})

async function auditFiles(version: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  for (const options of AUDITS) {
    const record = await audit({ version, ...options })
    files[`change-audit-${record.tenant.source}.md`] = changeAuditMarkdown(record)
    files[`change-audit-${record.tenant.source}.json`] = changeAuditJson(record)
  }
  return files
}

function summary(record: ConformanceRecord, paths: readonly string[], seconds: number): string {
  const { verdict } = conformanceAuditOf(record)
  const engines = Map.groupBy(record.plays, ({ engine }) => engine)
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
  const plays = [...engines].map(([engine, entries]) => [
    { script: 'stored scripts', sweep: 'sweep of faults', random: 'random scripts' }[engine],
    `${sum(entries.map(({ runs }) => runs))}${askedOf(entries)}`,
    String(sum(entries.map(({ calls }) => calls))),
    String(sum(entries.map(({ failures }) => failures))),
  ])
  const invariants = record.invariants.map(({ name, evaluated, broken }) => [
    name,
    String(evaluated),
    broken > 0 ? `BROKEN in ${broken}` : evaluated > 0 ? 'held' : 'NEVER EVALUATED',
  ])
  const caught = record.defects.filter(({ expected, caughtBy }) => caughtBy.includes(expected)).length
  const { missedDefects: missed, unjudgedDefects: unjudged } = verdict
  const fired = record.faults.map(({ name, fired }) => `${name} ${fired}`).join(', ')
  return [
    table(['played', 'runs', 'calls', 'failed'], plays),
    table(['invariant', 'checked', 'result'], invariants),
    `Mail probed after ${record.mail.writes} single writes; unsafe after ${record.mail.unsafe} of them.`,
    wrapped(`Faults that struck: ${fired}.`, 100, ''),
    `Defects caught by the invariant that must catch them: ${caught} of ${record.defects.length - unjudged.length}.`,
    ...missed.map((name) => `  MISSED ${name}: the invariant that must catch it did not`),
    ...unjudged.map((name) => `  not judged: ${name}, whose script fails without the defect, too`),
    '',
    ...failures(record),
    `${verdict.passed ? 'Passed' : 'FAILED'}: ${verdict.runs} runs, ${verdict.calls} calls, ${seconds.toFixed(1)} s, seed "${record.seed}".`,
    'Reports:',
    ...paths.map((path) => `  ${path}`),
    '',
  ].join('\n')
}

/** An engine that shrinks a failure stops after the first one. */
function askedOf(plays: ConformanceRecord['plays']): string {
  const asked = plays.find((one) => one.asked !== undefined)?.asked
  return asked === undefined ? '' : ` of ${asked}: ended at the first failure`
}

const SHOWN_MAX = 5
const FINDINGS_MAX = 3

function failures({ failures: all }: ConformanceRecord): string[] {
  const lines = all
    .slice(0, SHOWN_MAX)
    .flatMap(({ name, findings, replay }) => [
      `FAILED ${name}`,
      ...findings.slice(0, FINDINGS_MAX).map(({ invariant, detail }) => `  ${invariant}: ${detail}`),
      ...(findings.length > FINDINGS_MAX ? [`  … and ${findings.length - FINDINGS_MAX} more breaches`] : []),
      `  replay: ${replay}`,
      '',
    ])
  return all.length > SHOWN_MAX ? [...lines, `… and ${all.length - SHOWN_MAX} more in the report`, ''] : lines
}
