/** Every invariant: how often it was evaluated, and how often it did not hold. */
import { type Cell, type Section, table } from '../section.ts'
import type { AuditedConformance } from './subject.ts'

export const invariants: Section<AuditedConformance> = {
  title: 'Invariants',
  blocks: ({ record }) => {
    const rows = record.invariants.map(({ name, statement, evaluated, broken, clauses }): Cell[] => [
      name,
      statement,
      evaluated === 0 ? { strong: 'never' } : String(evaluated),
      broken > 0 ? { strong: String(broken) } : '0',
      clauses.join(', '),
    ])
    return rows.length > 0 ? [table(['Invariant', 'Statement', 'Evaluated', 'Broken', 'Clauses'], rows)] : []
  },
}
