/** The clause table with its witnesses: counts by family, then each clause under what became of it, the broken ones first. */
import { FAMILIES, familyOf } from '../clauses/families.ts'
import { type Block, type Cell, type Entry, entries, heading, type Section, table, text } from '../section.ts'
import type { AuditedConformance } from './subject.ts'
import { CLAUSE_STATUSES, type ClauseWitness, type ConformanceAudit } from './witness.ts'

const TITLES: Readonly<Record<ClauseWitness['status'], string>> = {
  broken: 'Broken',
  'not witnessed': 'Not witnessed',
  'not testable': 'Not testable here',
  reported: 'Reported by the product alone',
  held: 'Held',
}

export const clauseTable: Section<AuditedConformance> = {
  title: 'Clauses',
  blocks: ({ audit }) => [
    text(
      `The vendor’s and Microsoft’s pages make ${audit.clauses.length} claims. Each is a clause here, in our own words. A clause is held only if something that can fail was played and did not fail: an invariant that was evaluated, a stored script, a trial or a documented change. The report does not say that the others held.`,
    ),
    byFamily(audit),
    ...CLAUSE_STATUSES.flatMap((status) => withStatus(audit, status)),
    ...(audit.unknownClauses.length > 0
      ? [
          text(
            `Invariants, scripts, trials or documented changes name clauses that this table does not have: ${audit.unknownClauses.join(', ')}.`,
          ),
        ]
      : []),
  ],
}

function byFamily({ families, clauses }: ConformanceAudit): Block {
  const cell = (n: number): Cell => (n === 0 ? '' : String(n))
  const ofAll = (status: ClauseWitness['status']) => clauses.filter((one) => one.status === status).length
  return table(
    ['Family', 'Clauses', 'Held', 'Reported', 'Broken', 'Not witnessed', 'Not testable'],
    [
      ...families.map(({ family, title, clauses: all, counts }) => [
        `${family}: ${title}`,
        String(all),
        ...COUNTED.map((status) => strongIf(status === 'broken', cell(counts[status]))),
      ]),
      [
        { strong: 'all' },
        String(clauses.length),
        ...COUNTED.map((status) => strongIf(status === 'broken', cell(ofAll(status)))),
      ],
    ],
  )
}

const COUNTED = ['held', 'reported', 'broken', 'not witnessed', 'not testable'] as const

const strongIf = (isStrong: boolean, cell: Cell): Cell =>
  isStrong && typeof cell === 'string' && cell !== '' ? { strong: cell } : cell

function withStatus({ clauses, families }: ConformanceAudit, status: ClauseWitness['status']): Block[] {
  const those = clauses.filter((one) => one.status === status)
  if (those.length === 0) return []
  return [
    heading(1, `${TITLES[status]}: ${those.length} of ${clauses.length}`),
    ...families.flatMap(({ family, clauses: all }) => {
      const own = those.filter(({ id }) => familyOf(id) === family)
      const title = FAMILIES[family as keyof typeof FAMILIES]
      return own.length > 0
        ? [heading(2, `${family}, ${title}: ${own.length} of ${all}`), entries(own.map(entryOf))]
        : []
    }),
  ]
}

function entryOf({ id, statement, mark, source, witnessedBy, notTestable, status }: ClauseWitness): Entry {
  const from = source.length > 0 ? source.join(', ') : 'this harness'
  return {
    term: id,
    text: statement,
    notes: [
      `${mark}: ${from}`,
      ...(witnessedBy.length > 0 ? [`witnessed by: ${witnessedBy.join('; ')}`] : []),
      ...(status === 'not testable' ? [`why: ${notTestable}`] : []),
    ],
  }
}
