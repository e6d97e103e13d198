/** The scripts that were played, by engine. */
import { type Section, table, text } from '../section.ts'
import type { AuditedConformance } from './subject.ts'

export const plays: Section<AuditedConformance> = {
  title: 'Plays',
  blocks: ({ record }) => {
    if (record.plays.length === 0) return [text('None.')]
    const rows = record.plays.map((one) => [
      one.engine,
      one.name,
      String(one.runs),
      String(one.calls),
      one.failures > 0 ? { strong: String(one.failures) } : '0',
    ])
    return [table(['Engine', 'Play', 'Runs', 'Calls', 'Failures'], rows)]
  },
}
