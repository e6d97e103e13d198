/** Defects that are planted on purpose. They prove that each invariant can fail, and that the right one does. */
import { type Cell, type Section, table } from '../section.ts'
import type { AuditedConformance } from './subject.ts'

export const defects: Section<AuditedConformance> = {
  title: 'Defects',
  blocks: ({ record }) => {
    const rows = record.defects.map(({ name, story, expected, judged, caughtBy, runs }): Cell[] => [
      name,
      story,
      expected,
      judged
        ? yesOrNo(caughtBy.includes(expected))
        : { strong: 'not judged: the script fails without the defect, too' },
      caughtBy.filter((one) => one !== expected).join(', '),
      String(runs),
    ])
    const columns = ['Defect', 'What is wrong', 'Must be caught by', 'Caught by it', 'Also caught by', 'Runs']
    return rows.length > 0 ? [table(columns, rows)] : []
  },
}

const yesOrNo = (isYes: boolean): Cell => (isYes ? 'yes' : { strong: 'no' })
