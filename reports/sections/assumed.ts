/** What no page says in so many words, so that a reader knows what the report rests on. */
import { list, type Section, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { rowNumber } from './overview.ts'
import { isShown } from './stages.ts'

export const assumed: Section<AuditedRun> = {
  title: 'What was assumed',
  blocks: ({ audit: { stages } }) => {
    const rows = stages.flatMap((stage, at) =>
      stage.rows.flatMap((one, nth) =>
        isShown(one) && (one.row.mark === 'inferred' || one.row.mark === 'proposed')
          ? [`${rowNumber(at, nth)} ${one.row.statement} (${one.row.mark})`]
          : [],
      ),
    )
    return rows.length === 0
      ? []
      : [
          text(
            'These rows are not printed in any page. They are concluded from what is (inferred), or are a convention of this harness (proposed).',
          ),
          list(rows),
        ]
  },
}
