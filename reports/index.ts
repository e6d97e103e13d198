/** The door: records in, reports out. Pure functions; a report can be made again from a saved record. */
import { auditOf } from './audit.ts'
import { conformanceSections } from './conformance/index.ts'
import { conformanceAuditOf } from './conformance/witness.ts'
import { jsonOf } from './json.ts'
import { junitOf } from './junit.ts'
import { markdownOf } from './markdown.ts'
import type { ConformanceRecord, RunRecord } from './record.ts'
import { pageOf } from './section.ts'
import { changeAuditSections } from './sections/index.ts'
import { simulationOf } from './sections/simulation.ts'

export type {
  AuditedChange,
  ChangeAudit,
  LeftObject,
  MissingChange,
  PartlySeen,
  RowAudit,
  RowStatus,
  StageAudit,
  UndocumentedChange,
} from './audit.ts'
export { auditOf } from './audit.ts'
export type { Clause } from './clauses/clause.ts'
export { clauses } from './clauses/index.ts'
export { type ConformanceSummary, conformanceSummary } from './conformance/summary.ts'
export type { ClauseWitness, ConformanceAudit, FamilyCounts } from './conformance/witness.ts'
export { conformanceAuditOf } from './conformance/witness.ts'
export type { Difference, Field } from './difference.ts'
export type { Column, DocumentedChange } from './documented-change.ts'
export { documentedChangesOf } from './documented-changes.ts'
export { mergedCounts, NO_COUNTS, withoutDurations } from './merge/merge.ts'
export type { Mark, PageName } from './pages.ts'
export type { PublishedSite } from './published-sites.ts'
export { publishedSites } from './published-sites.ts'
export { stageTitle } from './published-table.ts'
export type {
  ChangeRecord,
  ConformanceRecord,
  Counts,
  Engine,
  Finding,
  Generation,
  Mode,
  RunRecord,
  StageName,
  StageRecord,
} from './record.ts'
export { ENGINES, GENERATIONS, MODES, STAGES } from './record.ts'
export { RECORD, runRecordFrom } from './saved-record.ts'

/** GitHub Markdown: what an auditor reads. */
export function changeAuditMarkdown(record: RunRecord): string {
  const title = `Change audit (simulation): ${record.tenant.displayName}`
  return markdownOf(pageOf(title, changeAuditSections, { record, audit: auditOf(record) }))
}

/** `{ simulation, record, audit }` as JSON; the first says in a sentence what was played on. */
export function changeAuditJson(record: RunRecord): string {
  return jsonOf({ simulation: simulationOf(record), record, audit: auditOf(record) })
}

/** GitHub Markdown: what is read before a release. */
export function conformanceMarkdown(record: ConformanceRecord): string {
  const subject = { record, audit: conformanceAuditOf(record) }
  return markdownOf(pageOf('Conformance report', conformanceSections, subject))
}

/** `{ record, audit }` as JSON. */
export function conformanceJson(record: ConformanceRecord): string {
  return jsonOf({ record, audit: conformanceAuditOf(record) })
}

/** JUnit XML, for CI servers. */
export function conformanceJunit(record: ConformanceRecord): string {
  return junitOf(record)
}
export * as publishedNames from './published-names.ts'
