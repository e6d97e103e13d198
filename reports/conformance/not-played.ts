/** What the system under test could not play: it is counted, and nothing is shown by it. */
import { type Section, table, text } from '../section.ts'
import type { AuditedConformance } from './subject.ts'

export const notPlayed: Section<AuditedConformance> = {
  title: 'Not Played',
  blocks({ record }) {
    if (record.notPlayed.length === 0) return [text('Everything that was asked for was played.')]
    const rows = record.notPlayed.map(({ name, runs, reasons }) => [name, String(runs), [...reasons]])
    return [
      text('The system under test could not play these, for the reasons given. Nothing is shown by them.'),
      table(['Play', 'Runs', 'Why not'], rows),
    ]
  },
}
