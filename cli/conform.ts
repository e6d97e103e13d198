/** `casproof conform`: a conformance run on the embedded tenants, and its reports. */
import { printable, requireWritable } from '#output'
import { type ConformanceRecord, changeAuditJson, changeAuditMarkdown, conformanceAuditOf } from '#reports'
import { AUDITS, audit, conform, conformSubject, withSimplest } from '#scenarios'
import { summaryText } from './conform-summary.ts'
import { tellServer, writeConformance } from './conformance-files.ts'
import { print, printJson } from './print.ts'
import { type Progress, progressOn } from './progress.ts'
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
  const progress = progressOn(process.stderr, options.forSeconds)
  const record = await played(options, progress)
  progress.done()
  const times = { startMs, stopMs: Date.now() }
  // the audits of all shards are the same: one of them hands them over
  const isWithAudits = options.subject === undefined && (options.shard?.number ?? 1) === 1
  const paths = writeConformance(record, out, times, isWithAudits ? await auditFiles(options.version) : {})
  if (ci) tellServer(record, out)
  const { passed } = conformanceAuditOf(record).verdict
  const seconds = (times.stopMs - startMs) / 1000
  if (json) printJson(record)
  else print(summaryText(printable(record), { paths, folder: out, seconds }))
  process.exitCode = passed ? 0 : 1
}

type Played = Omit<ConformCommandOptions, 'out' | 'json' | 'ci'>

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
