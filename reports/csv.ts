/** Tables for spreadsheets: what would be a formula is text, and a byte order mark tells Excel that it is UTF-8. */
import { stringify } from 'csv-stringify/sync'
import { auditOf } from './audit.ts'
import { conformanceAuditOf } from './conformance/witness.ts'
import { type Difference, valuesOf } from './difference.ts'
import { stageTitle } from './published-table.ts'
import type { ConformanceRecord, RunRecord } from './record.ts'
import { rowNumber } from './sections/overview.ts'
import { canonical, visible } from './value-text.ts'

/** A line for each value that a change changes: who, when, by which call, before and after, and the documented change. */
export function changesCsv(record: RunRecord): string {
  const { stages, undocumented } = auditOf(record)
  const documented = stages.flatMap(({ stage, rows }, at) =>
    rows.flatMap(({ row, changes }, nth) =>
      changes.map((change) => ({ stage, change, row: rowNumber(at, nth), statement: row.statement })),
    ),
  )
  const others = undocumented.map(({ stage, change }) => ({
    stage,
    change,
    row: '',
    statement: 'undocumented',
  }))
  const lines = [...documented, ...others]
    .toSorted((a, b) => a.change.seq - b.change.seq)
    .flatMap(({ stage, change, row, statement }) =>
      linesOf(change.differences).map((values) => [
        ...[String(change.seq), change.at, stageTitle(stage, record.generation)],
        ...[change.actor.displayName || change.actor.id, change.actor.type, change.call],
        ...[change.kind, change.name, change.key, ...values, row, statement],
      ]),
    )
  return csvOf(CHANGE_COLUMNS, lines)
}

const CHANGE_COLUMNS = [
  ...['Number', 'Time (UTC)', 'Stage', 'Actor', 'Actor type', 'Call', 'Kind', 'Object', 'Object id'],
  ...['Property', 'Before', 'After', 'Row', 'Documented change'],
]

/** A line for each clause, with what became of it. */
export function clausesCsv(record: ConformanceRecord): string {
  const lines = conformanceAuditOf(record).clauses.map(
    ({ id, statement, status, mark, source, witnessedBy, notTestable }) => [
      ...[id, statement, status, mark, source.join('; ')],
      ...[witnessedBy.join('; '), notTestable ?? ''],
    ],
  )
  return csvOf(['Clause', 'Statement', 'Status', 'Mark', 'Pages', 'Witnessed by', 'Why not testable'], lines)
}

/** A change of which no value matters to a reader has a line, too. */
function linesOf(differences: readonly Difference[]): readonly (readonly string[])[] {
  const values = differences.flatMap((one) => valuesOf(one, textOf))
  return values.length > 0 ? values : [['', '', '']]
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : canonical(value)
}

function csvOf(columns: readonly string[], lines: readonly (readonly string[])[]): string {
  const shown = lines.map((line) => line.map(visible))
  return stringify([columns, ...shown], { bom: true, escape_formulas: true, record_delimiter: 'windows' })
}
