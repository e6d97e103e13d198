/** `casproof conform`: a conformance run on the embedded tenants, and its reports. */
import { printable, requireWritable } from '#output'
import {
  type ConformanceRecord,
  changeAuditJson,
  changeAuditMarkdown,
  comparisonOf,
  conformanceAuditOf,
  conformanceRecordFrom,
} from '#reports'
import { AUDITS, audit, conform, conformSubject, withSimplest } from '#scenarios'
import { summaryText } from './conform-summary.ts'
import { tellServer, writeConformance } from './conformance-files.ts'
import { bytesOf } from './files.ts'
import { print, printJson } from './print.ts'
import { type Progress, progressOn } from './progress.ts'
import { requiredClauses } from './required-clauses.ts'
import { withSubject } from './with-subject.ts'

export interface ConformCommandOptions {
  readonly version: string
  readonly seed: string
  readonly runs: number
  readonly part: number
  readonly only?: string
  readonly forSeconds?: number
  readonly shard?: { readonly number: number; readonly of: number }
  readonly workers: number
  /** A system under test elsewhere: a command, or an address. */
  readonly subject?: string
  /** Clauses that have to be held, as the option names them. */
  readonly require?: string
  /** Path of an earlier run’s record. */
  readonly before?: string
  readonly out: string
  readonly json?: boolean
  readonly ci?: boolean
}

/** Sets the exit code: 0 if every invariant held, 1 if something failed. */
export async function conformCommand({
  out,
  json = false,
  ci = false,
  require,
  before,
  ...options
}: ConformCommandOptions): Promise<void> {
  requireWritable(out)
  const required = require === undefined ? {} : { required: requiredClauses(require) }
  const earlier = earlierRecord(before)
  const startMs = Date.now()
  const progress = progressOn(process.stderr, options.forSeconds)
  const record = { ...(await played(options, progress)), ...required }
  progress.done()
  const times = { startMs, stopMs: Date.now() }
  // the audits of all shards are the same: one of them hands them over
  const isWithAudits = options.subject === undefined && (options.shard?.number ?? 1) === 1
  const comparison = earlier && comparisonOf(earlier, record)
  const audits = isWithAudits ? await auditFiles(options.version) : {}
  const paths = writeConformance(record, out, { times, comparison }, audits)
  if (ci) tellServer(record, out, comparison)
  const { passed } = conformanceAuditOf(record).verdict
  const seconds = (times.stopMs - startMs) / 1000
  if (json) printJson(record)
  else print(summaryText(printable(record), { paths, folder: out, seconds, comparison }))
  process.exitCode = passed ? 0 : 1
}

/** The record of an earlier run, read before anything is played. */
export const earlierRecord = (before: string | undefined): ConformanceRecord | undefined =>
  before === undefined ? undefined : conformanceRecordFrom(bytesOf(before, '--before'), before)

type Played = Omit<ConformCommandOptions, 'out' | 'json' | 'ci' | 'require' | 'before'>

async function played(
  { subject, workers, shard, forSeconds, ...orders }: Played,
  { progress, counted }: Progress,
): Promise<ConformanceRecord> {
  if (subject !== undefined)
    return withSubject(subject, (host) => conformSubject({ ...orders, subject, progress: counted }, host))
  const time = forSeconds === undefined ? {} : { forSeconds }
  const found = await conform({ ...orders, ...time, workers, ...(shard ? { shard } : {}), progress })
  // shards are made simple when they are merged, as the whole is
  return found.shards ? found : withSimplest(found, {}, (i) => counted(SIMPLE, i))
}

/** The causes whose simplest run is made as small as it goes. */
export const SIMPLE = 'causes of failure, to make them simple'

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
