/** The clause table with its witnesses: broken ones first, then those that held, then what nothing witnessed. */
import { type Cell, heading, type Section, table, text } from '../section.ts'
import type { AuditedConformance } from './subject.ts'
import type { ClauseWitness } from './witness.ts'

const ORDER = ['broken', 'held', 'said', 'not witnessed'] as const

const TITLES: Readonly<Record<(typeof ORDER)[number], string>> = {
  broken: 'broken',
  held: 'held',
  said: 'said by the product alone',
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
  'Of 233 claims that were read out of the vendor’s and Microsoft’s pages this table has those about inline mode. Left out are those about API mode and its choice of synchronized users, and four about captions and banners of the console. Not witnessed are above all the claims about screens and notifications, invalid tokens, the check of security settings, the later upgrade for outbound mail and the licence: no run plays them, and a claim that no run plays is not called held.'

function cells({ id, statement, mark, source, witnessedBy }: ClauseWitness, witnessed: boolean): Cell[] {
  const known = [id, statement, mark, source.length > 0 ? source.join(', ') : 'this harness']
  return witnessed ? [...known, witnessedBy] : known
}
