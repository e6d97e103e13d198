/** The door: records in, reports out. Pure functions; a report can be made again from a saved record. */
import { auditOf } from './audit.ts'
import { annotationsOf } from './ci/annotations.ts'
import { suitesOf } from './ci/cases.ts'
import { ctrfOf, type RunTimes } from './ci/ctrf.ts'
import { junitOf } from './ci/junit.ts'
import { stepSummaryOf } from './ci/step-summary.ts'
import { numberedCausesOf } from './conformance/capsules.ts'
import type { Comparison } from './conformance/comparison.ts'
import { conformanceSections } from './conformance/index.ts'
import { conformanceAuditOf } from './conformance/witness.ts'
import { changesCsv } from './csv.ts'
import { type HistoryRecord, historyPage } from './history/index.ts'
import { htmlOf } from './html/index.ts'
import { jsonOf } from './json.ts'
import { markdownOf } from './markdown.ts'
import type { ConformanceRecord, RunRecord } from './record.ts'
import { REPORT_VERSION } from './report-file.ts'
import { type Page, pageOf } from './section.ts'
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
export { type AuditComparison, auditComparisonOf } from './audit-comparison.ts'
export type { RunTimes } from './ci/ctrf.ts'
export type { Clause } from './clauses/clause.ts'
export { clauses } from './clauses/index.ts'
export {
  capsulesOf,
  FAILURES_FOLDER,
  type NumberedCause,
  numberedCausesOf,
  replayCommandOf,
} from './conformance/capsules.ts'
export { brokeFirst, shapeOf } from './conformance/causes.ts'
export { type Comparison, comparisonOf } from './conformance/comparison.ts'
export { type ConformanceSummary, conformanceSummary } from './conformance/summary.ts'
export type { ClauseWitness, ConformanceAudit, FamilyCounts } from './conformance/witness.ts'
export { conformanceAuditOf } from './conformance/witness.ts'
export { changesCsv, clausesCsv } from './csv.ts'
export type { Difference, Field } from './difference.ts'
export type { Column, DocumentedChange } from './documented-change.ts'
export { documentedChangesOf } from './documented-changes.ts'
export type { HistoryCall, HistoryRecord, HistoryStep } from './history/index.ts'
export { mergedCounts, NO_COUNTS, withoutDurations } from './merge/merge.ts'
export { conformanceRecordFrom } from './merge/saved-conformance.ts'
export { mergedShards, missingShards } from './merge/shards.ts'
export { type ObjectSettings, objectSettings } from './object-settings.ts'
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
export { type SavedRecord, savedRecordFrom } from './saved-records.ts'

/** Where commands write reports that are not told another folder. */
const OUT = 'out'

/** GitHub Markdown: what an auditor reads. */
export const changeAuditMarkdown = (record: RunRecord): string => markdownOf(changeAuditPage(record))

/** One HTML file, for a mail or a browser. */
export const changeAuditHtml = (record: RunRecord): string => htmlOf(changeAuditPage(record))

/** All forms of a change audit, by the names of their files. @param name without its ending */
export function changeAuditFiles(record: RunRecord, name = 'change-audit'): Record<string, string> {
  return {
    [`${name}.html`]: changeAuditHtml(record),
    [`${name}.md`]: changeAuditMarkdown(record),
    [`${name}.json`]: changeAuditJson(record),
    [`${name}.csv`]: changesCsv(record),
  }
}

function changeAuditPage(record: RunRecord): Page {
  const title = `Change audit (simulation): ${record.tenant.displayName}`
  return pageOf(title, changeAuditSections, { record, audit: auditOf(record) })
}

/** `{ simulation, v, record, audit }` as JSON; the first says in a sentence what was played on. */
export function changeAuditJson(record: RunRecord): string {
  return jsonOf({ simulation: simulationOf(record), v: REPORT_VERSION, record, audit: auditOf(record) })
}

/** GitHub Markdown: what is read before a release. @param folder where the reports are, for the commands in it */
export function conformanceMarkdown(
  record: ConformanceRecord,
  folder = OUT,
  comparison?: Comparison,
): string {
  return markdownOf(conformancePage(record, folder, comparison))
}

/** One HTML file, for a mail or a browser. */
export function conformanceHtml(record: ConformanceRecord, folder = OUT, comparison?: Comparison): string {
  return htmlOf(conformancePage(record, folder, comparison))
}

function conformancePage(record: ConformanceRecord, folder: string, comparison?: Comparison): Page {
  const subject = { record, audit: conformanceAuditOf(record), folder, ...(comparison ? { comparison } : {}) }
  return pageOf('Conformance report', conformanceSections, subject)
}

/** `{ v, record, audit }` as JSON. */
export function conformanceJson(record: ConformanceRecord): string {
  return jsonOf({ v: REPORT_VERSION, record, audit: conformanceAuditOf(record) })
}

/** One run, step by step and call by call. */
export const historyHtml = (record: HistoryRecord): string => htmlOf(historyPage(record))
export const historyMarkdown = (record: HistoryRecord): string => markdownOf(historyPage(record))

/** JUnit XML, for CI servers. @param folder where the reports are, for the commands in it */
export function conformanceJunit(record: ConformanceRecord, folder = OUT): string {
  return junitOf(suitesOf(record, folder))
}

/** CTRF JSON, for CI servers that read no XML. */
export function conformanceCtrf(record: ConformanceRecord, times: RunTimes, folder = OUT): string {
  return ctrfOf(suitesOf(record, folder), record.casproof, times)
}

/** What the page of a GitHub Actions job shows of the run, within its limit. @param bytesTaken written by the step before */
export function conformanceStepSummary(
  record: ConformanceRecord,
  folder = OUT,
  bytesTaken = 0,
  comparison?: Comparison,
): string {
  const subject = { record, audit: conformanceAuditOf(record), folder, ...(comparison ? { comparison } : {}) }
  return stepSummaryOf(subject, bytesTaken)
}

/** Lines that GitHub Actions turns into annotations: one a cause, the first ten. */
export function conformanceAnnotations(record: ConformanceRecord, folder = OUT): readonly string[] {
  return annotationsOf(numberedCausesOf(record), folder)
}
export * as publishedNames from './published-names.ts'
