/** What a unit has played so far, counted. */
import {
  auditOf,
  type ConformanceRecord,
  type Counts,
  type Engine,
  type Finding,
  mergedCounts,
  NO_COUNTS,
  type RunRecord,
} from '#reports'
import { failureOf } from '../failures/failure.ts'
import type { Played } from '../harness/played.ts'
import type { Script } from '../harness/script.ts'
import { INVARIANTS } from '../invariants/index.ts'
import { COMPARISONS } from '../sweep.ts'

type Evaluated = Counts['invariants'][number]

/** What failures say of a run that an error ended. */
export const BROKEN_OFF = 'played to its end'

export interface Entry {
  readonly engine: Engine
  /** Of the play that the run belongs to. */
  readonly play: string
  /** Of its failure, if it fails. */
  readonly id: string
  readonly script: Script
}

export class Tally {
  readonly #parts: Counts[] = []

  get counts(): Counts {
    return mergedCounts(this.#parts)
  }

  add(counts: Partial<Counts>): void {
    this.#parts.push({ ...NO_COUNTS, ...counts })
  }

  /** A run that came to its end. */
  enter(entry: Entry, played: Played, findings: readonly Finding[]): void {
    const { planned, fired } = played.world.faults
    this.add({
      plays: [playOf(entry, played.world.cloud.calls.length, findings)],
      mail: played.mail,
      invariants: INVARIANTS.map((one) => {
        const own = findings.filter(({ invariant }) => invariant === one.name)
        // an invariant is put to every step
        const broken = new Set(own.map(({ step }) => step)).size
        return evaluation(one, played.evaluated.get(one.name) ?? 0, broken)
      }).filter(({ evaluated, broken }) => evaluated + broken > 0),
      faults: [
        ...planned.map(({ fault }) => ({ name: fault, planned: 1, fired: 0 })),
        ...fired.map(({ fault }) => ({ name: fault, planned: 0, fired: 1 })),
      ],
      reached: played.reached.counts,
      failures: failuresOf(entry, findings),
    })
  }

  /** A comparison is put to a run as a whole. */
  compare(findings: readonly Finding[]): void {
    this.add({
      invariants: COMPARISONS.map((one) =>
        evaluation(one, 1, findings.some(({ invariant }) => invariant === one.name) ? 1 : 0),
      ),
    })
  }

  /** A run that an error ended: an invariant was not asked, but the product, the mock or the harness is broken. */
  brokeOff(entry: Entry, error: unknown): void {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const findings = [{ invariant: BROKEN_OFF, detail, step: 0 }]
    this.add({ plays: [playOf(entry, 0, findings)], failures: failuresOf(entry, findings) })
  }

  /** Compares a run with the documented changes. */
  see(run: RunRecord): void {
    const changes = auditOf(run).stages.flatMap(({ rows }) =>
      rows.flatMap(({ row: { id, clauses }, status }): ConformanceRecord['changes'][number][] =>
        status === 'witnessed' || status === 'reported' || status === 'missing'
          ? [{ row: id, clauses, seen: status, run: run.scenario }]
          : [],
      ),
    )
    this.add({ changes })
  }
}

/** Its keys in the order of their type, as a saved record has them when it is read again. */
const evaluation = (
  { name, statement, clauses }: Pick<Evaluated, 'name' | 'statement' | 'clauses'>,
  evaluated: number,
  broken: number,
): Evaluated => ({ name, statement, evaluated, broken, clauses })

const playOf = ({ engine, play: name }: Entry, calls: number, findings: readonly Finding[]) => ({
  engine,
  name,
  runs: 1,
  calls,
  failures: findings.length > 0 ? 1 : 0,
})

const failuresOf = (
  { id, play, script }: Entry,
  findings: readonly Finding[],
): ConformanceRecord['failures'] => (findings.length === 0 ? [] : [failureOf(id, play, script, findings)])
