/** A conformance run in a few numbers, as a terminal shows it: values alone, so that each printer lays them out. */
import type { ConformanceRecord, Engine } from '../record.ts'
import { type ConformanceAudit, conformanceAuditOf, type FamilyCounts } from './witness.ts'

type Failure = ConformanceRecord['failures'][number]

export interface ConformanceSummary {
  readonly verdict: ConformanceAudit['verdict']
  /** All plays of one engine together. */
  readonly engines: readonly {
    readonly engine: Engine
    readonly runs: number
    readonly calls: number
    readonly failures: number
  }[]
  readonly invariants: readonly {
    readonly name: string
    readonly evaluated: number
    readonly result: 'held' | 'broken' | 'never evaluated'
    /** In how many runs it did not hold. */
    readonly broken: number
  }[]
  /** The clauses by family, with how many held. */
  readonly families: readonly FamilyCounts[]
  readonly defects: { readonly caught: number; readonly judged: number }
  /** The first few, each with its first few findings. */
  readonly failures: readonly (Pick<Failure, 'name' | 'findings' | 'replay'> & {
    readonly moreFindings: number
  })[]
  readonly moreFailures: number
}

const FAILURES_MAX = 5
const FINDINGS_MAX = 3

export function conformanceSummary(record: ConformanceRecord): ConformanceSummary {
  const { verdict, families } = conformanceAuditOf(record)
  const { defects, failures, invariants, plays } = record
  return {
    verdict,
    engines: [...Map.groupBy(plays, ({ engine }) => engine)].map(([engine, entries]) => ({
      engine,
      runs: sum(entries.map(({ runs }) => runs)),
      calls: sum(entries.map(({ calls }) => calls)),
      failures: sum(entries.map((one) => one.failures)),
    })),
    invariants: invariants.map(({ name, evaluated, broken }) => ({
      name,
      evaluated,
      broken,
      result: broken > 0 ? 'broken' : evaluated > 0 ? 'held' : 'never evaluated',
    })),
    families,
    defects: {
      caught: defects.filter(({ expected, caughtBy }) => caughtBy.includes(expected)).length,
      judged: defects.length - verdict.unjudgedDefects.length,
    },
    failures: failures.slice(0, FAILURES_MAX).map(({ name, findings, replay }) => ({
      name,
      findings: findings.slice(0, FINDINGS_MAX),
      moreFindings: Math.max(0, findings.length - FINDINGS_MAX),
      replay,
    })),
    moreFailures: Math.max(0, failures.length - FAILURES_MAX),
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
