/** A conformance run laid beside the clause table: which clause was witnessed, by what, and did it hold? */
import type { Clause } from '../clauses/clause.ts'
import { clauses } from '../clauses/index.ts'
import type { ConformanceRecord } from '../record.ts'

interface Witness {
  readonly name: string
  readonly clauses: readonly string[]
  readonly broken: boolean
  /** True where the product's own word is all that there is. */
  readonly isWord?: boolean
}

export interface ClauseWitness extends Clause {
  /**
   * An invariant that was evaluated on nothing witnesses nothing; a script that was played witnesses what it writes
   * down, and a documented change its clauses. `said`: by nothing but the product's own word.
   */
  readonly status: 'held' | 'said' | 'broken' | 'not witnessed'
  readonly witnessedBy: readonly string[]
}

export interface ConformanceAudit {
  readonly verdict: {
    readonly runs: number
    readonly calls: number
    readonly failedRuns: number
    readonly brokenInvariants: readonly string[]
    readonly neverEvaluated: readonly string[]
    /** Planned, and never struck: what they were to show is not shown. */
    readonly neverFired: readonly string[]
    /** Not caught by the invariant that must catch them. */
    readonly missedDefects: readonly string[]
    /** Their scripts fail without them, too. */
    readonly unjudgedDefects: readonly string[]
    readonly passed: boolean
  }
  readonly clauses: readonly ClauseWitness[]
  /** Ids that invariants, scripts or documented changes claim to witness and that are in no clause group of this table. */
  readonly unknownClauses: readonly string[]
}

/** A run without plays has not passed: it shows nothing. */
export function conformanceAuditOf(record: ConformanceRecord): ConformanceAudit {
  const { plays, invariants, faults, defects, failures, scripts, changes } = record
  const witnesses: Witness[] = [
    ...invariants.filter((one) => one.evaluated > 0).map((one) => ({ ...one, broken: one.broken > 0 })),
    ...scripts.map((one) => ({ ...one, name: `script “${one.name}”`, broken: one.failed })),
    ...changes.filter((one) => one.seen !== 'not seen').map(changeWitness),
  ]
  const sum = (of: 'runs' | 'calls' | 'failures') => plays.reduce((total, play) => total + play[of], 0)
  const lists = {
    brokenInvariants: names(invariants.filter((one) => one.broken > 0)),
    neverEvaluated: names(invariants.filter((one) => one.evaluated === 0)),
    neverFired: names(faults.filter((one) => one.planned > 0 && one.fired === 0)),
    missedDefects: names(defects.filter((one) => one.judged && !one.caughtBy.includes(one.expected))),
    unjudgedDefects: names(defects.filter((one) => !one.judged)),
  }
  const counts = { runs: sum('runs'), calls: sum('calls'), failedRuns: sum('failures') }
  const wrong = counts.failedRuns + failures.length + Object.values(lists).flat().length
  const known = new Set(clauses.map(({ id }) => id))
  return {
    verdict: { ...counts, ...lists, passed: wrong === 0 && counts.runs > 0 },
    clauses: clauses.map((clause) => witnessed(clause, witnesses)),
    unknownClauses: [...new Set([...invariants, ...scripts, ...changes].flatMap((one) => one.clauses))]
      .filter((id) => !known.has(id))
      .sort(),
  }
}

function changeWitness({ row, clauses: ids, seen }: ConformanceRecord['changes'][number]): Witness {
  const isWord = seen === 'said'
  const name = `documented change “${row}”${isWord ? ', by the product’s own word' : ''}`
  return { name, clauses: ids, broken: seen === 'missing', isWord }
}

function witnessed(clause: Clause, all: readonly Witness[]): ClauseWitness {
  const witnesses = all.filter((one) => one.clauses.includes(clause.id))
  const broken = witnesses.some((one) => one.broken)
  const seen = witnesses.every((one) => one.isWord) ? 'said' : 'held'
  const status = witnesses.length === 0 ? 'not witnessed' : broken ? 'broken' : seen
  return { ...clause, status, witnessedBy: names(witnesses) }
}

function names(of: readonly { readonly name: string }[]): readonly string[] {
  return of.map((one) => one.name)
}
