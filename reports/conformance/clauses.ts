/** The clause table with its witnesses: first the broken clauses, then those that held, then those without a witness. */
import { type Cell, heading, type Section, table, text } from '../section.ts'
import type { AuditedConformance } from './subject.ts'
import type { ClauseWitness } from './witness.ts'

const ORDER = ['broken', 'held', 'reported', 'not witnessed'] as const

const TITLES: Readonly<Record<(typeof ORDER)[number], string>> = {
  broken: 'broken',
  held: 'held',
  reported: 'reported by the product alone',
  'not witnessed': 'not witnessed',
}

export const clauseTable: Section<AuditedConformance> = {
  title: 'Clauses',
  blocks: ({ audit }) => [
    text(LEFT_OUT),
    ...ORDER.flatMap((status) => {
      const witnessed = status !== 'not witnessed'
      const rows = audit.clauses.filter((one) => one.status === status).map((one) => cells(one, witnessed))
      const columns = ['Clause', 'Statement', 'Mark', 'Source', ...(witnessed ? ['Witnessed by'] : [])]
      return rows.length > 0
        ? [heading(1, `${TITLES[status]}: ${rows.length} of ${audit.clauses.length}`), table(columns, rows)]
        : []
    }),
    ...(audit.unknownClauses.length > 0
      ? [
          text(
            `Invariants, scripts or documented changes name clauses that this table does not have: ${audit.unknownClauses.join(', ')}.`,
          ),
        ]
      : []),
  ],
}

const LEFT_OUT =
  'The vendor’s and Microsoft’s pages make 233 claims. This table has those about inline mode. It leaves out the claims about API mode and its choice of synchronized users, and four about captions and banners of the console. Most claims without a witness are about screens and notifications, invalid tokens, the check of security settings, the later upgrade for outbound mail, and the licence. No run plays these, so the report does not say that they held.'

function cells({ id, statement, mark, source, witnessedBy }: ClauseWitness, witnessed: boolean): Cell[] {
  const known = [id, statement, mark, source.length > 0 ? source.join(', ') : 'this harness']
  return witnessed ? [...known, witnessedBy] : known
}
