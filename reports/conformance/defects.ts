/** Known ways to be wrong: they prove that the invariants can fail, and that the right one does. */
import { type Cell, type Section, table } from '../section.ts'
import type { AuditedConformance } from './subject.ts'

export const defects: Section<AuditedConformance> = {
  title: 'Defects',
  blocks: ({ record }) => {
    const rows = record.defects.map(({ name, story, expected, caughtBy, runs }): Cell[] => [
      name,
      story,
      expected,
      caughtBy.includes(expected) ? 'yes' : { strong: 'no' },
      caughtBy.filter((one) => one !== expected).join(', '),
      String(runs),
    ])
    const columns = ['Defect', 'Story', 'Must be caught by', 'Caught by it', 'Caught also by', 'Runs']
    return rows.length > 0 ? [table(columns, rows)] : []
  },
}
