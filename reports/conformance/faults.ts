/** Faults: a fault that was planned and never struck has shown nothing. */
import { type Cell, type Section, table } from '../section.ts'
import type { AuditedConformance } from './subject.ts'

export const faults: Section<AuditedConformance> = {
  title: 'Faults',
  blocks: ({ record }) => {
    const rows = record.faults.map(({ name, planned, fired }): Cell[] => [
      name,
      String(planned),
      planned > 0 && fired === 0 ? { strong: 'never' } : String(fired),
    ])
    return rows.length > 0 ? [table(['Fault', 'Planned', 'Struck'], rows)] : []
  },
}
