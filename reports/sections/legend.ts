/** How to read the page, and the pages it rests on. */
import { documentedChanges } from '../documented-changes.ts'
import { PAGES } from '../pages.ts'
import { type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

const MEANINGS: readonly (readonly [string, string])[] = [
  ['#', 'position in the change log of the mock; numbers that are skipped stand under The run'],
  ['witnessed', 'seen in the tenant’s change log, with all that it names'],
  ['said', 'said by the product itself, of what leaves no trace in the tenant'],
  ['in part', 'seen, but not with all that it says: what is lacking stands beside it'],
  ['missing', 'not seen, though the stage was done'],
  ['not called for', 'not seen, and nothing in this run asked for it'],
  ['not reached', 'not seen, and the stage was not run or not done'],
  ['published table', 'a row of the vendor’s table of changes'],
  ['published guide', 'a step of the vendor’s guides that the table leaves out'],
  ['consequence', 'what Microsoft’s services do by themselves, or what follows from other rows'],
  [
    'PI-13, MC-02 …',
    'clauses: single claims read out of the pages; the conformance report states each in words',
  ],
  ['documented, observed', 'a vendor’s page says so; seen in public evidence'],
  ['inferred, proposed', 'concluded from these; documented nowhere and a convention of this harness'],
]

export const legend: Section<AuditedRun> = {
  title: 'How to read this',
  blocks: () => [
    table(['Word', 'Meaning'], MEANINGS),
    text('Pages that the documented changes are taken from:'),
    table(
      ['Page', 'Address'],
      [...new Set(documentedChanges.map((row) => row.page))].map((page) => [page, { code: PAGES[page] }]),
    ),
  ],
}
