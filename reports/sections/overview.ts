/** The vendor's table in its own shape, four stages by three columns, and how much of each row this run saw. */
import type { RowAudit, StageAudit } from '../audit.ts'
import { COLUMNS } from '../documented-change.ts'
import { columnTitle, PRODUCTS, stageTitle, TABLE_TITLES } from '../published-table.ts'
import type { Generation, Mode } from '../record.ts'
import { type Cell, type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

export const overview: Section<AuditedRun> = {
  title: 'The published table and what this run saw of it',
  blocks: ({ audit, record: { mode, generation } }) => [
    text(
      `The rows and columns are those of the vendor’s page “${TABLE_TITLES[mode]}”, in the words of ${PRODUCTS[generation]}. ${REMARKS[mode]} Numbers refer to the stages below.`,
    ),
    table(
      ['Stage', ...COLUMNS.map((column) => columnTitle(column, generation))],
      audit.stages.map((stage, at) => rowOf(stage, at, generation)),
    ),
  ],
}

const REMARKS: Readonly<Record<Mode, string>> = {
  inline:
    'That page puts the rules and connectors that manual cleanup deletes under Other Changes, not under Exchange Online.',
  API: 'That page still tells of the former accounts with passwords; what a grant by consent cannot show says so.',
}

function rowOf(audit: StageAudit, at: number, generation: Generation): Cell[] {
  const rows = audit.rows.map((row, nth) => ({ row, number: rowNumber(at, nth) }))
  const cells = COLUMNS.map((column): Cell => {
    const published = rows.filter(
      ({ row: { row } }) => row.column === column && row.source === 'published table',
    )
    if (published.length === 0) return 'None'
    return published.map(({ row, number }) => `${number} ${row.row.statement} ${seen(row)}`)
  })
  return [{ strong: stageTitle(audit.stage, generation) }, ...cells]
}

/** Stage and row, from 1: `2.3`. */
export function rowNumber(stageIndex: number, rowIndex: number): string {
  return `${stageIndex + 1}.${rowIndex + 1}`
}

/** Short for a table's cell: `(witnessed, 6 of 6)`. */
function seen({ status, expected, lacking }: RowAudit): string {
  const ofHowMany = expected.length > 1 ? `, ${expected.length - lacking.length} of ${expected.length}` : ''
  return `(${status}${status === 'not reached' ? '' : ofHowMany})`
}
