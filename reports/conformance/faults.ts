/** How often each fault was planned and struck. A fault that never struck has shown nothing. */
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
  'A plan names a call by its number, for example “the third New-TransportRule”. In a sweep and in a stored script each fault strikes. In a random script the number is random: if a stage makes fewer calls, the fault does not strike.'
