/** Compares a conformance run with the clause table: which clause was witnessed, by what, and did it hold? */
import type { Clause } from '../clauses/clause.ts'
import { FAMILIES, familyOf } from '../clauses/families.ts'
import { clauses } from '../clauses/index.ts'
import type { ConformanceRecord } from '../record.ts'

interface Witness {
  readonly name: string
  readonly clauses: readonly string[]
  readonly broken: boolean
  /** True if the only evidence is the product's own report. */
  readonly isReport?: boolean
}

export interface ClauseWitness extends Clause {
  /**
   * What cannot fail witnesses nothing: an invariant that was never evaluated, a trial that found no fault with a wrong
   * subject. A script that was played witnesses the clauses that it names, and so does a documented change. `reported`: the only evidence is the product's own report.
   * `not testable`: the clause says why no run here can show it. A witness of such a clause is told all the same.
   */
  readonly status: (typeof CLAUSE_STATUSES)[number]
  readonly witnessedBy: readonly string[]
}

/** In the order in which a reader asks for them. */
export const CLAUSE_STATUSES = ['broken', 'not witnessed', 'not testable', 'reported', 'held'] as const

/** The clauses of one family: `PI`. */
export interface FamilyCounts {
  readonly family: string
  readonly title: string
  readonly clauses: number
  readonly counts: Readonly<Record<ClauseWitness['status'], number>>
}

export interface ConformanceAudit {
  readonly verdict: {
    readonly runs: number
    readonly calls: number
    readonly failedRuns: number
    readonly brokenInvariants: readonly string[]
    /** What a part of a run does not evaluate, or does not strike, another part may. */
    readonly neverEvaluated: readonly string[]
    /** Faults that were planned and never struck. They show nothing. */
    readonly neverFired: readonly string[]
    /** What a whole run must have met at some time, and has not. A part, a sample or another system under test need not. */
    readonly notReached: readonly string[]
    /** Defects that the invariant for them did not catch. */
    readonly missedDefects: readonly string[]
    /** Defects with a script that fails without the defect, too. */
    readonly unjudgedDefects: readonly string[]
    /** Trials that found no fault with a subject that is wrong on purpose. They show nothing. */
    readonly idleTrials: readonly string[]
    /** Documented changes that were due in some run and not seen there. */
    readonly missingChanges: readonly string[]
    /** Clauses that had to be held and are not. */
    readonly unwitnessed: readonly string[]
    /** Whether the record is of a part of a run: of some shards, or of chosen units. */
    readonly isPart: boolean
    readonly passed: boolean
  }
  readonly clauses: readonly ClauseWitness[]
  readonly families: readonly FamilyCounts[]
  /** Clause ids that an invariant, a script, a trial or a documented change names, and that the table does not have. */
  readonly unknownClauses: readonly string[]
}

/** A run without plays has not passed: it shows nothing. */
export function conformanceAuditOf(record: ConformanceRecord): ConformanceAudit {
  const { plays, invariants, faults, defects, failures, scripts, trials, changes } = record
  const witnesses: Witness[] = [
    ...invariants.filter((one) => one.evaluated > 0).map((one) => ({ ...one, broken: one.broken > 0 })),
    ...scripts.map((one) => ({ ...one, name: `script “${one.name}”`, broken: one.failed })),
    ...trials
      .filter(({ canFail }) => canFail)
      .map((one) => ({ ...one, name: `trial “${one.name}”`, broken: one.failed })),
    ...changes.filter((one) => one.seen !== 'not seen').map(changeWitness),
  ]
  const sum = (of: 'runs' | 'calls' | 'failures') => plays.reduce((total, play) => total + play[of], 0)
  const isPart =
    record.shards !== undefined || ['only', 'state'].some((name) => Object.hasOwn(record.options, name))
  const mustReach =
    !isPart && record.options.part === 1 && !ELSEWHERE.some((name) => Object.hasOwn(record.options, name))
  const lists = {
    brokenInvariants: names(invariants.filter((one) => one.broken > 0)),
    neverEvaluated: names(invariants.filter((one) => !isPart && one.evaluated === 0)),
    neverFired: names(faults.filter((one) => !isPart && one.planned > 0 && one.fired === 0)),
    notReached: names(
      record.reached.filter(({ kind, times }) => mustReach && kind === 'sometimes' && times === 0),
    ),
    missedDefects: names(defects.filter((one) => one.judged && !one.caughtBy.includes(one.expected))),
    unjudgedDefects: names(defects.filter((one) => !one.judged)),
    idleTrials: names(trials.filter(({ canFail }) => !canFail)),
    missingChanges: changes
      .filter(({ seen }) => seen === 'missing')
      .map(({ row, run }) => `${row}, in “${run}”`),
  }
  const audited = clauses.map((clause) => witnessed(clause, witnesses))
  const held = new Set(audited.filter(({ status }) => status === 'held').map(({ id }) => id))
  const unwitnessed = isPart ? [] : (record.required ?? []).filter((id) => !held.has(id))
  const counts = { runs: sum('runs'), calls: sum('calls'), failedRuns: sum('failures') }
  const wrong = counts.failedRuns + failures.length + unwitnessed.length + Object.values(lists).flat().length
  const known = new Set(clauses.map(({ id }) => id))
  return {
    verdict: { ...counts, ...lists, unwitnessed, isPart, passed: wrong === 0 && counts.runs > 0 },
    clauses: audited,
    families: familiesOf(audited),
    unknownClauses: [
      ...new Set([...invariants, ...scripts, ...trials, ...changes].flatMap((one) => one.clauses)),
    ]
      .filter((id) => !known.has(id))
      .sort(),
  }
}

/** Options that play another system under test, or cas-core made wrong. */
const ELSEWHERE = ['subject', 'defect']

function changeWitness({ row, clauses: ids, seen }: ConformanceRecord['changes'][number]): Witness {
  const isReport = seen === 'reported'
  const name = `documented change “${row}”${isReport ? ', reported by the product itself' : ''}`
  return { name, clauses: ids, broken: seen === 'missing', isReport }
}

function witnessed(clause: Clause, all: readonly Witness[]): ClauseWitness {
  const witnesses = all.filter((one) => one.clauses.includes(clause.id))
  const broken = witnesses.some((one) => one.broken)
  const seen = witnesses.every((one) => one.isReport) ? 'reported' : 'held'
  const none = clause.notTestable === undefined ? 'not witnessed' : 'not testable'
  const status = witnesses.length === 0 ? none : broken ? 'broken' : seen
  return { ...clause, status, witnessedBy: names(witnesses) }
}

function familiesOf(all: readonly ClauseWitness[]): readonly FamilyCounts[] {
  return Object.entries(FAMILIES).map(([family, title]) => {
    const own = all.filter(({ id }) => familyOf(id) === family)
    const count = (status: ClauseWitness['status']) => own.filter((one) => one.status === status).length
    const counts = Object.fromEntries(CLAUSE_STATUSES.map((status) => [status, count(status)]))
    return { family, title, clauses: own.length, counts: counts as FamilyCounts['counts'] }
  })
}

function names(of: readonly { readonly name: string }[]): readonly string[] {
  return of.map((one) => one.name)
}
