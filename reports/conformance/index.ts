/** The conformance report, in the order of its sections: one line each. */
import type { Section } from '../section.ts'
import { clauseTable } from './clauses.ts'
import { compared } from './compared.ts'
import { defects } from './defects.ts'
import { failures } from './failures.ts'
import { faults } from './faults.ts'
import { invariants } from './invariants.ts'
import { notPlayed } from './not-played.ts'
import { plays } from './plays.ts'
import { reached } from './reached.ts'
import type { AuditedConformance } from './subject.ts'
import { verdict } from './verdict.ts'

export const conformanceSections: readonly Section<AuditedConformance>[] = [
  verdict,
  failures,
  compared,
  plays,
  notPlayed,
  invariants,
  defects,
  faults,
  reached,
  clauseTable,
]
