/** Whether the run passed, and the counts behind that answer. */
import { type Cell, type Section, table } from '../section.ts'
import type { AuditedConformance } from './subject.ts'

export const verdict: Section<AuditedConformance> = {
  title: 'Verdict',
  blocks: (subject) => [
    { type: 'verdict', isGood: subject.audit.verdict.passed, text: sentence(subject) },
    table(['Question', 'Answer'], answers(subject)),
  ],
}

function sentence({ audit: { verdict: v } }: AuditedConformance): string {
  if (v.runs === 0) return 'Not passed: nothing was played, so nothing is shown.'
  return v.passed
    ? 'Passed: every invariant held, every documented change was seen where it was due, and every defect was caught by the invariant that must catch it.'
    : 'Not passed: the first section below lists the failures.'
}

function answers({ record, audit }: AuditedConformance): Cell[][] {
  const { verdict: v, clauses } = audit
  const ofClauses = (status: string) => clauses.filter((one) => one.status === status).length
  return [
    ['Runs without failure', `${v.runs - v.failedRuns} of ${v.runs}, in ${v.calls} calls`],
    ['Invariants that held', but(record.invariants.length, v.brokenInvariants)],
    ['Invariants that were evaluated', but(record.invariants.length, v.neverEvaluated)],
    ['Defects caught by the invariant that must catch them', defectsCaught(record.defects.length, v)],
    [
      'Writes after which all mail was safe',
      `${record.mail.writes - record.mail.unsafe} of ${record.mail.writes}`,
    ],
    ['Trials that can fail', but(record.trials.length, v.idleTrials)],
    ['Documented changes seen where they were due', but(record.changes.length, v.missingChanges)],
    [
      'What a run must meet at some time',
      but(record.reached.filter(({ kind }) => kind === 'sometimes').length, v.notReached),
    ],
    ['Kinds of fault that struck', but(record.faults.filter((one) => one.planned > 0).length, v.neverFired)],
    [
      'Clauses',
      [
        `${ofClauses('held')} of ${clauses.length} held`,
        `${ofClauses('reported')} reported by the product alone`,
        `${ofClauses('broken')} broken`,
        `${ofClauses('not witnessed')} not witnessed`,
        `${ofClauses('not testable')} not testable here`,
      ],
    ],
    ...(record.required === undefined
      ? []
      : [['Required clauses that were held', but(record.required.length, v.unwitnessed)]]),
    ['System under test', subjectOf(record)],
    ['Seed', { code: record.seed }],
    ['casproof', record.casproof],
  ]
}

const subjectOf = ({ options: { subject } }: AuditedConformance['record']): Cell =>
  subject === undefined ? 'cas-core, in the process of the harness' : { code: String(subject) }

function but(total: number, exceptions: readonly string[]): Cell {
  const count = `${total - exceptions.length} of ${total}`
  return exceptions.length === 0 ? count : [count, ...exceptions.map((name) => `not: ${name}`)]
}

/** Counts only defects that can be judged. A script that fails without its defect shows nothing about the defect. */
function defectsCaught(
  total: number,
  { missedDefects, unjudgedDefects }: AuditedConformance['audit']['verdict'],
): Cell {
  const judged = but(total - unjudgedDefects.length, missedDefects)
  if (unjudgedDefects.length === 0) return judged
  const rest = `not judged, because the script fails without the defect, too: ${unjudgedDefects.join(', ')}`
  return [...(Array.isArray(judged) ? judged : [judged]), rest]
}
