/** All changes, or parts of changes, that no row documents for the stage that made them. */
import { type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { CHANGE_COLUMNS, changeCells, count } from './change-cells.ts'

export const undocumented: Section<AuditedRun> = {
  title: 'Undocumented changes',
  blocks: ({ audit }) => {
    if (audit.undocumented.length === 0) return [text(`None of ${count(audit.verdict.changes, 'change')}.`)]
    const rows = audit.undocumented.map(({ stage, change, documentedIn }) => [
      stage,
      ...changeCells(change, Number.POSITIVE_INFINITY),
      documentedIn.length > 0 ? documentedIn.join(', ') : 'nowhere',
    ])
    return [table(['Stage', ...CHANGE_COLUMNS, 'Documented in'], rows)]
  },
}
