/** The customer's own objects, by name: a reader looks for the one that matters to them. */
import { type Cell, type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { short } from './change-cells.ts'

export const untouched: Section<AuditedRun> = {
  title: 'The customer’s own objects, compared',
  blocks: ({ record: { customer } }) => {
    const { kinds = [], differences } = customer
    if (kinds.length === 0) return []
    return [
      text(
        differences.length === 0
          ? 'Each of these is the same at the end as at the beginning, property by property.'
          : 'Those that differ stand in a section of their own; all others are the same at the end as at the beginning.',
      ),
      table(
        ['Kind', 'Objects', 'Names'],
        kinds.map(({ kind, names, objects }): Cell[] => [
          { code: kind },
          String(objects),
          names.length < objects
            ? [...names.map(short), `and ${objects - names.length} more`]
            : names.map(short).join(', '),
        ]),
      ),
    ]
  },
}
