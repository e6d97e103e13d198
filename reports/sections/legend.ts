/** How to read the page: words, sources, and the clauses that the rows name. */
import type { ChangeAudit } from '../audit.ts'
import { clauses } from '../clauses/index.ts'
import { documentedChangesOf } from '../documented-changes.ts'
import { PAGES } from '../pages.ts'
import { type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'
import { isShown } from './stages.ts'

const MEANINGS: readonly (readonly [string, string])[] = [
  [
    '#',
    'position in the change log of the mock; the section “The run” lists the numbers that are skipped here',
  ],
  ['witnessed', 'seen in the tenant’s change log, with everything that the row names'],
  ['reported', 'the product itself reported it; it leaves no trace in the tenant that could prove it'],
  ['in part', 'seen, but without something that the row names; the column “Seen” says what is lacking'],
  ['missing', 'not seen, although the stage was done'],
  ['not needed', 'not seen, and nothing in this run made it necessary'],
  ['not shown here', 'the page says it, and no run here can show it; the column “Seen” says why'],
  ['not reached', 'not seen, because the stage was not run or not done'],
  [
    '6 of 6 seen, in 9 changes',
    'the row names six objects or entries; all were seen, in nine entries of the change log',
  ],
  ['published table', 'a row of the vendor’s table of changes'],
  ['published guide', 'a step of the vendor’s guides that is not in the table'],
  ['consequence', 'something that Microsoft’s services do by themselves, or that follows from other rows'],
  [
    'PI-13, MC-02 …',
    'clauses: single claims from the vendor’s and Microsoft’s pages; the table below states each in words',
  ],
  ['documented, observed', 'a page of the vendor or of Microsoft says so; seen in public evidence'],
  ['inferred, proposed', 'concluded from these; documented nowhere and a convention of this harness'],
]

export const legend: Section<AuditedRun> = {
  title: 'How to read this',
  blocks: ({ audit, record }) => [
    table(['Word', 'Meaning'], MEANINGS),
    text('Clauses that the rows of this report name:'),
    table(['Clause', 'Statement'], clausesNamedIn(audit)),
    text('The documented changes come from these pages:'),
    table(
      ['Page', 'Address'],
      [...new Set(documentedChangesOf(record.mode).map((row) => row.page))].map((page) => [
        page,
        { code: PAGES[page] },
      ]),
    ),
  ],
}

function clausesNamedIn({ stages }: ChangeAudit): readonly (readonly [string, string])[] {
  const named = new Set(stages.flatMap(({ rows }) => rows.filter(isShown).flatMap(({ row }) => row.clauses)))
  return clauses.filter(({ id }) => named.has(id)).map(({ id, statement }) => [id, statement])
}
