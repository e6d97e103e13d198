/** All changes, or parts of changes, that no row documents for the stage that made them. */
import { stageTitle } from '../published-table.ts'
import { type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { CHANGE_COLUMNS, changeCells, count } from './change-cells.ts'

export const undocumented: Section<AuditedRun> = {
  title: 'Undocumented changes',
  blocks: ({ audit, record: { generation } }) => {
    if (audit.undocumented.length === 0) return [text(`None of ${count(audit.verdict.changes, 'change')}.`)]
    const rows = audit.undocumented.map(({ stage, change, documentedIn }) => [
      stageTitle(stage, generation),
      ...changeCells(change, Number.POSITIVE_INFINITY),
      documentedIn.length > 0 ? documentedIn.map((one) => stageTitle(one, generation)).join(', ') : 'nowhere',
    ])
    return [table(['Stage', ...CHANGE_COLUMNS, 'Documented in'], rows)]
  },
}
