/** A conformance run in a few numbers, as a terminal shows it: values alone, so that each printer lays them out. */
import type { ConformanceRecord, Engine } from '../record.ts'
import { type NumberedCause, numberedCausesOf } from './capsules.ts'
import { type ConformanceAudit, conformanceAuditOf, type FamilyCounts } from './witness.ts'

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
  /** How much was reached, by kind. */
  readonly reached: Readonly<
    Record<ConformanceRecord['reached'][number]['kind'], { readonly met: number; readonly all: number }>
  >
  /** The first few of them, the simplest first. */
  readonly causes: readonly NumberedCause[]
  readonly moreCauses: number
}

const CAUSES_MAX = 5

export function conformanceSummary(record: ConformanceRecord): ConformanceSummary {
  const { verdict, families } = conformanceAuditOf(record)
  const { defects, invariants, plays } = record
  const causes = numberedCausesOf(record)
  const metOf = (kind: ConformanceRecord['reached'][number]['kind']) => {
    const all = record.reached.filter((one) => one.kind === kind)
    return { met: all.filter(({ times }) => times > 0).length, all: all.length }
  }
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
    reached: { sometimes: metOf('sometimes'), stage: metOf('stage'), struck: metOf('struck') },
    causes: causes.slice(0, CAUSES_MAX),
    moreCauses: Math.max(0, causes.length - CAUSES_MAX),
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
