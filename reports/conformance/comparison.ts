/**
 * A run compared with an earlier one, by the cases that CI servers show: their names are the same in every run. What is
 * no longer covered is told too, since a run that leaves something out passes more easily.
 */
import { type Case, type Suite, suitesOf } from '../ci/cases.ts'
import type { ConformanceRecord } from '../record.ts'
import { conformanceAuditOf } from './witness.ts'

export interface Comparison {
  readonly newlyFailing: readonly string[]
  readonly stillFailing: readonly string[]
  readonly fixed: readonly string[]
  /** Cases that were judged and are not any more, and clauses that were witnessed and are not. */
  readonly uncovered: readonly string[]
}

export function comparisonOf(before: ConformanceRecord, after: ConformanceRecord): Comparison {
  const [then, now] = [endsOf(suitesOf(before, '')), endsOf(suitesOf(after, ''))]
  const names = (filter: (was: End | undefined, is: End | undefined) => boolean) =>
    [...new Set([...then.keys(), ...now.keys()])].filter((name) => filter(then.get(name), now.get(name)))
  const held = heldIn(after)
  return {
    newlyFailing: names((was, is) => is === 'failed' && was !== 'failed'),
    stillFailing: names((was, is) => is === 'failed' && was === 'failed'),
    fixed: names((was, is) => was === 'failed' && is === 'passed'),
    uncovered: [
      ...names((was, is) => was !== undefined && was !== 'skipped' && (is === undefined || is === 'skipped')),
      ...[...heldIn(before)].filter((id) => !held.has(id)).map((id) => `clause ${id}`),
    ],
  }
}

type End = 'passed' | 'failed' | 'skipped'

const endOf = ({ failure, skipped }: Case): End =>
  failure !== undefined ? 'failed' : skipped !== undefined ? 'skipped' : 'passed'

const endsOf = (suites: readonly Suite[]): ReadonlyMap<string, End> =>
  new Map(
    suites.flatMap(({ name, cases }) => cases.map((one) => [`${name}: ${one.name}`, endOf(one)] as const)),
  )

/** Clauses that something witnessed, whatever came of it. */
const heldIn = (record: ConformanceRecord): ReadonlySet<string> =>
  new Set(
    conformanceAuditOf(record)
      .clauses.filter(({ status }) => status === 'held' || status === 'broken' || status === 'reported')
      .map(({ id }) => id),
  )
