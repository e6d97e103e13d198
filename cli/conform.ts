/** `casproof conform`: a conformance run on the embedded tenants, and its reports. */
import { printable, requireWritable } from '#output'
import {
  type ConformanceRecord,
  changeAuditFiles,
  comparisonOf,
  conformanceAuditOf,
  conformanceRecordFrom,
  type RunRecord,
} from '#reports'
import { AUDITS, audit, auditOn, conform, conformImported, conformSubject, withSimplest } from '#scenarios'
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
  readonly nightPart?: number
  readonly only?: string
  readonly forSeconds?: number
  readonly shard?: { readonly number: number; readonly of: number }
  readonly workers: number
  /** A system under test elsewhere: a command, or an address. */
  readonly subject?: string
  /** Path of a customer’s export, on whose tenant everything is played. */
  readonly state?: string
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
  const { found, notes = [], audits } = await played(options, progress)
  const record = { ...found, ...required }
  progress.done()
  const times = { startMs, stopMs: Date.now() }
  const comparison = earlier && comparisonOf(earlier, record)
  const paths = writeConformance(record, out, { times, comparison }, auditFiles(audits))
  if (ci) tellServer(record, out, comparison)
  const { passed } = conformanceAuditOf(record).verdict
  const seconds = (times.stopMs - startMs) / 1000
  if (json) printJson(record)
  else print(summaryText(printable(record), { paths, folder: out, seconds, comparison, notes }))
  process.exitCode = passed ? 0 : 1
}

/** The record of an earlier run, read before anything is played. */
export const earlierRecord = (before: string | undefined): ConformanceRecord | undefined =>
  before === undefined ? undefined : conformanceRecordFrom(bytesOf(before, '--before'), before)

type Played = Omit<ConformCommandOptions, 'out' | 'json' | 'ci' | 'require' | 'before'>

interface Found {
  readonly found: ConformanceRecord
  /** What an export does not tell, and what stands in for it. */
  readonly notes?: readonly string[]
  readonly audits: readonly RunRecord[]
}

async function played(
  { subject, workers, shard, forSeconds, state, ...orders }: Played,
  { progress, counted }: Progress,
): Promise<Found> {
  if (subject !== undefined) {
    const elsewhere = { ...orders, subject, progress: counted }
    return { found: await withSubject(subject, (host) => conformSubject(elsewhere, host)), audits: [] }
  }
  const small = (i: number) => counted(SIMPLE, i)
  if (state !== undefined) {
    const tenant = { content: bytesOf(state, '--state'), source: state }
    const { record, notes, origin } = await conformImported({ ...orders, state: tenant, progress: counted })
    const found = await withSimplest(record, {}, small, () => origin)
    return { found, notes, audits: [await auditOn(tenant, orders.version)] }
  }
  const time = forSeconds === undefined ? {} : { forSeconds }
  const found = await conform({ ...orders, ...time, workers, ...(shard ? { shard } : {}), progress })
  // the audits of all shards are the same: one of them hands them over
  const audits =
    (shard?.number ?? 1) === 1
      ? await Promise.all(AUDITS.map((one) => audit({ version: orders.version, ...one })))
      : []
  // shards are made simple when they are merged, as the whole is
  return { found: found.shards ? found : await withSimplest(found, {}, small), audits }
}

/** The causes whose simplest run is made as small as it goes. */
export const SIMPLE = 'causes of failure, to make them simple'

function auditFiles(records: readonly RunRecord[]): Record<string, string> {
  const files: Record<string, string> = {}
  for (const record of records) {
    const { source } = record.tenant
    const name = `change-audit-${/^[a-z]+$/.test(source) ? source : 'state'}${record.mode === 'API' ? '-api' : ''}`
    Object.assign(files, changeAuditFiles(record, name))
  }
  return files
}
