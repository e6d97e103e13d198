/** How many requests each stage sent, and how it ended. */
import { stageTitle } from '../published-table.ts'
import { type Cell, type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { time } from './change-cells.ts'

export const calls: Section<AuditedRun> = {
  title: 'Calls',
  blocks: ({ record: { stages, generation } }) => {
    if (stages.length === 0) return [text('None: no stage was run.')]
    const rows = stages.map((one): Cell[] => [
      stageTitle(one.stage, generation),
      time(one.startedAt),
      time(one.endedAt),
      one.outcome,
      String(one.calls.total),
      String(one.calls.writes),
      String(one.changes.length),
    ])
    return [
      table(
        ['Stage', 'Started (UTC)', 'Ended (UTC)', 'Outcome', 'Requests', 'Of these, writes', 'Changes'],
        rows,
      ),
    ]
  },
}
