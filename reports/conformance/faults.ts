/** Faults: a fault that was planned and never struck has shown nothing. */
import { type Cell, type Section, table, text } from '../section.ts'
import type { AuditedConformance } from './subject.ts'

export const faults: Section<AuditedConformance> = {
  title: 'Faults',
  blocks: ({ record }) => {
    const rows = record.faults.map(({ name, planned, fired }): Cell[] => [
      name,
      String(planned),
      planned > 0 && fired === 0 ? { strong: 'never' } : String(fired),
    ])
    return rows.length > 0 ? [text(PLANNED), table(['Fault', 'Planned', 'Struck'], rows)] : []
  },
}

const PLANNED =
  'A fault is planned at a call by its number: “the third New-TransportRule”. In a sweep and in a stored script each one strikes. In a random script the number is drawn blindly, and where a stage makes fewer calls than that the fault does not strike.'
