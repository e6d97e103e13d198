/** `casproof report merge`: the reports of a whole run, from the records of its shards. */
import { printable, requireWritable } from '#output'
import {
  comparisonOf,
  conformanceAuditOf,
  conformanceRecordFrom,
  mergedShards,
  missingShards,
} from '#reports'
import { withSimplest } from '#scenarios'
import { earlierRecord, SIMPLE } from './conform.ts'
import { summaryText } from './conform-summary.ts'
import { tellServer, writeConformance } from './conformance-files.ts'
import { bytesOf } from './files.ts'
import { print, printJson } from './print.ts'
import { progressOn } from './progress.ts'
import { requiredClauses } from './required-clauses.ts'

export interface ReportMergeOptions {
  readonly version: string
  readonly require?: string
  readonly before?: string
  readonly out: string
  readonly json?: boolean
  readonly ci?: boolean
}

/** Sets the exit code: 0 if every invariant held, 1 if something failed or a shard is missing. */
export async function reportMerge(
  files: readonly string[],
  { version, out, require, before, json = false, ci = false }: ReportMergeOptions,
): Promise<void> {
  requireWritable(out)
  const required = require === undefined ? {} : { required: requiredClauses(require) }
  const earlier = earlierRecord(before)
  const startMs = Date.now()
  const merged = mergedShards(
    files.map((name) => ({ name, record: conformanceRecordFrom(bytesOf(name, 'record'), name) })),
  )
  if (merged.casproof !== version)
    throw new Error(
      `the records are of casproof ${merged.casproof}, and this is ${version}: merge them with the one that played them`,
    )
  const missing = missingShards(merged)
  const { counted, done } = progressOn(process.stderr)
  // a part is made simple when it is merged with the rest, as the whole is
  const simple = merged.shards ? merged : await withSimplest(merged, {}, (i) => counted(SIMPLE, i))
  done()
  const record = { ...simple, ...required }
  const comparison = earlier && comparisonOf(earlier, record)
  const times = { startMs, stopMs: Date.now() }
  const paths = writeConformance(record, out, { times, comparison })
  if (ci) tellServer(record, out, comparison)
  if (json) printJson(record)
  else print(summaryText(printable(record), { paths, folder: out, comparison }))
  if (missing.length > 0)
    process.stderr.write(
      `casproof: not the whole run: shard ${missing.join(', ')} of ${merged.shards?.of} is missing\n`,
    )
  process.exitCode = conformanceAuditOf(record).verdict.passed && missing.length === 0 ? 0 : 1
}
