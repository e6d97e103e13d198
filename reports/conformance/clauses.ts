/** The clause table with its witnesses: broken ones first, then those that held, then what nothing witnessed. */
import { type Cell, heading, type Section, table, text } from '../section.ts'
import type { AuditedConformance } from './subject.ts'
import type { ClauseWitness } from './witness.ts'

const ORDER = ['broken', 'held', 'not witnessed'] as const

export const clauseTable: Section<AuditedConformance> = {
  title: 'Clauses',
  blocks: ({ audit }) => [
    ...ORDER.flatMap((status) => {
      const witnessed = status !== 'not witnessed'
      const rows = audit.clauses.filter((one) => one.status === status).map((one) => cells(one, witnessed))
      const columns = ['Clause', 'Statement', 'Mark', 'Source', ...(witnessed ? ['Witnessed by'] : [])]
      return rows.length > 0
        ? [heading(1, `${status}: ${rows.length} of ${audit.clauses.length}`), table(columns, rows)]
        : []
    }),
    ...(audit.unknownClauses.length > 0
      ? [text(`Invariants name clauses that this table does not have: ${audit.unknownClauses.join(', ')}.`)]
      : []),
  ],
}

function cells({ id, statement, mark, source, witnessedBy }: ClauseWitness, witnessed: boolean): Cell[] {
  const known = [id, statement, mark, source.length > 0 ? source.join(', ') : 'this harness']
  return witnessed ? [...known, witnessedBy] : known
}
